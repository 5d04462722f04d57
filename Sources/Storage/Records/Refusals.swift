import SentryProtocol

/// A request that was refused as a whole, for somebody who wonders why nothing arrives.
public struct Refusal: Sendable, Equatable {
    /// The latest of them.
    public var at: Timestamp
    /// The project's segment of the path, as sent.
    public var project: String?
    /// As sent.
    public var publicKey: String?
    /// The sender's.
    public var address: String?
    /// The SDK that it says it is, else its user agent; empty when it says neither.
    public var client: String
    /// Of the answer.
    public var status: Int
    public var reason: RefusalReason
    /// The answer's own words.
    public var detail: String
    /// When a limit ends that was the reason.
    public var until: Timestamp?
    /// How often the same sender was refused for the same reason; at least, as floods are not counted in full.
    public var count: Int

    /// Texts of strangers are cut to what a table has room for.
    public init(
        at: Timestamp, project: String?, publicKey: String?, address: String?, client: String, status: Int,
        reason: RefusalReason, detail: String, until: Timestamp? = nil, count: Int = 1
    ) {
        self.at = at
        self.project = project.map { $0.cut(to: RefusalLimits.nameMax) }
        self.publicKey = publicKey.map { $0.cut(to: RefusalLimits.nameMax) }
        self.address = address.map { $0.cut(to: RefusalLimits.nameMax) }
        self.client = client.cut(to: RefusalLimits.textMax)
        (self.status, self.reason) = (status, reason)
        self.detail = detail.cut(to: RefusalLimits.textMax)
        (self.until, self.count) = (until, count)
    }
}

/// Bounds of what is remembered of a refused request.
public enum RefusalLimits {
    /// Characters of a project, a key or an address.
    public static let nameMax = 40
    /// Characters of a client or a detail.
    public static let textMax = 160
}

/// Why a request was refused; the raw value is what is stored.
public enum RefusalReason: String, Sendable, CaseIterable {
    case noCredentials = "no_credentials"
    /// They cannot be read, or there are several.
    case badCredentials = "bad_credentials"
    /// No key looks like this.
    case badKey = "bad_key"
    /// The path's project is not a number.
    case badProject = "bad_project"
    case unknownKey = "unknown_key"
    case keyDisabled = "key_disabled"
    /// The key is right, but of another project.
    case projectMismatch = "project_mismatch"
    /// Unknown, switched off or of another project: whoever refused it did not say which.
    case notAdmitted = "not_admitted"
    case originNotAllowed = "origin_not_allowed"
    /// The body is not what the route takes.
    case unreadableBody = "unreadable_body"
    case tooLarge = "too_large"
    /// The sender went away or took too long.
    case incomplete
    case wrongRequest = "wrong_request"
    case quotaUsedUp = "quota_used_up"
    case spikeProtection = "spike_protection"
    /// We were too busy.
    case overloaded
    /// The disk is full, or the store is closed.
    case unavailable
}

/// Keeps the last refused requests.
public protocol RefusalStore: Sendable {
    /// Adds to what is there. Entries that differ only in `at`, `until` and `count` may be kept as one.
    func recordRefusals(_ refusals: [Refusal]) async throws
}

extension String {
    /// At most `limit` characters. Bounded work, whatever the length.
    fileprivate func cut(to limit: Int) -> String {
        guard utf8.count > limit,
            let end = unicodeScalars.index(
                unicodeScalars.startIndex, offsetBy: limit, limitedBy: unicodeScalars.endIndex)
        else { return self }
        return String(unicodeScalars[..<end])
    }
}
