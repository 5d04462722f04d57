/// Keys and tokens that have a shape of their own.
extension TextMatcher {
    /// `Bearer abc`, in any case; replaced with its word.
    func bearer(at start: Int) -> Match? {
        guard text.has("bearer", at: start), !ASCII.isWord(text.byte(start - 1)) else { return nil }
        var at = start + 6
        while ASCII.isSpace(text.byte(at)) { at += 1 }
        guard at > start + 6 else { return nil }
        let end = endOfRun(from: at) { !ASCII.isSpace($0) && !Self.closesValue($0) }
        guard end > at, !text.hasExactly("[Filtered]", at: at) else { return nil }
        return Match(start..<end, .bearer)
    }

    /// Bytes that end a value which stands without quotes of its own.
    static func closesValue(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "`"), UInt8(ascii: ","), UInt8(ascii: ";"),
            UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: ")"), UInt8(ascii: "}"), UInt8(ascii: "\\"):
            true
        default: false
        }
    }

    /// What stands between the lines of a key in PEM form; up to the end where the last line is missing.
    func keyBlock(at start: Int) -> Match? {
        guard text.hasExactly("-----BEGIN ", at: start - 5), start - 5 >= floor else { return nil }
        let label = endOfRun(from: start + 6, atMost: 64) { ASCII.isCapital($0) || ASCII.isDigit($0) || $0 == 0x20 }
        guard text.hasExactly("-----", at: label),
            text.hasExactly("PRIVATE KEY", at: label - 11) || text.hasExactly("PUBLIC KEY", at: label - 10)
        else { return nil }
        let inner = endOfRun(from: label + 5, where: ASCII.isSpace)
        var end = inner
        while end < text.count, !(text[end] == UInt8(ascii: "-") && text.hasExactly("-----END", at: end)) { end += 1 }
        while end > inner, ASCII.isSpace(text[end - 1]) { end -= 1 }
        guard end > inner, !(end - inner == 10 && text.hasExactly("[Filtered]", at: inner)) else { return nil }
        return Match(inner..<end, .key)
    }

    /// Access keys of AWS and Google.
    func cloudKey(at start: Int) -> Match? {
        guard !ASCII.isWord(text.byte(start - 1)) else { return nil }
        let isGoogle = text.hasExactly("AIza", at: start)
        let end = endOfRun(from: start, atMost: 64) {
            isGoogle ? ASCII.isWord($0) || $0 == UInt8(ascii: "-") : ASCII.isCapital($0) || ASCII.isDigit($0)
        }
        guard end - start == (isGoogle ? 39 : 20), !ASCII.isWord(text.byte(end)) else { return nil }
        return Match(start..<end, .token)
    }

    /// `eyJ….….…` and the keys of Slack.
    func webToken(at start: Int) -> Match? {
        guard !isInsideKey(start) else { return nil }
        if text.hasExactly("xox", at: start), text.byte(start + 4) == UInt8(ascii: "-") {
            let end = endOfRun(from: start + 5) { ASCII.isAlphanumeric($0) || $0 == UInt8(ascii: "-") }
            return end - start >= 15 ? Match(start..<end, .token) : nil
        }
        guard text.hasExactly("eyJ", at: start) else { return nil }
        let header = endOfRun(from: start, where: Self.isBase64URL)
        guard header - start >= 10, text.byte(header) == UInt8(ascii: ".") else { return nil }
        let payload = endOfRun(from: header + 1, where: Self.isBase64URL)
        guard payload - header >= 6 else { return nil }
        guard text.byte(payload) == UInt8(ascii: ".") else { return Match(start..<payload, .token) }
        return Match(start..<endOfRun(from: payload + 1, where: Self.isBase64URL), .token)
    }

    /// Keys of GitHub, Stripe and the vendors who write `sk-…`.
    func prefixedKey(at start: Int) -> Match? {
        guard !isInsideKey(start) else { return nil }
        var body = start
        var shortest = 20
        if text.hasExactly("gh", at: start), text.byte(start + 3) == UInt8(ascii: "_") {
            body = start + 4
        } else if text.hasExactly("sk_live_", at: start) || text.hasExactly("sk_test_", at: start)
            || text.hasExactly("rk_live_", at: start) || text.hasExactly("rk_test_", at: start)
        {
            (body, shortest) = (start + 8, 8)
        } else if text.hasExactly("sk-", at: start) {
            body = start + 3
        } else {
            return nil
        }
        return key(from: start, body: body, shortest: shortest)
    }

    /// Keys of GitHub, GitLab and npm.
    func longPrefixedKey(at start: Int) -> Match? {
        if text.hasExactly("github_pat_", at: start - 3), start - 3 >= floor {
            return key(from: start - 3, body: start + 8, shortest: 20)
        }
        guard !isInsideKey(start) else { return nil }
        if text.hasExactly("glpat-", at: start) { return key(from: start, body: start + 6, shortest: 16) }
        if text.hasExactly("npm_", at: start) { return key(from: start, body: start + 4, shortest: 30) }
        return nil
    }

    /// Whether the byte before belongs to a key as well; also what keeps `sk-sk-sk-…` from being read over and over.
    private func isInsideKey(_ start: Int) -> Bool {
        ASCII.isWord(text.byte(start - 1)) || text.byte(start - 1) == UInt8(ascii: "-")
    }

    /// A key whose random part is long enough and has a digit, which names of things rarely have.
    private func key(from start: Int, body: Int, shortest: Int) -> Match? {
        let end = endOfRun(from: body) { ASCII.isWord($0) || $0 == UInt8(ascii: "-") }
        guard end - body >= shortest, text[body..<end].contains(where: ASCII.isDigit) else { return nil }
        return Match(start..<end, .token)
    }

    private static func isBase64URL(_ byte: UInt8) -> Bool {
        ASCII.isWord(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "=")
    }

    /// The first offset from `start` on whose byte does not belong.
    func endOfRun(from start: Int, atMost length: Int = .max, where belongs: (UInt8) -> Bool) -> Int {
        var at = min(start, text.count)
        let end = length < text.count - at ? at + length : text.count
        while at < end, belongs(text[at]) { at += 1 }
        return at
    }
}
