extension EventContext {
    /// Contexts that are objects, in the order sent (protocol.md §5.4).
    static func readList(_ node: JSONNode, _ decoder: inout EventDecoder) -> [EventContext] {
        guard let node = decoder.object(node, "contexts") else { return [] }
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
            if decoder.depth == .head {
                context.readTagFields(value)
            } else {
                for (name, field) in value.members where !field.isNull {
                    if name.equals("type"), let type = field.string {
                        context.type = type.trimmed(to: 200)
                    } else {
                        context.fields.append((name.text, .node(field)))
                    }
                }
            }
            contexts.append(context)
        }
        return contexts
    }

    /// Only the type, and what tags follow from.
    private mutating func readTagFields(_ node: JSONNode) {
        if let type = node["type"]?.string { self.type = type.trimmed(to: 200) }
        guard EventTags.follow(fromContext: type) else { return }
        for (name, field) in node.members where !field.isNull && EventTags.follow(fromField: name) {
            fields.append((name.text, .node(field)))
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
