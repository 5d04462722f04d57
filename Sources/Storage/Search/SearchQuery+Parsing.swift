extension SearchQuery {
    /// Reads Sentry's issue search language (web-api.md §3.1).
    ///
    /// Issues can be asked for their own attributes, for what their events are, and for free text. A key that nobody knows
    /// is a tag.
    public init(parsing text: String, about subject: SearchSubject = .issues) throws(SearchError) {
        guard text.utf8.count <= SearchLimits.textBytesMax else {
            throw SearchError(
                "A search can be at most \(SearchLimits.textBytesMax) bytes long.", at: SearchLimits.textBytesMax,
                isSyntax: true)
        }
        var scanner = SearchScanner(bytes: Array(text.utf8))
        var terms: [SearchTerm] = []
        while let token = try scanner.next() {
            guard terms.count < SearchLimits.termsMax else {
                throw SearchError(
                    "A search can have at most \(SearchLimits.termsMax) terms.", at: token.offset, isSyntax: true)
            }
            switch token.kind {
            case .text(let text): terms.append(SearchTerm(.text(text)))
            case .filter(let filter):
                let term = try filter.term()
                guard subject == .issues || term.condition.isAboutEvents else {
                    throw SearchError("Invalid key for this search: \(filter.key)", at: filter.offset)
                }
                terms.append(term)
            }
        }
        self.init(source: text, terms: terms)
    }
}

/// What a search is for.
public enum SearchSubject: Sendable {
    case issues
    /// One by one: what only an issue has cannot be asked for.
    case events
}

/// A piece of a search, before its meaning is known.
struct SearchToken {
    enum Kind {
        case text(String)
        case filter(SearchFilter)
    }
    var kind: Kind
    var offset: Int
}

/// `!key:value`.
struct SearchFilter {
    var key: String
    /// The key was written as `tags[…]`.
    var isTag: Bool
    var isNegated: Bool
    var value: SearchValue
    var offset: Int
}

/// The right side of a filter as it is written.
struct SearchValue {
    /// Everything after the colon.
    var text: String
    /// The sign in front, when the rest is not quoted.
    var comparison: Comparison?
    /// What follows the sign.
    var operand: String
    var isQuoted = false
    /// The items of `[a, b]`.
    var list: [String]?
    /// Where each of them begins.
    var listOffsets: [Int] = []
    var offset: Int

    /// `key:""`: asks for events without it.
    var isAbsent: Bool { isQuoted && text.isEmpty }

    func offset(ofItem index: Int) -> Int { listOffsets.indices.contains(index) ? listOffsets[index] : offset }
}

/// Cuts a search into texts and filters. Works on bytes; every byte it looks for is ASCII.
struct SearchScanner {
    let bytes: [UInt8]
    var position = 0
    /// A filter that ended a run of free words.
    private var pending: SearchToken?

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// The next term; nil at the end.
    mutating func next() throws(SearchError) -> SearchToken? {
        if let token = pending {
            pending = nil
            return token
        }
        var words: [String] = []
        var start = 0
        while true {
            skipBlanks()
            guard position < bytes.count else { break }
            let wordStart = position
            if let filter = try takeFilter() {
                let token = SearchToken(kind: .filter(filter), offset: wordStart)
                if words.isEmpty { return token }
                pending = token
                break
            }
            if bytes[position] == UInt8(ascii: "\"") {
                // A quoted text is a term of its own.
                guard words.isEmpty else { break }
                position += 1
                let text = try takeQuoted(from: wordStart)
                if text.isEmpty { continue }
                return SearchToken(kind: .text(text), offset: wordStart)
            }
            let word = takeWord()
            if let aggregate = Self.aggregate(word) {
                throw SearchError(
                    "Aggregate filters (\(aggregate)) are not supported in issue searches.", at: wordStart)
            }
            if word == "AND" || word == "OR" {
                throw SearchError(
                    #"Boolean statements containing "OR" or "AND" are not supported in this search"#, at: wordStart,
                    isSyntax: true)
            }
            if words.isEmpty { start = wordStart }
            words.append(word)
        }
        return words.isEmpty ? nil : SearchToken(kind: .text(words.joined(separator: " ")), offset: start)
    }

    /// A filter when one begins here; otherwise nothing is taken.
    private mutating func takeFilter() throws(SearchError) -> SearchFilter? {
        let start = position
        let isNegated = take("!")
        guard let (key, isTag) = takeKey(), take(":") else {
            position = start
            return nil
        }
        let value = try takeValue(of: key)
        return SearchFilter(key: key, isTag: isTag, isNegated: isNegated, value: value, offset: start)
    }

    private mutating func takeKey() -> (String, isTag: Bool)? {
        if take("\"") {
            let start = position
            while position < bytes.count, bytes[position] != UInt8(ascii: "\"") { position += 1 }
            guard position < bytes.count, position > start else { return nil }
            position += 1
            return (text(start..<position - 1), false)
        }
        let start = position
        while position < bytes.count, Self.isKeyByte(bytes[position]) { position += 1 }
        guard position > start else { return nil }
        let name = text(start..<position)
        guard name == "tags" || name == "flags", take("[") else { return (name, false) }
        guard let (inner, _) = takeKey(), take("]") else { return nil }
        return name == "tags" ? (inner, true) : ("flags[\(inner)]", false)
    }

    private mutating func takeValue(of key: String) throws(SearchError) -> SearchValue {
        let start = position
        guard position < bytes.count, !Self.isBlank(bytes[position]) else {
            throw SearchError("Empty string after '\(key):'", at: start, isSyntax: true)
        }
        if let list = try takeList() {
            return SearchValue(
                text: text(start..<position), operand: "", list: list.items, listOffsets: list.offsets, offset: start)
        }
        if take("\"") {
            let quoted = try takeQuoted(from: start)
            return SearchValue(text: quoted, operand: quoted, isQuoted: true, offset: start)
        }
        let comparison = takeComparison()
        if comparison != nil, take("\"") {
            let quoted = try takeQuoted(from: start)
            return SearchValue(
                text: text(start..<position), comparison: comparison, operand: quoted, isQuoted: true, offset: start)
        }
        let operandStart = position
        while position < bytes.count, !Self.endsValue(bytes[position]) {
            if bytes[position] == UInt8(ascii: "\""), bytes[position - 1] != UInt8(ascii: "\\") {
                throw quoteError(at: position)
            }
            position += 1
        }
        guard position > start else {
            throw SearchError("Empty string after '\(key):'", at: start, isSyntax: true)
        }
        return SearchValue(
            text: text(start..<position), comparison: comparison, operand: text(operandStart..<position),
            offset: start)
    }

    private mutating func takeComparison() -> Comparison? {
        for sign in Comparison.allCases {
            let spelled = Array(sign.rawValue.utf8)
            if bytes[position...].starts(with: spelled) {
                position += spelled.count
                return sign
            }
        }
        return nil
    }

    /// `[a, "b c"]` when it stands here and is complete; an empty item is an error.
    private mutating func takeList() throws(SearchError) -> (items: [String], offsets: [Int])? {
        let start = position
        guard take("[") else { return nil }
        var items: [String] = []
        var offsets: [Int] = []
        while true {
            skipBlanks()
            let itemStart = position
            let item: String
            if take("\"") {
                item = try takeQuoted(from: itemStart, closesWord: false)
            } else {
                while position < bytes.count, bytes[position] != UInt8(ascii: ","),
                    bytes[position] != UInt8(ascii: "]")
                {
                    position += 1
                }
                var end = position
                while end > itemStart, Self.isBlank(bytes[end - 1]) { end -= 1 }
                item = text(itemStart..<end)
            }
            skipBlanks()
            guard position < bytes.count else {
                position = start
                return nil
            }
            guard !item.isEmpty else {
                throw SearchError("Empty item in a list", at: itemStart, isSyntax: true)
            }
            items.append(item)
            offsets.append(itemStart)
            guard items.count <= SearchLimits.listMax else {
                throw SearchError(
                    "A list can have at most \(SearchLimits.listMax) items.", at: itemStart, isSyntax: true)
            }
            if take(",") { continue }
            guard take("]"), position == bytes.count || Self.endsValue(bytes[position]) else {
                position = start
                return nil
            }
            return (items, offsets)
        }
    }

    /// Up to the closing quote, which must end the word; `\"` is a quote inside.
    private mutating func takeQuoted(from start: Int, closesWord: Bool = true) throws(SearchError) -> String {
        var content: [UInt8] = []
        while position < bytes.count {
            let byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\\"), position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
                content.append(UInt8(ascii: "\""))
                position += 1
            } else if byte == UInt8(ascii: "\"") {
                guard !closesWord || position == bytes.count || Self.endsValue(bytes[position]) else {
                    throw quoteError(at: position - 1)
                }
                return text(content)
            } else {
                content.append(byte)
            }
        }
        throw quoteError(at: start)
    }

    private mutating func takeWord() -> String {
        let start = position
        while position < bytes.count, !Self.isBlank(bytes[position]) { position += 1 }
        return text(start..<position)
    }

    /// `count()` of `count():>5`; nil for every other word.
    private static func aggregate(_ word: String) -> Substring? {
        guard let end = word.firstRange(of: "):"), end.upperBound < word.endIndex, let open = word.firstIndex(of: "("),
            open > word.startIndex,
            word[..<open].utf8.allSatisfy({ $0 == UInt8(ascii: "_") || ($0 &- UInt8(ascii: "a") < 26) })
        else { return nil }
        return word[..<word.index(before: end.upperBound)]
    }

    private func quoteError(at offset: Int) -> SearchError {
        var end = offset
        while end < bytes.count, !Self.isBlank(bytes[end]), end - offset < 40 { end += 1 }
        return SearchError(
            "Invalid quote at '\(text(offset..<end))': quotes must enclose text or be escaped.", at: offset,
            isSyntax: true)
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func skipBlanks() { while position < bytes.count, Self.isBlank(bytes[position]) { position += 1 } }

    private func text(_ range: Range<Int>) -> String { text(Array(bytes[range])) }

    /// NUL ends strings in too many places to be let through.
    private func text(_ bytes: [UInt8]) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        return bytes.contains(0) ? String(text.map { $0 == "\0" ? "\u{FFFD}" : $0 }) : text
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }

    private static func endsValue(_ byte: UInt8) -> Bool {
        isBlank(byte) || byte == UInt8(ascii: "(") || byte == UInt8(ascii: ")")
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
