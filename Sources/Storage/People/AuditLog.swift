import SentryProtocol

/// Whom an entry of the audit log is put down to.
public enum AuditActor: Sendable, Equatable {
    case user(UserID)
    case token(TokenID)
    /// The command line on the server itself.
    case commandLine
    /// The server, on a schedule.
    case system
    /// Somebody who is not logged in: a refused log-in.
    case stranger
}

/// What an entry is about.
public struct AuditTarget: Sendable, Equatable {
    /// `project`, `member`, `token`, …
    public var kind: String
    /// Its number or slug.
    public var id: String
    /// Its name at that time, for when it is gone.
    public var name: String
    public init(kind: String, id: String, name: String) { (self.kind, self.id, self.name) = (kind, id, name) }
}

/// One write that somebody made: who, what, from where, and what changed.
public struct AuditEntry: Sendable, Equatable {
    public var at: Timestamp
    /// Nil for what concerns the installation or an account rather than an organization.
    public var organizationID: OrganizationID?
    public var actor: AuditActor
    /// The actor's name at that time, for when they are gone.
    public var actorName: String
    /// `project.delete`, `log-in.refused`, …
    public var event: String
    public var target: AuditTarget
    public var address: String?
    public var userAgent: String?
    /// A JSON object of the fields that changed, as they were; nil when there was nothing before. Bounded, no secrets.
    public var before: [UInt8]?
    /// The same fields afterwards; nil when nothing is left.
    public var after: [UInt8]?
    public init(
        at: Timestamp, organizationID: OrganizationID?, actor: AuditActor, actorName: String, event: String,
        target: AuditTarget, address: String?, userAgent: String?, before: [UInt8]?, after: [UInt8]?
    ) {
        (self.at, self.organizationID, self.actor, self.actorName) = (at, organizationID, actor, actorName)
        (self.event, self.target, self.address) = (event, target, address)
        (self.userAgent, self.before, self.after) = (userAgent, before, after)
    }
}

/// What to leaf through.
public struct AuditQuery: Sendable, Equatable {
    /// Nil for the entries of every organization and of none: the operators' view.
    public var organization: OrganizationID?
    /// Nil for everybody.
    public var actor: AuditActor?
    /// The beginning of an event's name: `project.`; nil for all.
    public var eventPrefix: String?
    public var period: Period?
    public var cursor: Cursor
    public var limit: Int
    public init(
        organization: OrganizationID?, actor: AuditActor? = nil, eventPrefix: String? = nil, period: Period? = nil,
        cursor: Cursor = .start, limit: Int = 50
    ) {
        (self.organization, self.actor, self.eventPrefix) = (organization, actor, eventPrefix)
        (self.period, self.cursor, self.limit) = (period, cursor, limit)
    }
}

/// Remembers every write. Entries are added and read, never changed; only retention removes them.
public protocol AuditLog: Sendable {
    /// Durable on return.
    func append(_ entry: AuditEntry) async throws
    /// Newest first.
    func auditEntries(matching query: AuditQuery) async throws -> Page<AuditEntry>
    /// Forgets what is older; returns how many entries that were.
    func deleteAuditEntries(before: Timestamp) async throws -> Int
}
