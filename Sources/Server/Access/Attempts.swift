import Access
import SentryProtocol
import Storage
import Synchronization

/// What was tried lately, by whom: the memory behind every throttle. One for the whole server, gone when it stops.
final class Attempts: Sendable {
    private let logIns = Mutex(LogInThrottle())
    private let secondFactors = Mutex(Throttle(.secondFactor))
    private let links = Mutex(Throttle(.link))
    private let invitations = Mutex(Throttle(.inviting))
    private let tokens = Mutex(Throttle(.token))

    func beginLogIn(_ attempt: LogInAttempt, at now: Timestamp) -> ThrottleVerdict {
        logIns.withLock { $0.begin(attempt, at: now) }
    }
    func logInSucceeded(_ attempt: LogInAttempt, at now: Timestamp) {
        logIns.withLock { $0.succeeded(attempt, at: now) }
    }
    func logInAbandoned(_ attempt: LogInAttempt, at now: Timestamp) {
        logIns.withLock { $0.abandoned(attempt, at: now) }
    }

    func beginSecondFactor(of user: UserID, at now: Timestamp) -> ThrottleVerdict {
        secondFactors.withLock { $0.begin(.number(user.rawValue), at: now) }
    }
    func secondFactorSucceeded(of user: UserID) { secondFactors.withLock { $0.clear(.number(user.rawValue)) } }

    func beginInvitation(by user: UserID, at now: Timestamp) -> ThrottleVerdict {
        invitations.withLock { $0.begin(.number(user.rawValue), at: now) }
    }

    /// Seconds until links may be tried from this address again; only unknown ones count.
    func linkWait(from address: String?, at now: Timestamp) -> Int64 {
        links.withLock { $0.wait(for: .address(address), at: now) }
    }
    func linkUnknown(from address: String?, at now: Timestamp) {
        links.withLock { $0.attempt(.address(address), at: now) }
    }

    /// The same for tokens of the API.
    func tokenWait(from address: String?, at now: Timestamp) -> Int64 {
        tokens.withLock { $0.wait(for: .address(address), at: now) }
    }
    func tokenUnknown(from address: String?, at now: Timestamp) {
        tokens.withLock { $0.attempt(.address(address), at: now) }
    }
}
