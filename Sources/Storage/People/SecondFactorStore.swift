import SentryProtocol

/// Somebody's second factor, as far as the store knows it.
public struct SecondFactor: Sendable, Equatable {
    public var userID: UserID
    /// The shared secret of the authenticator app, as it was sealed by the server; the store never sees it open.
    public var sealedSecret: [UInt8]
    /// False until a first code has proved that the app has the secret.
    public var isConfirmed: Bool
    /// The newest time step whose code was accepted; nothing up to it is accepted again.
    public var lastUsedStep: Int64
    public var createdAt: Timestamp
    /// Recovery codes that have not been used.
    public var recoveryCodesLeft: Int
    public init(
        userID: UserID, sealedSecret: [UInt8], isConfirmed: Bool, lastUsedStep: Int64, createdAt: Timestamp,
        recoveryCodesLeft: Int
    ) {
        (self.userID, self.sealedSecret, self.isConfirmed) = (userID, sealedSecret, isConfirmed)
        (self.lastUsedStep, self.createdAt, self.recoveryCodesLeft) = (lastUsedStep, createdAt, recoveryCodesLeft)
    }
}

/// Authenticator apps and recovery codes.
public protocol SecondFactorStore: Sendable {
    func secondFactor(of user: UserID) async throws -> SecondFactor?
    /// Starts anew, unconfirmed; what was there, recovery codes too, is gone.
    func beginSecondFactor(of user: UserID, sealedSecret: [UInt8], at now: Timestamp) async throws
    /// Turns it on, with its first recovery codes, and ends every session but `kept`. False when none was begun.
    func confirmSecondFactor(
        of user: UserID, step: Int64, recoveryCodeHashes: [[UInt8]], keeping kept: SessionID?, at now: Timestamp
    ) async throws -> Bool
    /// Remembers the step of an accepted code. False when it is not newer than the last one: somebody was quicker
    /// with the same code, and this one must be refused.
    func useStep(_ step: Int64, of user: UserID) async throws -> Bool
    /// Uses up the recovery code with this hash. False when there is none, or it was used before.
    func useRecoveryCode(hash: [UInt8], of user: UserID, at now: Timestamp) async throws -> Bool
    /// Ends the old ones.
    func replaceRecoveryCodes(_ hashes: [[UInt8]], of user: UserID) async throws
    /// False when there was none.
    func removeSecondFactor(of user: UserID) async throws -> Bool
}
