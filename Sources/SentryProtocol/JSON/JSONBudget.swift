/// How much of a free-form value is kept (protocol.md §5.5, trimming).
public struct JSONBudget: Sendable {
    /// Printed size.
    public var bytes: Int
    /// Nested containers; what lies deeper is kept as JSON text.
    public var depth: Int
    public init(bytes: Int, depth: Int) { (self.bytes, self.depth) = (bytes, depth) }
}

extension JSONWriter {
    /// A value cut to a budget: members and elements that no longer fit are left out from the end, long strings end in
    /// `...`, containers that lie too deep become their JSON text.
    public mutating func value(_ node: JSONNode, within budget: JSONBudget) {
        var budget = budget
        // Nearly every value fits as it is.
        if node.sourceByteCount <= budget.bytes, node.depth(upTo: budget.depth) <= budget.depth { return value(node) }
        trimmed(node, &budget)
    }

    private mutating func trimmed(_ node: JSONNode, _ budget: inout JSONBudget) {
        switch node.kind {
        case .array where budget.depth > 0:
            beginArray()
            budget.depth -= 1
            for element in node.elements {
                guard budget.bytes > 4 else { break }
                budget.bytes -= 2
                trimmed(element, &budget)
            }
            budget.depth += 1
            endArray()
        case .object where budget.depth > 0:
            beginObject()
            budget.depth -= 1
            for (name, member) in node.members {
                guard budget.bytes > Int(name.token.extent) + 8 else { break }
                budget.bytes -= Int(name.token.extent) + 4
                key(name)
                trimmed(member, &budget)
            }
            budget.depth += 1
            endObject()
        case .array, .object: cut(node.sourceText, &budget)
        case .string: cut(node.string ?? "", &budget)
        case .null, .true, .false, .number:
            budget.bytes -= 8
            value(node)
        }
    }

    private mutating func cut(_ text: String, _ budget: inout JSONBudget) {
        var text = text
        if text.utf8.count > max(budget.bytes, 4) {
            text = text.trimmed(to: max(budget.bytes, 4))
        }
        budget.bytes -= text.utf8.count + 2
        string(text)
    }
}

extension JSONNode {
    /// Bytes of the value in its document.
    var sourceByteCount: Int {
        let token = token
        guard token.kind == .array || token.kind == .object else { return Int(token.extent) + 2 }
        let last = document.tokens[Int(token.extent) - 1]
        // The last token may be a container itself when it is empty.
        let isContainer = last.kind == .array || last.kind == .object
        return Int(last.start) + (isContainer ? 2 : Int(last.extent) + 1) - Int(token.start)
    }

    /// Nested containers below and with this one, counted no further than one past `limit`.
    func depth(upTo limit: Int) -> Int {
        guard kind == .array || kind == .object else { return 0 }
        guard limit >= 0 else { return 1 }
        var deepest = 0
        if kind == .array {
            for element in elements { deepest = max(deepest, element.depth(upTo: limit - 1)) }
        } else {
            for (_, member) in members { deepest = max(deepest, member.depth(upTo: limit - 1)) }
        }
        return deepest + 1
    }
}
