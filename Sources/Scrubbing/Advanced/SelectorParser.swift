extension Selector {
    /// Items in a path, and operators in a selector.
    static let itemsMax = 60

    /// Throws where the text does not follow the grammar.
    init(parsing text: String) throws(PatternError) {
        var parser = SelectorParser(text)
        self = try parser.parse()
    }
}

/// `or`, then `and`, then `not`, then paths and parentheses.
private struct SelectorParser {
    private let text: [Unicode.Scalar]
    private var at = 0
    private var size = 0

    init(_ text: String) { self.text = Array(text.unicodeScalars) }

    private func error(_ message: String) -> PatternError { PatternError(message: message, position: at) }
    private var next: Unicode.Scalar? { at < text.count ? text[at] : nil }

    mutating func parse() throws(PatternError) -> Selector {
        let selector = try any()
        guard next == nil else { throw error("unexpected character") }
        return selector
    }

    private mutating func any() throws(PatternError) -> Selector {
        var parts = [try all()]
        while takeOperator("|") { parts.append(try all()) }
        return parts.count == 1 ? parts[0] : .any(parts)
    }

    private mutating func all() throws(PatternError) -> Selector {
        var parts = [try not()]
        while takeOperator("&") { parts.append(try not()) }
        return parts.count == 1 ? parts[0] : .all(parts)
    }

    private mutating func not() throws(PatternError) -> Selector {
        skipSpace()
        size += 1
        guard size <= Selector.itemsMax else { throw error("too many parts") }
        guard let scalar = next else { throw error("selector ends too early") }
        if scalar == "!" || scalar == "~" {
            at += 1
            return .not(try not())
        }
        guard scalar == "(" else { return try path() }
        at += 1
        let inner = try any()
        guard next == ")" else { throw error("missing )") }
        at += 1
        skipSpace()
        return inner
    }

    private mutating func path() throws(PatternError) -> Selector {
        var items = [try item()]
        while next == "." {
            at += 1
            items.append(try item())
            guard items.count <= Selector.itemsMax else { throw error("path is too long") }
        }
        skipSpace()
        return .path(items)
    }

    private mutating func item() throws(PatternError) -> Selector.Item {
        guard let scalar = next else { throw error("path ends too early") }
        switch scalar {
        case "*":
            at += 1
            guard next == "*" else { return .anything }
            at += 1
            return .anyDepth
        case "$":
            at += 1
            let start = at
            let name = word().lowercased()
            guard let types = ValueTypes(named: name) else {
                at = start
                throw error("unknown type")
            }
            return .type(types)
        case "'": return .key(try quoted().utf8.map(ASCII.lowercase))
        default:
            let name = word()
            guard !name.isEmpty else { throw error("a key is missing") }
            if let index = Int(name) { return .index(index) }
            return .key(name.utf8.map(ASCII.lowercase))
        }
    }

    /// `'my key'`, with a quote written twice.
    private mutating func quoted() throws(PatternError) -> String {
        at += 1
        var name = ""
        while let scalar = next {
            at += 1
            if scalar == "'" {
                guard next == "'" else { return name }
                at += 1
            }
            name.unicodeScalars.append(scalar)
        }
        throw error("missing quote")
    }

    private mutating func word() -> String {
        var name = ""
        while let scalar = next, !".&|!~()'* ".unicodeScalars.contains(scalar), !scalar.properties.isWhitespace {
            name.unicodeScalars.append(scalar)
            at += 1
        }
        return name
    }

    /// Once or twice the sign.
    private mutating func takeOperator(_ sign: Unicode.Scalar) -> Bool {
        skipSpace()
        guard next == sign else { return false }
        at += 1
        if next == sign { at += 1 }
        return true
    }

    private mutating func skipSpace() {
        while let scalar = next, scalar.properties.isWhitespace { at += 1 }
    }
}
