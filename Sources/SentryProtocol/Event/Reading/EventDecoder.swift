/// Takes fields out of a payload: what has a wrong type is left out and noted, never fatal (protocol.md §5.2).
struct EventDecoder {
    let depth: EventReadingDepth
    private(set) var errors: [ProcessingError] = []

    init(_ depth: EventReadingDepth = .whole) { self.depth = depth }

    /// Nobody asks a head what was wrong with it.
    mutating func note(_ type: String, _ name: String, _ node: JSONNode? = nil) {
        guard depth == .whole, errors.count < EventLimits.processingErrorsMax else { return }
        let value = node.map { $0.sourceText.trimmed(to: 100) }
        errors.append(ProcessingError(type: type, name: name, value: value))
    }

    /// A string of at most `limit` characters.
    mutating func text(_ node: JSONNode, _ name: String, limit: Int, allowance: Int = 0) -> String? {
        if let text = node.string { return text.trimmed(to: limit, allowance: allowance) }
        if !node.isNull { note("invalid_data", name, node) }
        return nil
    }

    /// A string, a number or a boolean, as text.
    mutating func lenientText(_ node: JSONNode, _ name: String, limit: Int) -> String? {
        if let text = node.lenientString { return text.trimmed(to: limit) }
        if !node.isNull { note("invalid_data", name, node) }
        return nil
    }

    /// A string; anything else as its JSON text.
    func anyText(_ node: JSONNode, limit: Int, allowance: Int) -> String? {
        if node.isNull { return nil }
        return (node.string ?? node.sourceText).trimmed(to: limit, allowance: allowance)
    }

    mutating func bool(_ node: JSONNode, _ name: String) -> Bool? {
        if let value = node.bool { return value }
        if !node.isNull { note("invalid_data", name, node) }
        return nil
    }

    /// An integer, also one sent as text.
    mutating func integer(_ node: JSONNode, _ name: String) -> Int? {
        if let value = node.integer ?? node.string.flatMap({ Int($0) }) { return value }
        if !node.isNull { note("invalid_data", name, node) }
        return nil
    }

    /// An object; PHP's `[]` for an empty one is nothing.
    mutating func object(_ node: JSONNode, _ name: String) -> JSONNode? {
        if node.kind == .object { return node.count > 0 ? node : nil }
        if !node.isNull, !(node.kind == .array && node.count == 0) { note("invalid_data", name, node) }
        return nil
    }

    /// An object or an array that holds something.
    mutating func container(_ node: JSONNode, _ name: String) -> JSONNode? {
        if node.kind == .object || node.kind == .array { return node.count > 0 ? node : nil }
        if !node.isNull { note("invalid_data", name, node) }
        return nil
    }

    /// The entries of a "values" field: `{"values": […]}`, a bare list or a single object. Null entries are left out.
    mutating func values(_ node: JSONNode, _ name: String) -> [JSONNode] {
        switch node.kind {
        case .null: return []
        case .array: return objects(node, name)
        case .object:
            guard let values = node["values"] else { return node.count > 0 ? [node] : [] }
            switch values.kind {
            case .null: return []
            case .array: return objects(values, name)
            case .object: return [values]
            default: break
            }
        default: break
        }
        note("invalid_data", name, node)
        return []
    }

    private mutating func objects(_ list: JSONNode, _ name: String) -> [JSONNode] {
        var found: [JSONNode] = []
        found.reserveCapacity(list.count)
        for element in list.elements {
            if element.kind == .object {
                found.append(element)
            } else if !element.isNull {
                note("invalid_data", name, element)
            }
        }
        return found
    }

    /// Pairs of text from `{"a": 1}`, `[["a", 1]]` or `[{"key": "a", "value": 1}]`. Values that are no text come as JSON.
    mutating func pairs(_ node: JSONNode, _ name: String) -> [(key: String, value: String)] {
        var found: [(key: String, value: String)] = []
        switch node.kind {
        case .object:
            for (key, value) in node.members where !value.isNull { found.append((key.text, joined(value))) }
        case .array:
            for pair in node.elements {
                if pair.kind == .array, pair.count >= 1 {
                    var parts = pair.elements
                    guard let key = parts.next()?.lenientString else { continue }
                    found.append((key, parts.next().map(joined) ?? ""))
                } else if let key = pair["key"]?.lenientString {
                    found.append((key, pair["value"].map(joined) ?? ""))
                } else if !pair.isNull {
                    note("invalid_data", name, pair)
                }
            }
        case .null: break
        default: note("invalid_data", name, node)
        }
        if found.count > EventLimits.pairsMax { found.removeLast(found.count - EventLimits.pairsMax) }
        return found
    }

    /// A header's value: lists are joined with commas, other shapes printed.
    func joined(_ node: JSONNode) -> String {
        if let text = node.lenientString { return text }
        guard node.kind == .array else { return node.isNull ? "" : node.sourceText }
        return node.elements.map { $0.lenientString ?? $0.sourceText }.joined(separator: ",")
    }

    /// An address as `0x1f`, whether it was sent as hexadecimal text, decimal text or a number.
    mutating func address(_ node: JSONNode, _ name: String) -> String? {
        if let number = node.integer, number >= 0 { return "0x" + String(number, radix: 16) }
        if let text = node.string {
            if text.hasPrefix("0x") || text.hasPrefix("0X") { return text.trimmed(to: 40) }
            if let number = UInt64(text) { return "0x" + String(number, radix: 16) }
        }
        if !node.isNull { note("invalid_data", name, node) }
        return nil
    }
}
