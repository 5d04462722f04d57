import Storage

/// The parts of a project's settings, each a page.
public enum SettingsSection: String, Sendable, CaseIterable {
    case general, keys, privacy, filters, limits, retention

    /// What its address ends in; the first one is the index.
    var pathEnd: String { self == .general ? "" : rawValue + "/" }

    /// Reads what stands behind `settings/`.
    public init?(pathSegments: [String]) {
        switch pathSegments.count {
        case 0: self = .general
        case 1 where pathSegments[0] != "general": self.init(rawValue: pathSegments[0])
        default: return nil
        }
    }

    /// The settings that its form holds.
    public var words: [SettingWord] { SettingWord.allCases.filter { $0.section == self } }

    /// Days that data is kept have a field for each kind.
    public var kinds: [DataKind] { self == .retention ? DataKind.allCases : [] }

    /// Names of its fields: those of `ProjectSettings.keys`.
    public var names: [String] { words.map(\.rawValue) + kinds.map { "retention." + $0.rawValue } }

    /// Whether a preview can say what a change would do.
    public var hasPreview: Bool { self == .privacy || self == .filters }
}

/// A setting that is no retention, by the name that `ProjectSettings.keys` has for it.
public enum SettingWord: String, Sendable, CaseIterable {
    case scrubs = "scrubbing.is_on"
    case usesDefaults = "scrubbing.uses_defaults"
    case masksContactData = "scrubbing.masks_contact_data"
    case removesAddresses = "scrubbing.removes_ip_addresses"
    case sensitiveFields = "scrubbing.sensitive_fields"
    case safeFields = "scrubbing.safe_fields"
    case advancedRules = "scrubbing.advanced_rules"

    case allowedDomains = "allowed_domains"
    case browserExtensions = "filters.browser_extensions"
    case legacyBrowsers = "filters.legacy_browsers"
    case localhost = "filters.localhost"
    case webCrawlers = "filters.web_crawlers"
    case healthChecks = "filters.health_checks"
    case hydrationErrors = "filters.hydration_errors"
    case chunkLoadErrors = "filters.chunk_load_errors"
    case releases = "filters.releases"
    case errorMessages = "filters.error_messages"
    case addresses = "filters.ip_addresses"
    case disallowedSources = "filters.disallowed_sources"

    case quotas = "limits.quotas"
    case spikeProtection = "limits.spike_protection"

    var section: SettingsSection {
        if rawValue.hasPrefix("scrubbing.") { return .privacy }
        return rawValue.hasPrefix("limits.") ? .limits : .filters
    }
}

/// What the buttons of a project's settings do.
public enum SettingsAction: String, Sendable, CaseIterable {
    case preview, save
    case archive, unarchive, delete
    case createKey = "create-key"
    case saveKey = "save-key"
    case revokeKey = "revoke-key"
}

/// Names of the fields of these forms.
public enum SettingsField {
    public static let slug = "slug"
    public static let platform = "platform"
    /// The slug, typed once more by whoever deletes a project.
    public static let confirmation = "confirmation"
    public static let key = "key"
    public static let isActive = "active"
    public static let rateCount = "rate-count"
    public static let rateWindow = "rate-window"
}
