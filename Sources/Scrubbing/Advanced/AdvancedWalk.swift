import SentryProtocol

/// Applies a project's own rules to every value of a document. Only projects that have such rules pay for it.
struct AdvancedWalk {
    private let bytes: UnsafeBufferPointer<UInt8>
    private let tokens: UnsafeBufferPointer<JSONToken>
    private let advanced: AdvancedRules
    private let rules: ScrubbingRules
    private let subject: ScrubbingSubject
    private var levels: [Selector.Level] = []
    private var changes: [Int: AdvancedChange] = [:]

    static func changes(
        in document: JSONDocument, as subject: ScrubbingSubject, _ advanced: AdvancedRules, _ rules: ScrubbingRules
    ) -> [Int: AdvancedChange] {
        document.bytes.withUnsafeBufferPointer { bytes in
            document.tokens.withUnsafeBufferPointer { tokens in
                var walk = AdvancedWalk(
                    bytes: bytes, tokens: tokens, advanced: advanced, rules: rules, subject: subject)
                walk.visit(0, key: nil, position: nil, subject.zone, parent: nil)
                return walk.changes
            }
        }
    }

    private init(
        bytes: UnsafeBufferPointer<UInt8>, tokens: UnsafeBufferPointer<JSONToken>, advanced: AdvancedRules,
        rules: ScrubbingRules, subject: ScrubbingSubject
    ) {
        (self.bytes, self.tokens, self.advanced) = (bytes, tokens, advanced)
        (self.rules, self.subject) = (rules, subject)
    }

    // MARK: The way down

    private mutating func visit(_ index: Int, key: [UInt8]?, position: Int?, _ zone: Zone, parent: Zone?) {
        if zone == .skipped { return }
        let token = tokens[index]
        levels.append(
            Selector.Level(
                key: key?.map(ASCII.lowercase), index: position, types: types(of: index, zone, parent, key)))
        defer { levels.removeLast() }
        // Ids, times and levels of the event itself are never touched; other names of things only by their names.
        let isFixed = zone == .known && (parent == .event || parent == nil) && !token.isContainer
        let isSensitive = parent == .user || ![.known, .path, .source, .plain].contains(zone)
        if !isFixed {
            apply(to: index, key: key, isSensitive: isSensitive)
            if changes[index] == nil, advanced.safe.contains(where: { $0.holds(for: levels, isSensitive: true) }) {
                changes[index] = .untouched
            }
        }
        switch changes[index] {
        case .value, .untouched: return
        case .text, .key, nil: descend(into: index, token, zone)
        }
    }

    private mutating func descend(into index: Int, _ token: JSONToken, _ zone: Zone) {
        let traits = rules.traits[Int(zone.rawValue)]
        var at = index + 1
        var position = 0
        if token.tag == TokenTag.object {
            while at < Int(token.extent) {
                let name = decoded(tokens[at])
                let child = name.withUnsafeBufferPointer { rules.fields.child(of: zone, named: $0, readable: $0.count) }
                visit(at + 1, key: name, position: nil, child ?? traits.member, parent: zone)
                at = following(at + 1)
            }
            if zone == .user { moveAddressToID(index, token) }
        } else if token.tag == TokenTag.array {
            while at < Int(token.extent) {
                visit(at, key: nil, position: position, traits.element, parent: zone)
                position += 1
                at = following(at)
            }
        }
    }

    /// A hashed address that is all there is to tell users apart becomes their id (protocol.md §9.3).
    private mutating func moveAddressToID(_ index: Int, _ token: JSONToken) {
        var address: Int?
        var at = index + 1
        while at < Int(token.extent) {
            let name = decoded(tokens[at])
            if name == Array("ip_address".utf8) { address = at }
            if ["id", "username", "email"].contains(where: { name == Array($0.utf8) }), tokens[at + 1].tag != 0 {
                return
            }
            at = following(at + 1)
        }
        guard let address, case .text(let text) = changes[address + 1],
            text.remarks.contains(where: { $0.kind == .pseudonymised })
        else { return }
        changes[address] = .key(Array("\"id\"".utf8))
    }

    // MARK: Rules

    private mutating func apply(to index: Int, key: [UInt8]?, isSensitive: Bool) {
        let token = tokens[index]
        var text: RedactedText?
        for (selector, selected) in advanced.applications where selector.holds(for: levels, isSensitive: isSensitive) {
            for rule in selected {
                if case .none = rule.redaction { continue }
                if token.tag == TokenTag.string {
                    var current = text ?? RedactedText(decoded(token))
                    let isWhole = rule.selects(key: key, rules)
                    if isWhole || rule.isAnything, case .remove = rule.redaction {
                        return changes[index] = removed(rule, length: current.originalLength)
                    }
                    let whole = isWhole ? rule.forAnything : rule
                    current.replace { whole.parts(of: $0, rules) }
                    text = current
                } else if rule.isAnything || rule.selects(key: key, rules), let change = whole(index, token, rule) {
                    return changes[index] = change
                }
            }
        }
        if let text, text.isChanged { changes[index] = .text(text) }
    }

    /// What becomes of a value that is no text.
    private func whole(_ index: Int, _ token: JSONToken, _ rule: AdvancedRule) -> AdvancedChange? {
        switch (token.tag, rule.redaction) {
        case (0, _), (_, .none): return nil
        case (_, .remove): return removed(rule, length: nil)
        case (_, .replace(let text)): return replaced(by: text, rule)
        case (TokenTag.number, .mask), (TokenTag.number, .hash), (1...2, .mask), (1...2, .hash):
            let raw = UnsafeBufferPointer(rebasing: bytes[TokenRange.range(of: index, in: tokens, bytes)])
            return replaced(by: rule.redaction.applied(to: raw), rule)
        // There is no mask and no hash of an object.
        default: return removed(rule, length: nil)
        }
    }

    private func replaced(by text: [UInt8], _ rule: AdvancedRule) -> AdvancedChange {
        .value(
            StringDecoding.encode(text),
            Remark(rule: rule.id, kind: rule.redaction.kind, range: 0..<text.count { $0 & 0xC0 != 0x80 }), length: nil)
    }

    private func removed(_ rule: AdvancedRule, length: Int?) -> AdvancedChange {
        .value(Array("null".utf8), Remark(rule: rule.id, kind: .removed, range: nil), length: length)
    }

    // MARK: What a value is

    private func types(of index: Int, _ zone: Zone, _ parent: Zone?, _ key: [UInt8]?) -> ValueTypes {
        let token = tokens[index]
        var types: ValueTypes
        switch token.tag {
        case 1, 2: types = .boolean
        case TokenTag.number: types = .number
        case TokenTag.string: types = .string
        case TokenTag.array: types = .array
        case TokenTag.object: types = .object
        default: types = []
        }
        if let key, key.count >= 9, key.suffix(9) == Array("timestamp".utf8)[...] { types.insert(.datetime) }
        let isText = zone == .logEntry && token.tag == TokenTag.string
        if isText || (parent == .logEntry && zone == .text) { types.insert(.message) }
        guard token.tag == TokenTag.object else { return types }
        switch zone {
        case .event: types.insert(subject == .replayEvent ? .replay : .event)
        case .exception where !hasValues(index): types.insert(.exception)
        case .thread where !hasValues(index): types.insert(.thread)
        case .breadcrumb where !hasValues(index): types.insert(.breadcrumb)
        case .stacktrace: types.insert(.stacktrace)
        case .frame: types.insert(.frame)
        case .request: types.insert(.request)
        case .user: types.insert(.user)
        case .logEntry: types.insert(.logEntry)
        case .sdk: types.insert(.sdk)
        case .span: types.formUnion(subject == .container ? [.span, .log, .traceMetric] : .span)
        default: break
        }
        return types
    }

    /// Whether it is a list in the form of an object.
    private func hasValues(_ index: Int) -> Bool {
        var at = index + 1
        while at < Int(tokens[index].extent) {
            let key = bytes.part(TokenRange.range(of: at, in: tokens, bytes))
            if key.equals("\"values\"") { return true }
            at = following(at + 1)
        }
        return false
    }

    private func decoded(_ token: JSONToken) -> [UInt8] {
        var output: [UInt8] = []
        let raw = UnsafeBufferPointer(rebasing: bytes[Int(token.start)..<Int(token.start) + Int(token.extent)])
        StringDecoding.decode(raw, into: &output)
        return output
    }

    private func following(_ index: Int) -> Int {
        tokens[index].isContainer ? Int(tokens[index].extent) : index + 1
    }
}

extension AdvancedRule {
    fileprivate var isAnything: Bool { if case .anything = finder { true } else { false } }

    /// The same for the value as a whole.
    fileprivate var forAnything: AdvancedRule { AdvancedRule(id: id, finder: .anything, redaction: redaction) }
}
