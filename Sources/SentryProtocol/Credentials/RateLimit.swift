/// One limit that SDKs are told about (protocol.md §6.1).
public struct RateLimit: Hashable, Sendable {
    /// Whole seconds until they may send again.
    public var seconds: Int
    /// Empty means everything.
    public var categories: [DataCategory]
    public var scope: Scope
    /// A short code such as `quota_exceeded`.
    public var reason: String?

    /// Whom the limit holds for.
    public enum Scope: String, Sendable {
        case organization, project, key
    }

    public init(seconds: Int, categories: [DataCategory] = [], scope: Scope, reason: String? = nil) {
        (self.seconds, self.categories, self.scope, self.reason) = (seconds, categories, scope, reason)
    }
}

/// The headers that carry limits, in the form that every SDK's parser takes: integer seconds, always a scope, groups
/// joined by a bare comma.
public enum RateLimitHeader {
    /// The value of `X-Sentry-Rate-Limits`; nil when there is nothing to say.
    public static func text(of limits: [RateLimit]) -> String? {
        guard !limits.isEmpty else { return nil }
        return limits.map(group).joined(separator: ",")
    }

    /// The value of `Retry-After`: the longest of the limits.
    public static func retryAfter(of limits: [RateLimit]) -> Int? {
        limits.map { max(0, $0.seconds) }.max()
    }

    private static func group(_ limit: RateLimit) -> String {
        let categories = limit.categories.map(\.rawValue).joined(separator: ";")
        let group = "\(max(0, limit.seconds)):\(categories):\(limit.scope.rawValue)"
        let reason = (limit.reason ?? "").utf8.filter(isReasonByte)
        return reason.isEmpty ? group : group + ":" + String(decoding: reason, as: UTF8.self)
    }

    /// Letters, digits and `_.-`: nothing that separates.
    private static func isReasonByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
