import SentryProtocol

/// A browser that is logged in, as its owner sees it in a list.
public struct SessionSummary: Sendable, Equatable {
    public var id: SessionID
    public var userID: UserID
    public var createdAt: Timestamp
    public var expiresAt: Timestamp
    public var lastSeenAt: Timestamp
    public var address: String?
    /// As the browser sent it, cut.
    public var userAgent: String?
    public init(
        id: SessionID, userID: UserID, createdAt: Timestamp, expiresAt: Timestamp, lastSeenAt: Timestamp,
        address: String?, userAgent: String?
    ) {
        (self.id, self.userID, self.createdAt, self.expiresAt) = (id, userID, createdAt, expiresAt)
        (self.lastSeenAt, self.address, self.userAgent) = (lastSeenAt, address, userAgent)
    }
}

/// What a session was opened from.
public struct SessionOrigin: Sendable, Equatable {
    public var address: String?
    public var userAgent: String?
    public init(address: String?, userAgent: String?) { (self.address, self.userAgent) = (address, userAgent) }
}

/// Which browsers are logged in. `Directory` opens sessions and reads one by its cookie; here they are looked after.
public protocol SessionStore: Sendable {
    /// Opens a session that knows where it came from.
    func openSession(
        hash: [UInt8], user: UserID, from origin: SessionOrigin, expiresAt: Timestamp, at now: Timestamp
    ) async throws -> SessionID
    /// Those that have not expired, the one seen last first.
    func sessions(of user: UserID, at now: Timestamp) async throws -> [SessionSummary]
    /// Notes that a session was used; once a minute is enough.
    func touchSession(_ id: SessionID, at now: Timestamp) async throws
    /// False when there was none; the user's number keeps others' sessions out of reach.
    func revokeSession(_ id: SessionID, of user: UserID) async throws -> Bool
    /// Returns how many there were.
    func revokeSessions(of user: UserID, except kept: SessionID?) async throws -> Int
}
