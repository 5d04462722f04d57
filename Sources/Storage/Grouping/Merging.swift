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
    /// Stored events that it decided, among the newest `eventsMax` of the issue.
    public var events: Int
    /// Of those events; nil when there is none.
    public var firstSeen: Timestamp?
    public var lastSeen: Timestamp?
    public var latestEvent: EventID?

    /// So many events of an issue are looked at to tell what is stored under its hashes.
    public static let eventsMax = 20_000

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

/// What taking hashes out of an issue has begun.
public struct Unmerging: Sendable, Equatable {
    /// The issue that they are taken out of.
    public var source: IssueID
    /// Issues that their events are moved to. They exist as soon as their first event has arrived.
    public var issues: [IssueID]
    /// Hashes that no event is stored of: the next one opens an issue, or brings back the one that its hash came from.
    public var forgotten: Int
    public init(source: IssueID, issues: [IssueID], forgotten: Int = 0) {
        (self.source, self.issues, self.forgotten) = (source, issues, forgotten)
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
    /// The hashes of an issue, newest events first; what is stored under them is counted among the newest
    /// `IssueHash.eventsMax` events of the issue.
    func hashes(of issue: IssueID, limit: Int) async throws -> [IssueHash]
    /// Makes `issues` one: `target`, or the one with the most events (ties: the higher id). Later events with any of
    /// their hashes go there, too. Throws `MergeError`. Durable on return.
    func merge(_ issues: [IssueID], into target: IssueID?, by actor: Actor, at now: Timestamp) async throws -> Merge
    /// Takes `hashes` and their events out of an issue. Those that came by a merge go back to the issue they came from,
    /// with its id and its number; the others open one new issue. Where no event is stored of a hash, its next one does
    /// so. Throws `MergeError`. Durable on return, and done some time later.
    func unmerge(_ hashes: [String], of issue: IssueID, by actor: Actor, at now: Timestamp) async throws -> Unmerging
    /// Undoes a merge: gives each issue that was merged what was its own then, with what was learnt through that since,
    /// and what was part of it. Throws `MergeError`, `unknownHashes` when nothing of it is left to undo. Durable on
    /// return, and done some time later.
    func undo(merge: Int64, by actor: Actor, at now: Timestamp) async throws -> Unmerging
    /// Where the issues of a merge are now; nil when there was no such merge.
    func issue(ofMerge merge: Int64) async throws -> IssueID?
    /// Whether events are still about to leave an issue that was taken apart, or on their way to it.
    func isMovingEvents(of issue: IssueID) async throws -> Bool
    /// Waits until everything that was taken apart is where it belongs.
    func finishMoves() async throws
    /// Lets later events with these hashes go to an issue; hashes that lead somewhere already stay as they are.
    func lead(_ hashes: [String], to issue: IssueID, at now: Timestamp) async throws
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
