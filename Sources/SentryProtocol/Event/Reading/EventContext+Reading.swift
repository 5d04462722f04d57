extension EventContext {
    /// Contexts that are objects, in the order sent (protocol.md §5.4).
    static func readList(_ node: JSONNode, _ decoder: inout EventDecoder) -> [EventContext] {
        guard let node = decoder.object(node, "contexts") else { return [] }
        if decoder.depth == .head { return readHeads(node) }
        var contexts: [EventContext] = []
        for (key, value) in node.members.prefix(EventLimits.contextsMax) {
            guard value.kind == .object else {
                if !value.isNull, value.count > 0 || value.kind != .array {
                    decoder.note("invalid_data", "contexts." + key.text.trimmed(to: 64), value)
                }
                continue
            }
            let alias = key.text.trimmed(to: 200)
            if alias == "reprocessing" { continue }
            var context = EventContext(alias: alias, type: alias, fields: [])
            for (name, field) in value.members where !field.isNull {
                if name.equals("type"), let type = field.string {
                    context.type = type.trimmed(to: 200)
                } else {
                    context.fields.append((name.text, .node(field)))
                }
            }
            contexts.append(context)
        }
        return contexts
    }

    /// Only contexts whose alias or type is one that tags follow from: of others no tag follows, and nobody looks whether
    /// they are there.
    private static func readHeads(_ node: JSONNode) -> [EventContext] {
        var contexts: [EventContext] = []
        node.document.withTape { tape in
            for (key, value) in tape.members(of: node.index).prefix(EventLimits.contextsMax) {
                if let context = EventContext(headOf: value, named: key, in: tape) { contexts.append(context) }
            }
        }
        return contexts
    }

    /// The type, and what tags follow from.
    private init?(headOf object: Int, named key: Int, in tape: JSONTape) {
        guard tape.tokens[object].kind == .object else { return nil }
        var last: Int?
        for (name, field) in tape.members(of: object) where tape.text(at: name, { "type" ~= $0 }) { last = field }
        let type = last.flatMap { tape.tokens[$0].kind == .string ? $0 : nil }
        let isNamed = tape.text(at: key) { EventTags.follow(fromContext: $0) }
        let isTyped = type.map { tape.text(at: $0) { EventTags.follow(fromContext: $0) } } ?? isNamed
        guard isNamed || isTyped else { return nil }
        let alias = tape.key(at: key).text.trimmed(to: 200)
        if alias == "reprocessing" { return nil }
        self.init(alias: alias, type: alias, fields: [])
        if let type, let text = tape.node(at: type).string { self.type = text.trimmed(to: 200) }
        guard isTyped else { return }
        fields.reserveCapacity(4)
        for (place, field) in tape.members(of: object) where !tape.isNull(field) {
            guard let name = tape.text(at: place, { EventTags.field(named: $0) }) else { continue }
            fields.append((name, .node(tape.node(at: field))))
        }
    }

    /// A field as text, when it is text or a number.
    public func text(_ name: String) -> String? {
        for (key, value) in fields where key == name {
            switch value {
            case .node(let node): return node.lenientString
            case .text(let text): return text
            }
        }
        return nil
    }
}
