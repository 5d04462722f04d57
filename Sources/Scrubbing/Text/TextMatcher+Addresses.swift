/// E-mail addresses, and passwords in URLs: what stands around an `@`.
extension TextMatcher {
    /// `rosa@example.com` becomes `r***@example.com`. `width` is 3 for `%40`.
    func email(at sign: Int, width: Int) -> Match? {
        var start = sign
        let lowest = max(floor, sign - 64)
        while start > lowest, Self.isLocal(text[start - 1]) { start -= 1 }
        while start < sign, text[start] == UInt8(ascii: ".") || text[start] & 0xC0 == 0x80 { start += 1 }
        // The name of a user in a URL, such as the key of a DSN, and git@github.com.
        guard start < sign, !text.hasExactly("://", at: start - 3), !(sign - start == 3 && text.has("git", at: start)),
            let _ = endOfDomain(from: sign + width)
        else { return nil }
        let first = start + Self.width(of: text[start])
        guard first <= sign else { return nil }
        return Match(start..<sign, .email, Array(text[start..<first]) + Array("***".utf8))
    }

    private static func isLocal(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "%"), UInt8(ascii: "_"): true
        default: byte >= 0x80 || ASCII.isAlphanumeric(byte)
        }
    }

    private static func width(of byte: UInt8) -> Int { byte < 0xC0 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4 }

    /// Labels with dots, the last one without digits. Neither versions (`next@14.0.0`) nor images (`icon@2x.png`).
    private func endOfDomain(from start: Int) -> Int? {
        var label = start
        var dots = 0
        while true {
            let end = endOfRun(from: label, atMost: 64) {
                ASCII.isAlphanumeric($0) || $0 == UInt8(ascii: "-") || $0 >= 0x80
            }
            guard end > label, end - label < 64, end - start < 255 else { return nil }
            if label == start, ASCII.isDigit(text[label]) {
                let isVersion = (label..<end).allSatisfy { ASCII.isDigit(text[$0]) }
                let isScale = end - label == 2 && text[label + 1] == UInt8(ascii: "x")
                if isVersion || isScale { return nil }
            }
            if text.byte(end) == UInt8(ascii: "."),
                ASCII.isAlphanumeric(text.byte(end + 1)) || text.byte(end + 1) >= 0x80
            {
                dots += 1
                label = end + 1
                continue
            }
            let isTop = end - label >= 2 && (label..<end).allSatisfy { ASCII.isLetter(text[$0]) || text[$0] >= 0x80 }
            let isPunycode = text.has("xn--", at: label)
            return dots > 0 && (isTop || isPunycode) ? end : nil
        }
    }

    /// The password of `scheme://user:password@host`, also one with an `@` or a slash in it.
    func urlPassword(at sign: Int) -> Match? {
        var at = sign
        let lowest = max(floor, sign - 256)
        while at > lowest, !ASCII.isSpace(text[at - 1]), text[at - 1] != UInt8(ascii: "\"") {
            at -= 1
            if text[at] == UInt8(ascii: "/"), at > lowest, text[at - 1] == UInt8(ascii: "/") { break }
        }
        guard at > lowest, text.byte(at) == UInt8(ascii: "/"), text.byte(at - 1) == UInt8(ascii: "/") else {
            return nil
        }
        let user = at + 1
        let colon = endOfRun(from: user, atMost: sign - user) { $0 != UInt8(ascii: ":") && $0 != UInt8(ascii: "/") }
        guard text.byte(colon) == UInt8(ascii: ":"), colon < sign - 1 else { return nil }
        let password = colon + 1
        // `http://host:8080/path/@me` has a port.
        let port = endOfRun(from: password, atMost: 6, where: ASCII.isDigit)
        if port > password, text.byte(port) == UInt8(ascii: "/") { return nil }
        let authority = endOfRun(from: sign, atMost: 256) {
            !ASCII.isSpace($0) && !Self.closesValue($0) && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?")
                && $0 != UInt8(ascii: "#")
        }
        let end = (sign..<authority).last { text[$0] == UInt8(ascii: "@") } ?? sign
        guard !text.hasExactly("[Filtered]@", at: password) else { return nil }
        return Match(password..<end, .urlAuth)
    }
}
