import Access
import Hummingbird
import SentryProtocol
import Storage

/// Who is logged in at which browser.
struct Sessions: Sendable {
    let directory: any Directory
    let people: any PeopleStore
    let now: @Sendable () -> Timestamp

    /// How long a log-in lasts, in seconds: 14 days.
    static let secondsMax = 14 * 86_400
    /// Uses are noted this seldom, in seconds.
    private static let touchInterval: Int64 = 60

    /// The session of a browser and what its user may do now; nil when there is none, or the user is not active.
    func visitor(of request: Request) async -> (session: Session, access: UserAccess)? {
        guard let cookie = Cookies.value(Cookies.session, of: request.headers), cookie.utf8.count < 100 else {
            return nil
        }
        let now = now()
        guard let session = try? await directory.session(hash: Secrets.sha256(cookie), at: now),
            let access = try? await people.access(of: session.user.id)
        else { return nil }
        if now.microseconds(since: session.lastSeenAt) >= Self.touchInterval * 1_000_000 {
            try? await people.touchSession(session.id, at: now)
        }
        return (session, access)
    }

    /// Opens a session; returns the cookie's value, which is new with every log-in.
    func open(for user: UserID, from origin: SessionOrigin) async throws -> String {
        let cookie = Secrets.code()
        let now = now()
        _ = try await people.openSession(
            hash: Secrets.sha256(cookie), user: user, from: origin,
            expiresAt: now.adding(seconds: Int64(Self.secondsMax)), at: now)
        try await directory.recordLogin(user, at: now)
        return cookie
    }

    func close(_ request: Request) async throws {
        guard let cookie = Cookies.value(Cookies.session, of: request.headers) else { return }
        try await directory.deleteSession(hash: Secrets.sha256(cookie))
    }
}
