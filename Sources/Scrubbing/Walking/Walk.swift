import SentryProtocol

/// One pass over a document's tokens that collects what must be changed.
///
/// It works on the tokens and bytes directly: a `JSONNode` for each value would cost a retain and a release, a `String`
/// an allocation. Objects that come again and again are looked at once (`Walk+Memory`). Numbers: `Bench` scenario
/// `scrub`.
struct Walk {
    let bytes: UnsafeBufferPointer<UInt8>
    let tokens: UnsafeBufferPointer<JSONToken>
    let rules: ScrubbingRules
    let nesting: Int
    // Copies of what the loop needs of `rules`: asking the class would count references for every value.
    private let scanner: CandidateScanner
    private let fields: FieldTable
    private let traits: UnsafeMutablePointer<ZoneTraits>
    private let keyMask: UInt64
    private let hasSafeNames: Bool
    private let hasAdvanced: Bool
    let memory: ScrubbingMemory?
    let secret: HashSecret
    /// What the project's own rules made of values, by token.
    var advanced: [Int: AdvancedChange]
    var edits: [Edit] = []
    /// Strings with escapes are decoded into these.
    private var keyScratch: [UInt8] = []
    private var scratch: [UInt8] = []
    private var isGraphQL = false
    /// Whether objects are asked for in the memory: not inside one that was not found there, nor where the project's own
    /// rules changed something, nor in texts, as what is done there does not depend on the bytes alone.
    var recalls: Bool

    private init(
        _ bytes: UnsafeBufferPointer<UInt8>, _ tokens: UnsafeBufferPointer<JSONToken>, _ rules: ScrubbingRules,
        _ nesting: Int, _ advanced: [Int: AdvancedChange]
    ) {
        (self.bytes, self.tokens, self.rules, self.nesting) = (bytes, tokens, rules, nesting)
        (self.advanced, hasAdvanced) = (advanced, !advanced.isEmpty)
        (scanner, fields, traits) = (rules.scanner, rules.fields, rules.traits)
        (keyMask, hasSafeNames) = (rules.keyMask, !rules.safeNames.isEmpty)
        (memory, secret) = (rules.memory?.local, rules.secret)
        recalls = rules.memory != nil && nesting == 0 && advanced.isEmpty
    }

    /// What changes in `document`, in the order of its bytes and without overlaps.
    static func edits(
        of document: JSONDocument, from zone: Zone, _ rules: ScrubbingRules, nesting: Int = 0,
        advanced: [Int: AdvancedChange] = [:]
    ) -> [Edit] {
        document.bytes.withUnsafeBufferPointer { bytes in
            document.tokens.withUnsafeBufferPointer { tokens in
                var walk = Walk(bytes, tokens, rules, nesting, advanced)
                walk.value(0, zone)
                if !walk.advanced.isEmpty { walk.addAdvanced() }
                return walk.edits
            }
        }
    }

    // MARK: Values

    mutating func value(_ index: Int, _ zone: Zone) {
        if zone == .skipped { return }
        let token = tokens[index]
        switch token.tag {
        case TokenTag.string: string(index, token, zone)
        case TokenTag.number: number(index, token, zone)
        case TokenTag.object where recalls && (traits + Int(zone.rawValue)).pointee.recurs:
            recurring(index, token, zone)
        case TokenTag.object: members(index, token, zone)
        case TokenTag.array: elements(index, token, zone)
        default: return
        }
    }

    mutating func members(_ index: Int, _ token: JSONToken, _ zone: Zone) {
        if hasAdvanced, isReplaced(index) { return }
        if zone == .request { isGraphQL = targetsGraphQL(index, token) }
        let end = Int(token.extent)
        var at = index + 1
        while at < end {
            member(key: at, value: at + 1, zone)
            at = following(at + 1)
        }
    }

    private mutating func elements(_ index: Int, _ token: JSONToken, _ zone: Zone) {
        if hasAdvanced, isReplaced(index) { return }
        let traits = traits + Int(zone.rawValue)
        let (hasPairs, element) = (traits.pointee.hasPairs, traits.pointee.element)
        let end = Int(token.extent)
        var at = index + 1
        while at < end {
            if hasPairs, let (key, member) = pair(at) {
                self.member(key: key, value: member, zone)
            } else {
                value(at, element)
            }
            at = following(at)
        }
    }

    /// Key and value of an element that is `["key", "value"]` or `{"key": …, "value": …}`.
    private func pair(_ index: Int) -> (key: Int, value: Int)? {
        let token = tokens[index]
        if token.tag == TokenTag.array {
            return token.count == 2 && tokens[index + 1].tag == TokenTag.string ? (index + 1, index + 2) : nil
        }
        guard token.tag == TokenTag.object, token.count == 2 else { return nil }
        let second = following(index + 2)
        let (first, last) = (raw(tokens[index + 1]), raw(tokens[second]))
        func isName(_ key: UnsafeBufferPointer<UInt8>) -> Bool { key.equals("key") || key.equals("name") }
        if isName(first), last.equals("value"), tokens[index + 2].tag == TokenTag.string {
            return (index + 2, second + 1)
        }
        if isName(last), first.equals("value"), tokens[second + 1].tag == TokenTag.string {
            return (second + 1, index + 2)
        }
        return nil
    }

    // MARK: Members

    mutating func member(key: Int, value index: Int, _ zone: Zone) {
        let token = tokens[key]
        if !token.hasEscapes {
            return member(named: raw(token), readable: bytes.count &- Int(token.start), value: index, zone)
        }
        // A key may hide behind escapes: "pass\u0077ord".
        var decoded: [UInt8] = []
        swap(&decoded, &keyScratch)
        StringDecoding.decode(raw(token), into: &decoded)
        decoded.withUnsafeBufferPointer { member(named: $0, readable: $0.count, value: index, zone) }
        swap(&decoded, &keyScratch)
    }

    private mutating func member(
        named key: UnsafeBufferPointer<UInt8>, readable: Int, value index: Int, _ zone: Zone
    ) {
        let traits = traits + Int(zone.rawValue)
        if hasSafeNames, rules.isSafe(key) { return }
        if traits.pointee.hasFields, let child = fields.child(of: zone, named: key, readable: readable) {
            if zone == .attributes { return attribute(index, child) }
            return value(index, child == .variables && !isGraphQL ? .bag : child)
        }
        guard traits.pointee.checksKeys else { return value(index, traits.pointee.member) }
        if mayBeSensitive(key), let rule = rules.rule(forKey: key), isSecret(index, named: key) {
            return blank(index, rule, isAttribute: zone == .attributes)
        }
        if zone == .cookies, rules.usesDefaults, SensitiveCookies.contains(key) { return blank(index, .cookies) }
        let child = Self.child(of: zone, named: key, otherwise: traits.pointee.member)
        if child == .blank { return blank(index, .cookies, isAttribute: zone == .attributes) }
        if zone == .attributes { return attribute(index, child) }
        value(index, child)
    }

    /// Sorts out nearly all keys.
    @inline(__always)
    private func mayBeSensitive(_ key: UnsafeBufferPointer<UInt8>) -> Bool {
        key.count == 3 || key.count == 10 || !scanner.finds(in: key, mask: keyMask).isEmpty
    }

    /// Members of bags whose names say how their texts are written.
    private static func child(
        of zone: Zone, named key: UnsafeBufferPointer<UInt8>, otherwise: Zone
    ) -> Zone {
        guard otherwise == .bag, key.count >= 6 else { return otherwise }
        switch key[key.count - 1] | 0x20 {
        case UInt8(ascii: "e"), UInt8(ascii: "s"):
            if key.has("cookie", at: key.count - 6) || key.has("cookies", at: key.count - 7) { return .cookies }
        default: break
        }
        switch key[0] {
        // What people and models said to each other is masked in places, never blanked.
        case UInt8(ascii: "g") where key.hasExactly("gen_ai.", at: 0): return .text
        case UInt8(ascii: "m") where key.hasExactly("mcp.", at: 0): return .text
        case UInt8(ascii: "s") where zone == .attributes && key.hasExactly("sentry.", at: 0): return .typed
        case UInt8(ascii: "h") where key.hasExactly("http.", at: 0):
            guard let dot = key.lastIndex(of: UInt8(ascii: ".")), dot >= 6 else { return otherwise }
            let isCookie = key.has("cookie", at: dot - 6) || key.has("cookies", at: dot - 7)
            return isCookie && SensitiveCookies.contains(key.part(dot + 1..<key.count)) ? .blank : otherwise
        default: break
        }
        return otherwise
    }

    /// `{"type": …, "value": …}`, the value of an attribute.
    private mutating func attribute(_ index: Int, _ zone: Zone) {
        let token = tokens[index]
        guard token.tag == TokenTag.object, let held = attributeValue(index) else { return value(index, zone) }
        value(held, zone)
    }

    private func attributeValue(_ index: Int) -> Int? {
        let end = Int(tokens[index].extent)
        var at = index + 1
        var found: Int?
        while at < end {
            // Another spelling of a name may be another `value`: then all members are looked at.
            if tokens[at].hasEscapes { return nil }
            if raw(tokens[at]).hasExactly("value", at: 0), tokens[at].extent == 5 { found = at + 1 }
            at = following(at + 1)
        }
        return found
    }

    /// Whether there is anything to hide behind a sensitive key.
    private func isSecret(_ index: Int, named key: UnsafeBufferPointer<UInt8>) -> Bool {
        var token = tokens[index]
        if token.tag == TokenTag.object, let held = attributeValue(index) { token = tokens[held] }
        switch token.kind {
        case .null, .true, .false: return false
        case .number: return !ScrubbingRules.countsTokens(key)
        case .string: return !ScrubbingRules.isHarmless(raw(token))
        case .array, .object: return token.count > 0
        }
    }

    private func targetsGraphQL(_ index: Int, _ token: JSONToken) -> Bool {
        var at = index + 1
        var found = false
        while at < Int(token.extent) {
            if raw(tokens[at]).equals("api_target") { found = raw(tokens[at + 1]).equals("graphql") }
            at = following(at + 1)
        }
        return found
    }

    // MARK: Scalars

    private mutating func number(_ index: Int, _ token: JSONToken, _ zone: Zone) {
        let mode = (traits + Int(zone.rawValue)).pointee.mode
        switch mode.style {
        case .blank: blank(index, .variables)
        case .bag, .body, .inPlace:
            guard token.extent == 15 || token.extent == 16, rules.usesDefaults, CardNumber.isOne(raw(token)) else {
                return
            }
            blank(index, .creditCard)
        default: return
        }
    }

    private mutating func string(_ index: Int, _ token: JSONToken, _ zone: Zone) {
        let mode = (traits + Int(zone.rawValue)).pointee.mode
        let raw = raw(token)
        if hasAdvanced, advanced[index] != nil { return changed(index, token, mode) }
        switch mode.style {
        case .none: return
        case .path: guard raw.hasExactly("http", at: 0) else { return }
        case .blank: return ScrubbingRules.isHarmless(raw) ? () : blank(index, .variables)
        case .address: return rules.removesAddresses && raw.count > 0 ? remove(index) : ()
        case .query, .cookies: if raw.count == 0 { return }
        case .body where raw.contains(UInt8(ascii: "%")): break
        case .inPlace, .bag, .body:
            let escapes = token.hasEscapes ? CandidateScanner.mask(.unicodeEscape) : 0
            if scanner.finds(in: raw, mask: mode.mask | escapes).isEmpty, !mode.replacesAddresses,
                mode.style == .inPlace || !ScrubbingRules.isExactWord(raw)
            {
                return
            }
        }
        if !token.hasEscapes { return redact(index, raw, mode) }
        var decoded: [UInt8] = []
        swap(&decoded, &scratch)
        StringDecoding.decode(raw, into: &decoded)
        decoded.withUnsafeBufferPointer { redact(index, $0, mode) }
        swap(&decoded, &scratch)
    }

    private mutating func redact(_ index: Int, _ text: UnsafeBufferPointer<UInt8>, _ mode: TextMode) {
        let matches = TextRedactor(rules: rules, nesting: nesting).matches(in: text, mode)
        guard let first = matches.first else { return }
        var redacted = RedactedText(Array(text))
        redacted.redact { _ in matches }
        edits.append(Edit(token: index, range: range(of: index), text: redacted, rule: first.rule))
    }

    // MARK: Edits

    /// Replaces a value by the marker.
    private mutating func blank(_ index: Int, _ rule: RuleName, isAttribute: Bool = false) {
        if hasAdvanced, isReplaced(index) { return }
        let token = tokens[index]
        let isTyped = isAttribute && token.tag == TokenTag.object
        let json = isTyped ? Array(#"{"type":"string","value":"[Filtered]"}"#.utf8) : Marker.json
        var length: Int?
        if token.tag == TokenTag.string {
            if ScrubbingRules.isHarmless(raw(token)) { return }
            var decoded: [UInt8] = []
            StringDecoding.decode(raw(token), into: &decoded)
            length = RedactedText(decoded).originalLength
        }
        if hasAdvanced { advanced[index] = nil }
        let remark = Remark(rule: rule.text, kind: rule.kind, range: 0..<Marker.bytes.count)
        edits.append(
            Edit(token: index, range: range(of: index), json: json, remarks: [remark], length: length, rule: rule))
    }

    private mutating func remove(_ index: Int) {
        if hasAdvanced, isReplaced(index) { return }
        if hasAdvanced { advanced[index] = nil }
        let remark = Remark(rule: RuleName.address.text, kind: .removed, range: nil)
        edits.append(
            Edit(
                token: index, range: range(of: index), json: Array("null".utf8), remarks: [remark], length: nil,
                rule: .address))
    }

    // MARK: Tokens

    @inline(__always)
    func raw(_ token: JSONToken) -> UnsafeBufferPointer<UInt8> {
        // SAFETY: the parser made the token from these bytes.
        UnsafeBufferPointer(start: bytes.baseAddress.map { $0 + Int(token.start) }, count: Int(token.extent))
    }

    /// Index of the token after this value.
    @inline(__always)
    func following(_ index: Int) -> Int {
        let token = tokens[index]
        return token.isContainer ? Int(token.extent) : index &+ 1
    }

    /// A value's own bytes.
    func range(of index: Int) -> Range<Int> { TokenRange.range(of: index, in: tokens, bytes) }
}
