import SentryProtocol

/// Browsers too old to care for, by groups that a project names (protocol.md §9.6).
struct LegacyBrowsers: Sendable {
    /// Major versions by family.
    private let versions: [String: [Range<Int>]]

    init(groups: [String]) {
        var versions: [String: [Range<Int>]] = [:]
        for group in groups {
            for rule in Self.groups[group] ?? [] { versions[rule.family, default: []].append(rule.versions) }
        }
        self.versions = versions
    }

    var isEmpty: Bool { versions.isEmpty }

    func contain(_ browser: UserAgent.Product?) -> Bool {
        guard let browser, let major = browser.majorVersion else { return false }
        let family = browser.family == "IE Mobile" ? "IE" : browser.family
        return versions[family]?.contains { $0.contains(major) } == true
    }

    private static let groups: [String: [(family: String, versions: Range<Int>)]] = [
        "default": [
            ("IE", 0..<10), ("Safari", 0..<6), ("Opera", 0..<15), ("Android", 0..<4), ("Opera Mini", 0..<8),
        ],
        "ie": [("IE", 0..<12)], "edge": [("Edge", 0..<111)], "chrome": [("Chrome", 0..<111)],
        "firefox": [("Firefox", 0..<111)], "safari": [("Safari", 0..<16)], "opera": [("Opera", 0..<100)],
        "opera_mini": [("Opera Mini", 0..<35)], "android": [("Android", 0..<4)],
        // Older names, still in settings that people copy over.
        "ie_pre_9": [("IE", 0..<9)], "ie9": [("IE", 9..<10)], "ie10": [("IE", 10..<11)], "ie11": [("IE", 11..<12)],
        "opera_pre_15": [("Opera", 0..<15)], "opera_mini_pre_8": [("Opera Mini", 0..<8)],
        "android_pre_4": [("Android", 0..<4)], "safari_pre_6": [("Safari", 0..<6)], "edge_pre_79": [("Edge", 0..<79)],
    ]
}
