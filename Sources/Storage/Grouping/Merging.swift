import SentryProtocol

/// A hash that leads to an issue, and what is stored under it.
public struct IssueHash: Sendable, Equatable {
    /// 32 lower-case hex digits.
    public var hash: String
    public var issueID: IssueID
    /// The grouping configuration that made it: `culprit-1`.
    public var configuration: String
    public var createdAt: Timestamp
    /// The issue that it led to before it was merged into this one.
    public var mergedFrom: IssueID?
    /// Stored events that it decided.
    public var events: Int
    /// Of those events; nil when none is stored any more.
    public var firstSeen: Timestamp?
    public var lastSeen: Timestamp?
    public var latestEvent: EventID?

    public init(
        hash: String, issueID: IssueID, configuration: String, createdAt: Timestamp, mergedFrom: IssueID? = nil,
        events: Int = 0, firstSeen: Timestamp? = nil, lastSeen: Timestamp? = nil, latestEvent: EventID? = nil
    ) {
        (self.hash, self.issueID, self.configuration) = (hash, issueID, configuration)
        (self.createdAt, self.mergedFrom, self.events) = (createdAt, mergedFrom, events)
        (self.firstSeen, self.lastSeen, self.latestEvent) = (firstSeen, lastSeen, latestEvent)
    }
}

/// What a merge did.
public struct Merge: Sendable, Equatable {
    /// What undoes it.
    public var id: Int64
    /// Where everything is now.
    public var target: IssueID
    /// Issues that are part of the target now; their addresses lead there.
    public var merged: [IssueID]
    public init(id: Int64, target: IssueID, merged: [IssueID]) {
        (self.id, self.target, self.merged) = (id, target, merged)
    }
}

/// Why issues could not be merged or taken apart. Nothing was changed.
public enum MergeError: Error, Sendable, Equatable {
    /// Fewer than two different issues that exist.
    case tooFew
    /// Issues of different projects, or of different types.
    case unlike
    /// These hashes do not lead to the issue.
    case unknownHashes([String])
    /// An issue must keep a hash.
    case nothingLeft
    /// The events are being moved by something else; try again.
    case busy
}

/// Makes one issue of several, and several of one. Exact: `culprit doctor` finds nothing afterwards.
public protocol IssueMerging: Sendable {
    /// The hashes of an issue, newest events first. Counts every stored event of the issue.
    func hashes(of issue: IssueID, limit: Int) async throws -> [IssueHash]
    /// Makes `issues` one: `target`, or the one with the most events (ties: the higher id). Later events with any of
    /// their hashes go there, too. Throws `MergeError`. Durable on return.
    func merge(_ issues: [IssueID], into target: IssueID?, by actor: Actor, at now: Timestamp) async throws -> Merge
    /// Takes `hashes` and their events out of an issue. Those that came by a merge go back to the issue they came from,
    /// with its id and its number, as far as events of theirs are stored; the others open one new issue, and those of them
    /// without stored events lead nowhere afterwards. Returns the issues that exist now because of it.
    /// Throws `MergeError`. Durable on return.
    func unmerge(_ hashes: [String], of issue: IssueID, by actor: Actor, at now: Timestamp) async throws -> [IssueID]
    /// Undoes a merge: gives each issue that was merged what was its own then, with what was learnt through that since,
    /// and what was part of it. Throws `MergeError`, `unknownHashes` when nothing of it is left to undo. Durable on
    /// return.
    func undo(merge: Int64, by actor: Actor, at now: Timestamp) async throws -> [IssueID]
    /// What is known of these hashes in a project, without counting events; those that lead nowhere are left out.
    func known(_ hashes: [String], in project: ProjectID) async throws -> [String: IssueHash]
    /// What issues that are part of others now were called; others are left out.
    func shortIDs(ofMerged issues: [IssueID]) async throws -> [IssueID: ShortID]
}

extension IssueMerging {
    /// Where these hashes lead in a project; those that lead nowhere are left out.
    public func issues(of hashes: [String], in project: ProjectID) async throws -> [String: IssueID] {
        try await known(hashes, in: project).mapValues(\.issueID)
    }
}
