import SentryProtocol
import Storage

/// Changes of a project's settings (web-api.md §2.3): its rules about grouping; others cannot be changed here yet.
enum ProjectUpdateResource {
    /// Somebody else may save in between; then the change goes on top of theirs.
    private static let attemptsMax = 3

    static func update(_ call: Call) async throws -> APIResponse {
        let place = try await call.project()
        let change = try RulesChange(reading: call.bodyObject(), of: place.project)
        if let name = change.configuration {
            guard try await call.api.grouping.move(place.project.id, toConfiguration: name, at: call.now) else {
                throw APIFailure.badFields([
                    FieldErrors(name: "groupingConfig", messages: ["There is no grouping configuration of this name."])
                ])
            }
        }
        if change.isSomething { try await save(change, of: place.project.id, call) }
        return try await ProjectResource.detail(call, of: place)
    }

    private static func save(_ change: RulesChange, of project: ProjectID, _ call: Call) async throws {
        let user: UserID? = if case .user(let id) = call.caller?.actor { id } else { nil }
        for _ in 0..<attemptsMax {
            let current = try await call.storage.groupingRules(of: project)
            let rules = change.applied(to: current)
            if (rules.stackRules, rules.fingerprintRules) == (current.stackRules, current.fingerprintRules) { return }
            try check(rules, call)
            do {
                _ = try await call.storage.save(rules, of: project, by: user, at: call.now)
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

    init(reading object: JSONNode, of project: Project) throws {
        var body = BodyReader(object)
        stackRules = body.string("groupingEnhancements", max: GroupingRules.textBytesMax)
        fingerprintRules = body.string("fingerprintingRules", max: GroupingRules.textBytesMax)
        configuration = body.string("groupingConfig", max: 64)
        Self.refuseOthers(&body, project)
        try body.check()
    }

    func applied(to rules: GroupingRules) -> GroupingRules {
        var rules = rules
        if let stackRules { rules.stackRules = stackRules }
        if let fingerprintRules { rules.fingerprintRules = fingerprintRules }
        rules.note = ""
        return rules
    }

    /// Settings whose loss would be noticed; those that say what is so anyway do no harm.
    private static func refuseOthers(_ body: inout BodyReader, _ project: Project) {
        let known: [(name: StaticString, value: String?)] = [
            ("name", project.name), ("slug", project.slug), ("platform", project.platform),
        ]
        for (name, value) in known {
            guard let wanted = body.object[name], !wanted.isNull, wanted.string != value else { continue }
            body.refuse(name, unsupported)
        }
        for name in others where body.asks(name) { body.refuse(name, unsupported) }
    }

    private static let unsupported = "Changing this setting is not supported by this server."
    private static let others: [StaticString] = [
        "options", "sensitiveFields", "safeFields", "storeCrashReports", "relayPiiConfig", "subjectTemplate",
        "subjectPrefix", "securityToken", "securityTokenHeader", "defaultEnvironment", "resolveAge", "symbolSources",
        "secondaryGroupingConfig", "isBookmarked", "team",
    ]
}
