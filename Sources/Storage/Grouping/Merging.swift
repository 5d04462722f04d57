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
    /// Where everything is now.
    public var target: IssueID
    /// Issues that are part of the target now; their addresses lead there.
    public var merged: [IssueID]
    public init(target: IssueID, merged: [IssueID]) { (self.target, self.merged) = (target, merged) }
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
    /// The hashes of an issue, newest events first.
    func hashes(of issue: IssueID, limit: Int) async throws -> [IssueHash]
    /// Makes `issues` one: `target`, or the one with the most events (ties: the higher id). Later events with any of
    /// their hashes go there, too. Throws `MergeError`. Durable on return.
    func merge(_ issues: [IssueID], into target: IssueID?, by actor: Actor, at now: Timestamp) async throws -> Merge
    /// Takes `hashes` and their events out of an issue. Those that came by a merge go back to the issue they came from,
    /// with its id and its number; the others open one new issue. Returns the issues that exist now because of it.
    /// Throws `MergeError`. Durable on return.
    func unmerge(_ hashes: [String], of issue: IssueID, by actor: Actor, at now: Timestamp) async throws -> [IssueID]
    /// Where these hashes lead in a project; those that lead nowhere are left out.
    func issues(of hashes: [String], in project: ProjectID) async throws -> [String: IssueID]
    /// What issues that are part of others now were called; others are left out.
    func shortIDs(ofMerged issues: [IssueID]) async throws -> [IssueID: ShortID]
}
