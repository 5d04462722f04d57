import Scrubbing
import SentryProtocol
import Storage

/// Changes of a project (web-api.md §2.3): its name, its rules about grouping, and what it scrubs and drops.
enum ProjectUpdateResource {
    /// Somebody else may save in between; then the change goes on top of theirs.
    private static let attemptsMax = 3

    /// Everything is read before anything is saved, so that a refused body changes nothing.
    static func update(_ call: Call) async throws -> APIResponse {
        var place = try await call.project()
        let project = place.project.id
        let object = try call.bodyObject()
        let rules = try RulesChange(reading: object)
        let change = try ProjectChange(reading: object)
        let before = try await call.storage.settings(of: project)
        let settings = try before.changed(by: object)
        if let name = rules.configuration {
            guard try await call.api.grouping.move(project, toConfiguration: name, at: call.now) else {
                throw APIFailure.badFields([
                    FieldErrors(name: "groupingConfig", messages: ["There is no grouping configuration of this name."])
                ])
            }
        }
        if rules.isSomething { try await save(rules, of: project, call) }
        if settings != before { try await call.storage.setSettings(settings, of: project) }
        if change != ProjectChange() { place.project = try await save(change, of: project, call) }
        return try await ProjectResource.detail(call, of: place)
    }

    private static func save(_ change: ProjectChange, of project: ProjectID, _ call: Call) async throws -> Project {
        do {
            guard let changed = try await call.storage.updateProject(project, change, at: call.now) else {
                throw APIFailure.notFound
            }
            return changed
        } catch DirectoryError.taken {
            throw APIFailure.badField("slug", "Another project is already using that slug")
        }
    }

    private static func save(_ change: RulesChange, of project: ProjectID, _ call: Call) async throws {
        for _ in 0..<attemptsMax {
            let current = try await call.storage.groupingRules(of: project)
            var rules = change.applied(to: current)
            if (rules.stackRules, rules.fingerprintRules) == (current.stackRules, current.fingerprintRules) { return }
            try check(rules, call)
            rules.note = call.caller?.origin ?? ""
            do {
                _ = try await call.storage.save(rules, of: project, by: call.caller?.user?.id, at: call.now)
                return
            } catch is RulesConflict {
                continue
            }
        }
        throw APIFailure.unavailable("The rules are being changed by somebody else.", retryAfter: 1)
    }

    private static func check(_ rules: GroupingRules, _ call: Call) throws {
        let problems = call.api.grouping.problems(in: rules)
        guard !problems.isEmpty else { return }
        let errors = [
            ("groupingEnhancements", RuleProblem.Text.stackRules), ("fingerprintingRules", .fingerprintRules),
        ]
        .map { name, text in
            FieldErrors(
                name: name,
                messages: problems.filter { $0.text == text }.map {
                    "\($0.sentence) (line \($0.line), column \($0.column))"
                })
        }
        throw APIFailure.badFields(errors.filter { !$0.messages.isEmpty })
    }
}

/// What a body asks for; nil for what it leaves alone.
struct RulesChange: Equatable {
    var stackRules: String?
    var fingerprintRules: String?
    var configuration: String?
    var isSomething: Bool { stackRules != nil || fingerprintRules != nil }

    init(reading object: JSONNode) throws {
        var body = BodyReader(object)
        stackRules = body.string("groupingEnhancements", max: GroupingRules.textBytesMax)
        fingerprintRules = body.string("fingerprintingRules", max: GroupingRules.textBytesMax)
        configuration = body.string("groupingConfig", max: 64)
        for name in Self.others where body.asks(name) { body.refuse(name, Self.unsupported) }
        try body.check()
    }

    func applied(to rules: GroupingRules) -> GroupingRules {
        var rules = rules
        if let stackRules { rules.stackRules = stackRules }
        if let fingerprintRules { rules.fingerprintRules = fingerprintRules }
        rules.note = ""
        return rules
    }

    /// Settings whose loss would be noticed.
    private static let unsupported = "Changing this setting is not supported by this server."
    private static let others: [StaticString] = [
        "storeCrashReports", "subjectTemplate", "subjectPrefix", "securityToken", "securityTokenHeader",
        "defaultEnvironment", "resolveAge", "symbolSources", "secondaryGroupingConfig",
        "isBookmarked",
        "team",
    ]
}

extension ProjectChange {
    fileprivate init(reading object: JSONNode) throws {
        self.init()
        var body = BodyReader(object)
        name = body.string("name")
        if let name, name.isBlank { body.refuse("name", "This field may not be blank.") }
        slug = body.string("slug", max: 100)
        if let slug, !slug.isSlug { body.refuse("slug", NewProject.badSlug) }
        if let platform = body.string("platform", max: 64) {
            if !NewProject.isPlatform(platform) { body.refuse("platform", "Invalid platform") }
            self.platform = .some(platform.isEmpty ? nil : platform)
        }
        try body.check()
    }
}

extension ProjectSettings {
    /// Sentry's names for what is set here.
    private static let names: [(name: String, key: String)] = [
        ("allowedDomains", "allowed_domains"), ("dataScrubber", "scrubbing.is_on"),
        ("dataScrubberDefaults", "scrubbing.uses_defaults"), ("scrubIPAddresses", "scrubbing.removes_ip_addresses"),
        ("sensitiveFields", "scrubbing.sensitive_fields"), ("safeFields", "scrubbing.safe_fields"),
        ("relayPiiConfig", "scrubbing.advanced_rules"),
    ]
    private static let optionNames: [(name: String, key: String)] = [
        ("filters:blacklisted_ips", "filters.ip_addresses"), ("filters:releases", "filters.releases"),
        ("filters:error_messages", "filters.error_messages"),
        ("filters:react-hydration-errors", "filters.hydration_errors"),
        ("filters:chunk-load-error", "filters.chunk_load_errors"),
    ]

    /// These settings with what a body says about them.
    fileprivate func changed(by object: JSONNode) throws -> ProjectSettings {
        var settings = self
        var errors: [FieldErrors] = []
        func set(_ node: JSONNode?, _ name: String, _ key: String) {
            guard let node else { return }
            do {
                try settings.set(key, to: node.settingText(ProjectSettings.key(named: key)?.type))
            } catch {
                errors.append(FieldErrors(name: name, messages: [error.reason]))
            }
        }
        for (name, key) in Self.names { set(object.member(named: name), name, key) }
        if let options = object["options"], options.kind == .object {
            for (name, key) in Self.optionNames { set(options.member(named: name), "options", key) }
        }
        do {
            try settings.checkScrubbingRules()
        } catch {
            errors.append(FieldErrors(name: "relayPiiConfig", messages: [error.reason]))
        }
        guard errors.isEmpty else { throw APIFailure.badFields(errors) }
        return settings
    }
}

extension JSONNode {
    /// As a person would write the value: `on`, a list, nothing for null. Lists may be texts with an entry on each line,
    /// in which commas mean nothing.
    fileprivate func settingText(_ type: SettingType?) -> String {
        switch kind {
        case .null: return ""
        case .true: return "on"
        case .false: return "off"
        case .string where type == .texts:
            var writer = JSONWriter()
            writer.array((string ?? "").split(whereSeparator: \.isNewline).filter { !String($0).isBlank }) {
                $0.string(String($1))
            }
            return writer.text
        case .string: return string ?? ""
        case .number, .array, .object: return sourceText
        }
    }
}
