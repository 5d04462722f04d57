import SentryProtocol
import Storage

/// What a link to a new password is still good for. Who may make one for others is `Action.memberPasswordReset`.
public enum PasswordResetRules {
    /// Why a link no longer works.
    public enum Dead: String, Sendable, Equatable, CaseIterable {
        case used, expired
        /// The account was deactivated meanwhile.
        case inactive
    }

    /// Nil when the link is good.
    public static func dead(_ reset: PasswordReset, isActive: Bool, at now: Timestamp) -> Dead? {
        if reset.usedAt != nil { return .used }
        if reset.expiresAt <= now { return .expired }
        return isActive ? nil : .inactive
    }
}
