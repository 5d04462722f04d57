import SentryProtocol

/// The rules of a project and what each is for (protocol.md §9.4).
struct AdvancedRules: Sendable {
    /// In the order in which they are applied.
    let applications: [(selector: Selector, rules: [AdvancedRule])]
    /// Values that the default rules do not look at.
    let safe: [Selector]

    /// Nil when there is nothing to apply.
    init?(parsing text: String, safe: [Selector]) throws(ScrubbingRuleError) {
        self.safe = safe
        let isBlank = text.utf8.allSatisfy(ASCII.isSpace)
        if isBlank, safe.isEmpty { return nil }
        applications = isBlank ? [] : try AdvancedRulesReader(text).applications()
        if applications.isEmpty, safe.isEmpty { return nil }
    }
}

/// `{"rules": {…}, "vars": {…}, "applications": {…}}`
private struct AdvancedRulesReader {
    private let root: JSONNode
    private let hashKey: [UInt8]

    /// Rules that all selectors apply together.
    private static let rulesMax = 1_000

    init(_ text: String) throws(ScrubbingRuleError) {
        do {
            root = try JSONDocument(parsing: Array(text.utf8)).root
        } catch {
            throw ScrubbingRuleError(rule: "", reason: .notJSON, position: Self.offset(of: error))
        }
        guard root.kind == .object else { throw ScrubbingRuleError(rule: "", reason: .notJSON, position: 0) }
        hashKey = Array((root["vars"]?["hashKey"]?.string ?? "").utf8)
    }

    private static func offset(of error: JSONError) -> Int? {
        switch error {
        case .unexpectedByte(let offset), .tooDeep(let offset): offset
        case .empty, .unexpectedEnd: nil
        }
    }

    func applications() throws(ScrubbingRuleError) -> [(selector: Selector, rules: [AdvancedRule])] {
        // A rule that nobody applies is read as well: its mistakes show when it is written.
        for (key, _) in (root["rules"] ?? root).members where root["rules"] != nil { _ = try rules(named: key.text) }
        guard let members = root["applications"]?.members else { return [] }
        var all: [(selector: Selector, rules: [AdvancedRule])] = []
        var count = 0
        for (key, value) in members {
            var rules: [AdvancedRule] = []
            for id in value.elements { rules += try self.rules(named: id.string ?? "") }
            count += rules.count
            guard count <= Self.rulesMax else {
                throw ScrubbingRuleError(rule: key.text, reason: .tooLarge, position: nil)
            }
            all.append((try selector(key.text), rules))
        }
        return all
    }

    private func selector(_ text: String) throws(ScrubbingRuleError) -> Selector {
        do {
            return try Selector(parsing: text)
        } catch {
            throw ScrubbingRuleError(rule: text, reason: .badSelector(error.message), position: error.position)
        }
    }

    /// What a rule's id stands for: a rule of the project, several, or built-in ones.
    private func rules(named id: String, depth: Int = 0) throws(ScrubbingRuleError) -> [AdvancedRule] {
        guard depth < 8 else { throw ScrubbingRuleError(rule: id, reason: .circular, position: nil) }
        guard let node = root["rules"]?.member(named: id) else {
            let builtIn = BuiltInRules.rules(named: id)
            guard !builtIn.isEmpty else { throw ScrubbingRuleError(rule: id, reason: .unknownRule, position: nil) }
            return builtIn
        }
        let type = node["type"]?.string ?? ""
        switch type {
        case "multiple":
            guard let inner = node["rules"] else { throw missing("rules", in: id) }
            var all: [AdvancedRule] = []
            for element in inner.elements { all += try rules(named: element.string ?? "", depth: depth + 1) }
            guard all.count <= Self.rulesMax else {
                throw ScrubbingRuleError(rule: id, reason: .tooLarge, position: nil)
            }
            return node["hideInner"]?.bool == true ? all.map { $0.named(id) } : all
        case "alias":
            guard let inner = node["rule"]?.string else { throw missing("rule", in: id) }
            let all = try rules(named: inner, depth: depth + 1)
            return node["hideInner"]?.bool == true ? all.map { $0.named(id) } : all
        default:
            let finder = try finder(type, node, id)
            return [AdvancedRule(id: id, finder: finder, redaction: try redaction(node["redaction"], id))]
        }
    }

    private func finder(_ type: String, _ node: JSONNode, _ id: String) throws(ScrubbingRuleError)
        -> AdvancedRule.Finder
    {
        switch type {
        case "pattern":
            guard let source = node["pattern"]?.string else { throw missing("pattern", in: id) }
            let groups = node["replaceGroups"]?.elements.compactMap(\.integer).filter { $0 >= 0 && $0 < 100 }.sorted()
            return .pattern(try pattern(source, id), groups: groups.flatMap { $0.isEmpty ? nil : $0 })
        case "redact_pair", "redactPair":
            guard let source = node["keyPattern"]?.string else { throw missing("keyPattern", in: id) }
            return .pair(try pattern("(?i)" + source, id, offset: 4))
        case "url_auth": return BuiltInRules.finder("urlauth") ?? .anything
        case "us_ssn": return BuiltInRules.finder("usssn") ?? .anything
        default:
            guard let finder = BuiltInRules.finder(type) else {
                throw ScrubbingRuleError(rule: id, reason: .unknownType(type), position: nil)
            }
            return finder
        }
    }

    private func pattern(_ source: String, _ id: String, offset: Int = 0) throws(ScrubbingRuleError) -> Pattern {
        do {
            return try Pattern(source)
        } catch {
            throw ScrubbingRuleError(
                rule: id, reason: .badPattern(error.message), position: max(0, error.position - offset))
        }
    }

    /// `{"method": "mask"}`, or the word alone. Without one the marker is put in.
    private func redaction(_ node: JSONNode?, _ id: String) throws(ScrubbingRuleError) -> AdvancedRule.Redaction {
        guard let node, !node.isNull else { return .replace(Marker.bytes) }
        let method = node.string ?? node["method"]?.string ?? "default"
        switch method {
        case "default", "replace": return .replace(Array((node["text"]?.string ?? Marker.text).utf8))
        case "remove": return .remove
        case "mask": return .mask
        case "hash": return .hash(key: node["key"]?.string.map { Array($0.utf8) } ?? hashKey)
        case "none": return .none
        default: throw ScrubbingRuleError(rule: id, reason: .unknownRedaction(method), position: nil)
        }
    }

    private func missing(_ field: String, in id: String) -> ScrubbingRuleError {
        ScrubbingRuleError(rule: id, reason: .missing(field: field), position: nil)
    }
}

extension AdvancedRule {
    /// The same under the name of the rule it is part of.
    fileprivate func named(_ id: String) -> AdvancedRule {
        AdvancedRule(id: id, finder: finder, redaction: redaction)
    }
}
