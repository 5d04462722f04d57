import SentryProtocol
import Storage
import Testing

@Suite("Settings of a project")
struct ProjectSettingsTests {
    private func reading(_ json: String) throws(SettingsError) -> ProjectSettings {
        try ProjectSettings(json: Array(json.utf8))
    }

    /// Everything differs from its default.
    private static let changes: [(key: String, text: String)] = [
        ("allowed_domains", "*.example.com, shop.example:8080"), ("scrubbing.is_on", "off"),
        ("scrubbing.uses_defaults", "off"), ("scrubbing.masks_contact_data", "off"),
        ("scrubbing.removes_ip_addresses", "on"), ("scrubbing.sensitive_fields", "주민번호, my key"),
        ("scrubbing.safe_fields", "author"), ("scrubbing.advanced_rules", #"{"rules":{"a":{"type":"email"}}}"#),
        ("filters.browser_extensions", "on"), ("filters.legacy_browsers", "default, ie"), ("filters.localhost", "on"),
        ("filters.web_crawlers", "on"), ("filters.health_checks", "off"), ("filters.hydration_errors", "on"),
        ("filters.chunk_load_errors", "on"), ("filters.releases", "shop@{1,2}.*"),
        ("filters.error_messages", #"["a, b","c"]"#), ("filters.ip_addresses", "10.0.0.0/8, ::1"),
        ("filters.disallowed_sources", "default, *.ads.example"),
        (
            "limits.quotas",
            "error;default 1000/60s, * 100000/1d key=0123456789abcdef0123456789abcdef, log_item 0/2h"
        ),
        ("limits.spike_protection", "off"),
        ("retention.errors", "30"), ("retention.logs", "7"), ("retention.request_logs", "8"),
        ("retention.performance", "9"), ("retention.metrics", "10"), ("retention.check_ins", "11"),
        ("retention.sessions", "12"), ("retention.attachments", "13"), ("retention.replays", "14"),
        ("retention.outcomes", "15"),
    ]

    @Test("a fresh project's are empty, and nothing reads as a fresh project's")
    func fresh() throws {
        #expect(ProjectSettings().json == Array("{}".utf8))
        #expect(try reading("{}") == ProjectSettings())
        #expect(try reading(#"{"later":1,"filters":{"later":[]},"scrubbing":null}"#) == ProjectSettings())
    }

    @Test("drop no error that nobody asked to drop")
    func defaults() {
        let filters = FilterSettings()
        #expect(!filters.chunkLoadErrors && !filters.hydrationErrors)
        #expect(filters.healthChecks)
    }

    @Test("survive the way to JSON and back, each alone")
    func roundTrip() throws {
        for (key, text) in Self.changes {
            var changed = ProjectSettings()
            try changed.set(key, to: text)
            #expect(changed != ProjectSettings(), "\(key)")
            #expect(try ProjectSettings(json: changed.json) == changed, "\(key)")
            let setting = try #require(ProjectSettings.key(named: key))
            #expect(changed.text(of: setting) == text, "\(key)")
            try changed.reset(key)
            #expect(changed == ProjectSettings(), "\(key)")
        }
    }

    @Test("and all together, in a stable order")
    func together() throws {
        var forward = ProjectSettings()
        for (key, text) in Self.changes { try forward.set(key, to: text) }
        var backward = ProjectSettings()
        for (key, text) in Self.changes.reversed() { try backward.set(key, to: text) }
        #expect(forward.json == backward.json)
        #expect(try ProjectSettings(json: forward.json) == forward)
    }

    @Test("every setting is listed once, and can be changed")
    func keys() {
        #expect(ProjectSettings.keys.map(\.name) == Self.changes.map(\.key))
        for key in ProjectSettings.keys {
            #expect(
                key.meaning.hasSuffix(".") || key.meaning.contains(":") || key.meaning.hasSuffix("…"), "\(key.name)")
        }
        #expect(ProjectSettings.key(named: "filters.localhost")?.type == .flag)
        #expect(ProjectSettings.key(named: "filters") == nil)
    }

    @Test("read as JSON looks")
    func json() throws {
        let settings = try reading(
            #"""
            {"filters": {"localhost": true, "legacy_browsers": ["ie"]}, "limits": {"quotas": ["error 10/1m"]},
             "retention": {"logs": 30}, "scrubbing": {"advanced_rules": {"rules":{}}}}
            """#)
        #expect(settings.filters.localhost)
        #expect(settings.filters.legacyBrowsers == ["ie"])
        #expect(settings.limits.quotas == [QuotaSetting(categories: [.error], limit: 10, window: 60)])
        #expect(settings.retention.days == [.logs: 30])
        #expect(settings.scrubbing.advancedRules == #"{"rules":{}}"#)
        let text = #"""
            {"scrubbing":{"advanced_rules":{"rules":{}}},"filters":{"legacy_browsers":["ie"],"localhost":true},\#
            "limits":{"quotas":["error 10/60s"]},"retention":{"logs":30}}
            """#
        #expect(String(decoding: settings.json, as: UTF8.self) == text)
    }

    @Test(
        "say where and what is wrong",
        arguments: [
            (
                #"{"filters":{"legacy_browsers":["ie","netscape"]}}"#,
                #"filters.legacy_browsers[1]: "netscape" is no group"#
            ),
            (#"{"filters":{"localhost":"yes"}}"#, "filters.localhost: must be true or false"),
            (#"{"filters":[]}"#, "filters: must be an object"),
            (#"{"filters":{"releases":"x"}}"#, "filters.releases: must be a list"),
            (#"{"filters":{"releases":["x",5]}}"#, "filters.releases[1]: must be a text"),
            (#"{"filters":{"releases":[" "]}}"#, "filters.releases[0]: says nothing"),
            (
                #"{"filters":{"ip_addresses":["10.0.0.0/33"]}}"#,
                #"filters.ip_addresses[0]: "10.0.0.0/33" is no address or network"#
            ),
            (#"{"allowed_domains":["a b"]}"#, #"allowed_domains[0]: "a b" has a blank"#),
            (#"{"limits":{"quotas":["errors 5/60s"]}}"#, #"limits.quotas[0]: "errors" is no category"#),
            (#"{"limits":{"quotas":["error 5"]}}"#, #"limits.quotas[0]: "5" is not like 1000/60s"#),
            (#"{"limits":{"quotas":["error -5/60s"]}}"#, #"limits.quotas[0]: "-5/60s" is not like 1000/60s"#),
            (#"{"limits":{"quotas":["error 5/60y"]}}"#, #"limits.quotas[0]: "60y" is not like 60s, 5m, 1h or 1d"#),
            (#"{"limits":{"quotas":["error 5/0s"]}}"#, #"limits.quotas[0]: "0s" is not like 60s, 5m, 1h or 1d"#),
            (
                #"{"limits":{"quotas":["error 5/9999999999999999d"]}}"#,
                #"limits.quotas[0]: "9999999999999999d" is over a year"#
            ),
            (
                #"{"limits":{"quotas":["error 5/1d key=short"]}}"#,
                #"limits.quotas[0]: "key=short" is not key= and the 32 characters of a key"#
            ),
            (#"{"limits":{"quotas":["5/1d"]}}"#, "limits.quotas[0]: is not like error;default 1000/60s"),
            (#"{"retention":{"logs":0}}"#, "retention.logs: must be from 1 to 3650 days"),
            (#"{"retention":{"logs":1.5}}"#, "retention.logs: must be a number of days"),
            (#"{"scrubbing":{"advanced_rules":"nonsense"}}"#, "scrubbing.advanced_rules: must be a JSON object"),
            ("[]", "not a JSON object"), ("", "empty"), ("{", "not JSON: it ends too early"),
            ("{\n\n x", "not JSON at line 3"), (String(repeating: "[", count: 200), "nested too deeply"),
        ])
    func refusals(json: String, message: String) {
        #expect(performing: { try reading(json) }, throws: { "\($0)" == message })
    }

    @Test(
        "of a person's words too",
        arguments: [
            ("filters.localhost", "maybe", "filters.localhost: must be on or off"),
            ("filters.nonsense", "on", "filters.nonsense: is no setting"),
            ("retention.logs", "soon", "retention.logs: must be a number of days"),
            ("retention.logs", "99999999999999999999", "retention.logs: must be a number of days"),
            ("filters.legacy_browsers", "ie,netscape", #"filters.legacy_browsers[1]: "netscape" is no group"#),
            ("filters.releases", "x\u{1b}y", "filters.releases[0]: has a control character"),
        ])
    func wordRefusals(key: String, text: String, message: String) {
        var settings = ProjectSettings()
        #expect(performing: { try settings.set(key, to: text) }, throws: { "\($0)" == message })
        #expect(settings == ProjectSettings())
    }

    @Test(
        "lists are taken as people write them",
        arguments: [
            ("", []), (" , ,", []), ("a", ["a"]), (" a , b ", ["a", "b"]), ("a,b", ["a", "b"]),
            ("a, with comma\nb\n", ["a, with comma", "b"]), ("x{1,2}.*,y", ["x{1,2}.*", "y"]),
            (#"["a, b", "c"]"#, ["a, b", "c"]), ("[a-z]*, b", ["[a-z]*", "b"]), ("a},b", ["a}", "b"]),
        ])
    func lists(text: String, entries: [String]) throws {
        var settings = ProjectSettings()
        try settings.set("filters.error_messages", to: text)
        #expect(settings.filters.errorMessages == entries)
        let key = try #require(ProjectSettings.key(named: "filters.error_messages"))
        try settings.set("filters.error_messages", to: settings.text(of: key))
        #expect(settings.filters.errorMessages == entries)
    }

    @Test("a retention goes back to the installation's", arguments: ["", " ", "default"])
    func retention(text: String) throws {
        var settings = ProjectSettings()
        try settings.set("retention.logs", to: "7")
        try settings.set("retention.logs", to: text)
        #expect(settings == ProjectSettings())
    }

    @Test("too much of anything is refused")
    func limits() {
        #expect(throws: SettingsError.self) { try reading(String(repeating: " ", count: 300_000) + "{}") }
        var settings = ProjectSettings()
        let many = (0...1000).map { "e\($0)" }.joined(separator: ",")
        #expect(throws: SettingsError.self) { try settings.set("filters.releases", to: many) }
        #expect(throws: SettingsError.self) {
            try settings.set("filters.releases", to: String(repeating: "x", count: 2000))
        }
        let quotas = Array(repeating: "error 1/1s", count: 101).joined(separator: ",")
        #expect(throws: SettingsError.self) { try settings.set("limits.quotas", to: quotas) }
    }
}
