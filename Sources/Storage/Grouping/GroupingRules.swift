import SentryProtocol

/// The rules by which a project groups its events, as its people wrote them (grouping.md §5.1, §6.2). Each saving makes
/// a new revision; none is ever changed.
public struct GroupingRules: Sendable, Equatable {
    /// 0 for a project that has none; counts up by one.
    public var revision: Int64
    public var stackRules: String
    public var fingerprintRules: String
    /// Why they were changed, in the author's words.
    public var note: String
    public var authorID: UserID?
    public var createdAt: Timestamp?

    /// Bytes of one text; two of them fit into a form whatever is written in them.
    public static let textBytesMax = 20_000

    public init(
        revision: Int64 = 0, stackRules: String = "", fingerprintRules: String = "", note: String = "",
        authorID: UserID? = nil, createdAt: Timestamp? = nil
    ) {
        (self.revision, self.stackRules, self.fingerprintRules) = (revision, stackRules, fingerprintRules)
        (self.note, self.authorID, self.createdAt) = (note, authorID, createdAt)
    }
}

/// The configuration that a project groups with, and the one it had before.
public struct GroupingConfiguration: Sendable, Equatable {
    /// `culprit-1`.
    public var name: String
    /// Events whose hashes lead nowhere are looked up with this one, too, until `previousUntil`.
    public var previous: String?
    public var previousUntil: Timestamp?
    public init(name: String, previous: String? = nil, previousUntil: Timestamp? = nil) {
        (self.name, self.previous, self.previousUntil) = (name, previous, previousUntil)
    }
}

/// Somebody else saved rules in between.
public struct RulesConflict: Error, Sendable, Equatable {
    public var current: Int64
    public init(current: Int64) { self.current = current }
}

/// Keeps what projects say about grouping.
public protocol GroupingRuleStore: Sendable {
    /// The newest revision.
    func groupingRules(of project: ProjectID) async throws -> GroupingRules
    /// The newest revisions of all projects that have any.
    func groupingRules() async throws -> [ProjectID: GroupingRules]
    /// Newest first.
    func groupingRuleHistory(of project: ProjectID, limit: Int) async throws -> [GroupingRules]
    /// Saves a new revision on top of `rules.revision`; throws `RulesConflict` when that is not the newest. Changes the
    /// directory's version, so that ingest follows within a second.
    func save(_ rules: GroupingRules, of project: ProjectID, by author: UserID?, at now: Timestamp) async throws
        -> GroupingRules
    /// `culprit-1` with no previous one unless set otherwise.
    func groupingConfiguration(of project: ProjectID) async throws -> GroupingConfiguration
    func groupingConfigurations() async throws -> [ProjectID: GroupingConfiguration]
    func setGroupingConfiguration(_ configuration: GroupingConfiguration, of project: ProjectID) async throws
}
