/// One setting of a project, by the name that command lines, pages and JSON have for it.
public struct SettingKey: Sendable {
    /// Section and field: `filters.legacy_browsers`.
    public let name: String
    /// One sentence for people.
    public let meaning: String
    let field: SettingField

    init(_ name: String, _ field: SettingField, _ meaning: String) {
        (self.name, self.field, self.meaning) = (name, field, meaning)
    }

    public var type: SettingType { field.type }

    /// `filters` of `filters.localhost`; nil for a setting without a section.
    var section: String? { name.firstIndex(of: ".").map { String(name[..<$0]) } }
    /// `localhost` of `filters.localhost`.
    var member: String { name.firstIndex(of: ".").map { String(name[name.index(after: $0)...]) } ?? name }
}

/// What kind of value a setting has; the raw value says it to people.
public enum SettingType: String, Sendable {
    case flag = "on or off"
    case texts = "a list of texts"
    case json = "a JSON object"
    case quotas = "a list of quotas"
    case days = "a number of days"
}

/// Where a setting's value lives, and what may stand there.
enum SettingField: Sendable {
    case flag(any WritableKeyPath<ProjectSettings, Bool> & Sendable)
    case texts(any WritableKeyPath<ProjectSettings, [String]> & Sendable, EntryRule)
    case json(any WritableKeyPath<ProjectSettings, String> & Sendable)
    case quotas
    case days(DataKind)

    var type: SettingType {
        switch self {
        case .flag: .flag
        case .texts: .texts
        case .json: .json
        case .quotas: .quotas
        case .days: .days
        }
    }
}

extension ProjectSettings {
    /// Every setting, in the order in which they are shown and written.
    public static let keys = valueKeys + retentionKeys

    private static let retentionKeys = DataKind.allCases.map { kind in
        SettingKey("retention." + kind.rawValue, .days(kind), "How long \(kind.name) are kept, in days.")
    }

    private static let valueKeys: [SettingKey] = [
        SettingKey(
            "allowed_domains", .texts(\.allowedDomains, .word),
            "Pages that may send from browsers, such as *.example.com; * lets all in, an empty list none."),

        SettingKey("scrubbing.is_on", .flag(\.scrubbing.isOn), "Mask sensitive data before anything is stored."),
        SettingKey(
            "scrubbing.uses_defaults", .flag(\.scrubbing.usesDefaults),
            "Mask passwords, tokens, card numbers and what else the default rules know."),
        SettingKey(
            "scrubbing.masks_contact_data", .flag(\.scrubbing.masksContactData),
            "Mask e-mail addresses and telephone numbers in free text."),
        SettingKey(
            "scrubbing.removes_ip_addresses", .flag(\.scrubbing.removesIPAddresses),
            "Neither derive nor keep the addresses of users."),
        SettingKey(
            "scrubbing.sensitive_fields", .texts(\.scrubbing.sensitiveFields, .text),
            "More words that make a field sensitive."),
        SettingKey("scrubbing.safe_fields", .texts(\.scrubbing.safeFields, .text), "Fields that are never masked."),
        SettingKey(
            "scrubbing.advanced_rules", .json(\.scrubbing.advancedRules),
            "Rules with selectors, in the form that Sentry exports."),

        SettingKey(
            "filters.browser_extensions", .flag(\.filters.browserExtensions),
            "Drop errors that browser extensions cause."),
        SettingKey(
            "filters.legacy_browsers", .texts(\.filters.legacyBrowsers, .legacyBrowser),
            "Drop errors of old browsers, by group: default, ie, edge, chrome, firefox, safari, opera, …"),
        SettingKey("filters.localhost", .flag(\.filters.localhost), "Drop errors from people's own computers."),
        SettingKey("filters.web_crawlers", .flag(\.filters.webCrawlers), "Drop errors that crawlers meet."),
        SettingKey(
            "filters.health_checks", .flag(\.filters.healthChecks),
            "Drop transactions that only say a service is up."),
        SettingKey(
            "filters.hydration_errors", .flag(\.filters.hydrationErrors), "Drop React's errors about hydration."),
        SettingKey(
            "filters.chunk_load_errors", .flag(\.filters.chunkLoadErrors),
            "Drop errors about script chunks that could not be loaded."),
        SettingKey(
            "filters.releases", .texts(\.filters.releases, .text), "Drop errors of releases like these: shop@1.*"),
        SettingKey(
            "filters.error_messages", .texts(\.filters.errorMessages, .text),
            "Drop errors with messages like these: *ResizeObserver*, TypeError: *"),
        SettingKey(
            "filters.ip_addresses", .texts(\.filters.ipAddresses, .network),
            "Drop what these addresses and networks send: 203.0.113.7, 10.0.0.0/8"),
        SettingKey(
            "filters.disallowed_sources", .texts(\.filters.disallowedSources, .word),
            "Drop security policy reports about these sources; default stands for the usual ones."),

        SettingKey(
            "limits.quotas", .quotas,
            "How much may be sent in a time: error;default 1000/60s, or transaction 5000/1h key=…"
        ),
        SettingKey(
            "limits.spike_protection", .flag(\.limits.spikeProtection),
            "Drop the excess of a sudden flood of errors."),
    ]

    /// The setting of that name.
    public static func key(named name: String) -> SettingKey? { keys.first { $0.name == name } }
}

extension DataKind {
    /// As it stands in a sentence.
    fileprivate var name: String {
        switch self {
        case .errors: "errors"
        case .logs: "logs"
        case .requestLogs: "logs of single requests"
        case .performance: "transactions and spans"
        case .metrics: "metrics"
        case .checkIns: "check-ins"
        case .sessions: "sessions"
        case .attachments: "attachments"
        case .replays: "replays"
        case .outcomes: "outcomes"
        }
    }
}
