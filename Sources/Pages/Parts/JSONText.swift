import SentryProtocol

/// JSON for reading: small values on one line, larger ones indented.
enum JSONText {
    /// What fits on one line stays on it.
    private static let lineMax = 72

    /// The value's text, cut somewhat behind `limit` bytes. Work is bounded by `limit`, whatever the value's size.
    static func pretty(_ node: JSONNode, limit: Int) -> String {
        var printer = Printer(limit: limit)
        printer.print(node, indent: 0)
        return printer.text
    }

    private struct Printer {
        let limit: Int
        var text = ""
        /// Length of `text` in bytes.
        var length = 0
        var isFull: Bool { length >= limit }

        mutating func add(_ more: String) {
            guard !isFull else { return }
            text += more
            length += more.utf8.count
        }

        mutating func print(_ node: JSONNode, indent: Int) {
            guard !isFull else { return }
            switch node.kind {
            case .object, .array:
                if let line = JSONText.line(node, limit: JSONText.lineMax) {
                    add(line)
                } else {
                    printContainer(node, indent: indent)
                }
            default: add(JSONText.scalar(node, limit: limit))
            }
        }

        private mutating func printContainer(_ node: JSONNode, indent: Int) {
            let margin = "\n" + String(repeating: "  ", count: min(indent + 1, 32))
            add(node.kind == .object ? "{" : "[")
            var isFirst = true
            if node.kind == .object {
                for (key, value) in node.members {
                    guard !isFull else { break }
                    add((isFirst ? "" : ",") + margin + JSONText.quoted(key.text, limit: 256) + ": ")
                    print(value, indent: indent + 1)
                    isFirst = false
                }
            } else {
                for value in node.elements {
                    guard !isFull else { break }
                    add((isFirst ? "" : ",") + margin)
                    print(value, indent: indent + 1)
                    isFirst = false
                }
            }
            add("\n" + String(repeating: "  ", count: min(indent, 32)) + (node.kind == .object ? "}" : "]"))
        }
    }

    /// The value on one line; nil when that is longer than `limit`.
    private static func line(_ node: JSONNode, limit: Int) -> String? {
        switch node.kind {
        case .object:
            guard node.count <= limit / 4 else { return nil }
            var parts: [String] = []
            var room = limit - 2
            for (key, value) in node.members {
                guard room > 0, let text = line(value, limit: room) else { return nil }
                let part = quoted(key.text, limit: limit) + ": " + text
                room -= part.utf8.count + 2
                parts.append(part)
            }
            return room < -2 ? nil : "{" + parts.joined(separator: ", ") + "}"
        case .array:
            guard node.count <= limit / 2 else { return nil }
            var parts: [String] = []
            var room = limit - 2
            for value in node.elements {
                guard room > 0, let text = line(value, limit: room) else { return nil }
                room -= text.utf8.count + 2
                parts.append(text)
            }
            return room < -2 ? nil : "[" + parts.joined(separator: ", ") + "]"
        default:
            let text = scalar(node, limit: limit + 1)
            return text.utf8.count <= limit ? text : nil
        }
    }

    private static func scalar(_ node: JSONNode, limit: Int) -> String {
        switch node.kind {
        case .true: "true"
        case .false: "false"
        case .number: (node.lenientString ?? "").clipped(to: limit)
        case .string: quoted(node.string ?? "", limit: limit)
        case .null, .array, .object: "null"
        }
    }

    private static func quoted(_ text: String, limit: Int) -> String {
        var writer = JSONWriter(reserving: 64)
        writer.string(text.clipped(to: limit))
        return writer.text
    }
}
