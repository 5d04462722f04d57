import SentryProtocol
import Storage

extension Refusal {
    /// What is remembered of a request that ended in `failure`. `keys` tells what was wrong with a key.
    public init(
        _ failure: IngestFailure, project: String?, publicKey: String?, address: String?, client: String?,
        userAgent: String?, at now: Timestamp, keys: KeyCache? = nil
    ) {
        var reason = RefusalReason(failure)
        if reason == .notAdmitted, let keys, let publicKey {
            reason = RefusalReason(rejecting: PublicKey(publicKey).flatMap { keys.known($0.text) })
        }
        let limit = failure.limits.max { $0.seconds < $1.seconds }
        let known = publicKey.flatMap { PublicKey($0) }.flatMap { keys?.known($0.text) }?.project
        self.init(
            at: now, project: project.map(ForeignText.harmless), publicKey: publicKey.map(ForeignText.harmless),
            address: address, client: ForeignText.kept(client ?? userAgent ?? "", by: known),
            status: failure.status, reason: reason,
            detail: failure.causes.first ?? failure.detail,
            until: limit.map { now.adding(seconds: Int64(min(max($0.seconds, 0), Self.secondsMax))) })
    }

    /// Ten years.
    private static let secondsMax = 10 * 366 * 86_400
}

extension RefusalReason {
    /// Which of the reasons a failure is.
    public init(_ failure: IngestFailure) {
        switch failure {
        case .admission(.auth(let error)): self.init(error)
        case .admission(.rejected): self = .notAdmitted
        case .admission(.originNotAllowed): self = .originNotAllowed
        case .admission(.unavailable), .commit(.unavailable), .commit(.closing): self = .unavailable
        case .envelope(.publicKeyMismatch), .envelope(.projectMismatch): self = .projectMismatch
        case .envelope(.tooLarge), .store(.tooLarge), .bodyTooLarge: self = .tooLarge
        case .envelope, .store, .badEncoding, .unsupportedEncoding: self = .unreadableBody
        case .bodyIncomplete: self = .incomplete
        case .methodNotAllowed, .notFound: self = .wrongRequest
        case .commit(.overloaded), .commit(.keyframeMissing), .overloaded: self = .overloaded
        case .limited(let limits):
            let longest = limits.max { $0.seconds < $1.seconds }
            self = longest?.reason == DropReason.spikeProtection.rawValue ? .spikeProtection : .quotaUsedUp
        case .refused(let status, _, _): self = status == 413 ? .tooLarge : .unreadableBody
        }
    }

    /// What is wrong with a key that may not send here; nil is one that nobody issued.
    init(rejecting entry: KeyCache.Entry?) {
        guard let entry else {
            self = .unknownKey
            return
        }
        self = entry.isActive ? .projectMismatch : .keyDisabled
    }

    private init(_ error: AuthError) {
        switch error {
        case .missing: self = .noCredentials
        case .badPublicKey: self = .badKey
        case .badProject: self = .badProject
        default: self = .badCredentials
        }
    }
}
