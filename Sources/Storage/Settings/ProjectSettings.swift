import SentryProtocol

/// What a project's people have decided about data on its way in. A fresh project has the defaults.
public struct ProjectSettings: Sendable, Equatable {
    public var scrubbing = ScrubbingSettings()
    public var filters = FilterSettings()
    public var limits = LimitSettings()
    public var retention = RetentionSettings()
    /// Pages that may send from browsers (protocol.md §2.5); `*` lets all in, an empty list none.
    public var allowedDomains: [String] = ["*"]
    public init() {}
}

/// What is masked before anything is stored (protocol.md §9.1).
public struct ScrubbingSettings: Sendable, Hashable {
    /// Off: nothing is scrubbed at all.
    public var isOn = true
    /// Passwords, tokens, cards and the other default rules.
    public var usesDefaults = true
    /// E-mail addresses and telephone numbers in free text: `u***@example.com`, `***-****-5678`.
    public var masksContactData = true
    /// Addresses of users are neither derived nor kept.
    public var removesIPAddresses = false
    /// More words that make a key sensitive.
    public var sensitiveFields: [String] = []
    /// Keys that are never touched.
    public var safeFields: [String] = []
    /// Rules with selectors as JSON (protocol.md §9.4); empty for none.
    public var advancedRules = ""
    public init() {}
}

/// What is dropped before it is stored (protocol.md §9.6).
public struct FilterSettings: Sendable, Hashable {
    public var browserExtensions = false
    /// `default`, `ie`, `edge`, `chrome`, `firefox`, `safari`, `opera`, `opera_mini`, `android`; empty for none.
    public var legacyBrowsers: [String] = []
    public var localhost = false
    public var webCrawlers = false
    public var healthChecks = true
    // Sentry turns the next two on for new projects. Here they are off: an error tracker that silently drops errors
    // which nobody asked it to drop loses the trust it lives from.
    public var hydrationErrors = false
    public var chunkLoadErrors = false
    /// Patterns of release names.
    public var releases: [String] = []
    /// Patterns of messages.
    public var errorMessages: [String] = []
    /// Addresses and networks such as `10.0.0.0/8`.
    public var ipAddresses: [String] = []
    public var disallowedSources: [String] = []
    public init() {}
}

/// How much may be sent.
public struct LimitSettings: Sendable, Hashable {
    /// Any of these being used up refuses what it counts.
    public var quotas: [QuotaSetting] = []
    /// Drops the excess of a sudden flood of errors.
    public var spikeProtection = true
    public init() {}
}

/// So many items of some categories in a window of time.
public struct QuotaSetting: Sendable, Hashable {
    /// Empty means every category that counts against quotas.
    public var categories: [DataCategory]
    public var limit: Int
    /// In seconds.
    public var window: Int
    /// Nil for the whole project; else one of its keys.
    public var publicKey: String?
    public init(categories: [DataCategory], limit: Int, window: Int, publicKey: String? = nil) {
        (self.categories, self.limit, self.window, self.publicKey) = (categories, limit, window, publicKey)
    }
}

/// How long each kind of data is kept, in days; nil is the installation's own default.
public struct RetentionSettings: Sendable, Hashable {
    public var days: [DataKind: Int] = [:]
    public init() {}
}
