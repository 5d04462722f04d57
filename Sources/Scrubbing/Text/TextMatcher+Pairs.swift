/// `password=hunter2`, `"api_key": "…"`, `token: …`: the value behind a sensitive word, in a text that stays otherwise.
extension TextMatcher {
    func pair(of word: SensitiveWord, from start: Int, to end: Int) -> Match? {
        var at = endOfRun(from: end, atMost: 64) {
            ASCII.isWord($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "]")
        }
        // `author: Rosa` names no secret; `auth:`, `authorization:`, `auth_key=` do.
        if word == .auth, at > end, !text.has("orization", at: end), text[end] != UInt8(ascii: "_"),
            text[end] != UInt8(ascii: "-")
        {
            return nil
        }
        // What parsers say: "Unexpected token: }".
        if word == .token, text.has("unexpected ", at: start - 11) { return nil }
        if text.byte(at) == UInt8(ascii: "/"), word != .auth { return pathSegment(from: at + 1) }
        at = endOfRun(from: at, atMost: 4) { Self.isQuote($0) || $0 == UInt8(ascii: "\\") }
        at = endOfRun(from: at, atMost: 4) { $0 == 0x20 || $0 == 0x09 }
        switch text.byte(at) {
        case UInt8(ascii: "="):
            at += text.byte(at + 1) == UInt8(ascii: ">") || text.byte(at + 1) == UInt8(ascii: "=") ? 2 : 1
        case UInt8(ascii: ":"):
            if text.hasExactly("://", at: at) { return nil }
            at += text.byte(at + 1) == UInt8(ascii: "=") ? 2 : 1
        default: return nil
        }
        at = endOfRun(from: at, atMost: 8) { $0 == 0x20 || $0 == 0x09 }
        if mode.wantsQuotes, !Self.isQuote(text.byte(at)) { return nil }
        // Before its end is looked for, which may be far away.
        let isFiltered = text.hasExactly("[Filtered", at: at) || text.hasExactly("[Filtered", at: at + 1)
        if isFiltered { return nil }
        let value = range(ofValueAt: at)
        if isHarmless(value, after: start) { return nil }
        return Match(value, .password)
    }

    /// A project's own word is blanked together with the value behind it, or alone where there is none.
    func ownWord(from start: Int, to end: Int) -> Match? {
        if let match = pair(of: .ownWord, from: start, to: end) {
            return Match(match.lower..<match.upper, .ownField)
        }
        return nil
    }

    /// `/reset-password/4f6a8b…`: a long part of a path with digits in it, right behind the word.
    private func pathSegment(from start: Int) -> Match? {
        let end = endOfRun(from: start) { ASCII.isWord($0) || $0 == UInt8(ascii: "-") }
        guard end - start >= 16, text[start..<end].contains(where: ASCII.isDigit) else { return nil }
        return Match(start..<end, .password)
    }

    private static func isQuote(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "`")
    }

    /// Where the value is: inside its quotes, between its brackets, or up to what ends a word.
    private func range(ofValueAt start: Int) -> Range<Int> {
        var at = start
        let escapes = endOfRun(from: at, atMost: 4) { $0 == UInt8(ascii: "\\") } - at
        at += escapes
        let opening = text.byte(at)
        if Self.isQuote(opening) { return at + 1..<endOfQuoted(from: at + 1, opening, escapes: escapes) }
        at = start
        if opening == UInt8(ascii: "{") || opening == UInt8(ascii: "[") {
            return at..<endOfBrackets(from: at)
        }
        var end = endOfWord(from: at)
        // `Authorization: Basic dXNlcjpwYXNz`
        let scheme = text.part(at..<end)
        if scheme.equals("basic") || scheme.equals("bearer") || scheme.equals("digest") || scheme.equals("token") {
            let next = endOfRun(from: end, atMost: 4) { $0 == 0x20 }
            if next > end { end = max(end, endOfWord(from: next)) }
        }
        return at..<end
    }

    private func endOfWord(from start: Int) -> Int {
        endOfRun(from: start) {
            !ASCII.isSpace($0) && !Self.closesValue($0) && $0 != UInt8(ascii: "&") && $0 != UInt8(ascii: "]")
        }
    }

    /// The quote that closes has as many backslashes before it as the one that opened.
    private func endOfQuoted(from start: Int, _ quote: UInt8, escapes: Int) -> Int {
        var at = start
        var backslashes = 0
        while at < text.count {
            let byte = text[at]
            if byte == quote, backslashes <= escapes, backslashes & 1 == escapes & 1 { return at - backslashes }
            backslashes = byte == UInt8(ascii: "\\") ? backslashes + 1 : 0
            at += 1
        }
        return at
    }

    private func endOfBrackets(from start: Int) -> Int {
        var at = start
        var depth = 0
        while at < text.count {
            switch text[at] {
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 { return at + 1 }
            default: break
            }
            at += 1
        }
        return at
    }

    private func isHarmless(_ range: Range<Int>, after key: Int) -> Bool {
        let value = text.part(range)
        if ScrubbingRules.isHarmless(value) || value.hasExactly("[Filtered", at: 0) { return true }
        if value.equals("none") || value.equals("nil") || value.equals("null") || value.equals("true")
            || value.equals("false")
        {
            return true
        }
        if value.allSatisfy({ $0 == UInt8(ascii: "*") }) { return true }
        let isCount = value.allSatisfy(ASCII.isDigit)
        return isCount && ScrubbingRules.countsTokens(text.part(key..<range.lowerBound))
    }
}
