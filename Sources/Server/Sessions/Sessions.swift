import Hummingbird
import SentryProtocol
import Storage

/// Who is logged in at which browser.
struct Sessions: Sendable {
    let directory: any Directory
    let now: @Sendable () -> Timestamp

    /// How long a log-in lasts, in seconds: 14 days.
    static let secondsMax = 14 * 86_400

    func session(of request: Request) async -> Session? {
        guard let cookie = Cookies.value(Cookies.session, of: request.headers), cookie.utf8.count < 100 else {
            return nil
        }
        return try? await directory.session(hash: Secrets.sha256(cookie), at: now())
    }

    /// Opens a session; returns the cookie's value, which is new with every log-in.
    func open(for user: User) async throws -> String {
        let cookie = Secrets.code()
        let now = now()
        try await directory.createSession(
            hash: Secrets.sha256(cookie), user: user.id, expiresAt: now.adding(seconds: Int64(Self.secondsMax)), at: now
        )
        try await directory.recordLogin(user.id, at: now)
        return cookie
    }

    func close(_ request: Request) async throws {
        guard let cookie = Cookies.value(Cookies.session, of: request.headers) else { return }
        try await directory.deleteSession(hash: Secrets.sha256(cookie))
    }
}
