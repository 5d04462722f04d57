import SentryProtocol

/// Decides what of one text is replaced: the text as a whole, values inside it, or the places that rules find.
struct TextRedactor {
    let rules: ScrubbingRules
    /// How many texts this one lies in.
    let nesting: Int

    /// In order, without overlaps; empty when the text may stay.
    func matches(in text: UnsafeBufferPointer<UInt8>, _ mode: TextMode) -> [Match] {
        if text.isEmpty || (text.count == 10 && text.hasExactly("[Filtered]", at: 0)) { return [] }
        switch mode.style {
        case .none, .blank, .address: return []
        case .path: return text.has("http", at: 0) ? TextMatcher.matches(in: text, rules, mode) : []
        case .inPlace: return nested(in: text, mode) ?? TextMatcher.matches(in: text, rules, mode)
        case .bag, .body: return free(text, mode)
        case .query: return form(text, separator: UInt8(ascii: "&"), cookies: false, mode)
        case .cookies: return form(text, separator: UInt8(ascii: ";"), cookies: true, mode)
        }
    }

    /// Text of which nothing is known: what it is written in decides how much of it is blanked.
    private func free(_ text: UnsafeBufferPointer<UInt8>, _ mode: TextMode) -> [Match] {
        if let matches = nested(in: text, mode) { return matches }
        guard let rule = rules.wordRule(in: text) else {
            // A percent sign may hide a word in the names of a form.
            let mayBeForm = mode.style == .body && text.contains(UInt8(ascii: "%")) && Self.isForm(text)
            if mayBeForm { return form(text, separator: UInt8(ascii: "&"), cookies: false, mode) }
            return TextMatcher.matches(in: text, rules, mode)
        }
        if Self.isURL(text) { return TextMatcher.matches(in: text, rules, mode) }
        if Self.isForm(text) { return form(text, separator: UInt8(ascii: "&"), cookies: false, mode) }
        return [Match(0..<text.count, rule)]
    }

    /// A URL or an absolute path and nothing else.
    private static func isURL(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        if text[0] == UInt8(ascii: "/") { return !text.contains(where: ASCII.isSpace) }
        guard let colon = text.prefix(16).firstIndex(of: UInt8(ascii: ":")), text.hasExactly("://", at: colon) else {
            return false
        }
        return colon > 0 && text[..<colon].allSatisfy { ASCII.isAlphanumeric($0) || $0 == UInt8(ascii: "+") }
            && !text.contains(where: ASCII.isSpace)
    }

    /// `a=1&b=2` and nothing else.
    private static func isForm(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let equals = text.prefix(256).firstIndex(of: UInt8(ascii: "=")), equals > 0 else { return false }
        for byte in text[..<equals] {
            switch byte {
            case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "%"),
                UInt8(ascii: "+"):
                continue
            default: guard ASCII.isWord(byte) else { return false }
            }
        }
        return !text[equals...].contains { ASCII.isSpace($0) || TextMatcher.closesValue($0) }
    }

    // MARK: JSON inside text

    /// What is found in a text that is a JSON object or array; nil when it is none.
    private func nested(in text: UnsafeBufferPointer<UInt8>, _ mode: TextMode) -> [Match]? {
        guard nesting < ScrubbingLimits.nestingMax, text.count <= ScrubbingLimits.nestedBytesMax,
            let first = text.first(where: { !ASCII.isSpace($0) }),
            first == UInt8(ascii: "{") || first == UInt8(ascii: "["),
            let last = text.last(where: { !ASCII.isSpace($0) }),
            last == UInt8(ascii: "}") || last == UInt8(ascii: "]"),
            let document = try? JSONDocument(parsing: Array(text))
        else { return nil }
        let zone: Zone = mode.masksContacts || !rules.masksContacts ? .bag : .quiet
        let edits = Walk.edits(of: document, from: zone, rules, nesting: nesting + 1)
        return edits.map { edit in
            Match(edit.range, edit.rule ?? .password, edit.json)
        }
    }

    // MARK: Forms and cookies

    /// Name by name: a sensitive name blanks its value, everything else is searched in place.
    private func form(
        _ text: UnsafeBufferPointer<UInt8>, separator: UInt8, cookies: Bool, _ mode: TextMode
    ) -> [Match] {
        var found: [Match] = []
        var start = 0
        if !cookies, text[0] == UInt8(ascii: "?") { start = 1 }
        var gap = 0
        while start < text.count, found.count < ScrubbingLimits.matchesPerTextMax {
            var end = start
            while end < text.count, text[end] != separator { end += 1 }
            if let match = field(text, start..<end, cookies: cookies) {
                search(text, gap..<match.lower, mode, &found)
                found.append(match)
                gap = match.upper
            }
            start = end + 1
        }
        search(text, gap..<text.count, mode, &found)
        return found
    }

    private func field(_ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, cookies: Bool) -> Match? {
        guard let equals = text[range].firstIndex(of: UInt8(ascii: "=")) else { return nil }
        let name = text.part(range.lowerBound..<equals)
        let value = text.part(equals + 1..<range.upperBound)
        if ScrubbingRules.isHarmless(value) || value.equals("%5bfiltered%5d") { return nil }
        guard let rule = rules.rule(forEncodedName: name, cookies: cookies) else { return nil }
        return Match(equals + 1..<range.upperBound, rule)
    }

    private func search(
        _ text: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, _ mode: TextMode, _ found: inout [Match]
    ) {
        guard range.count > 3 else { return }
        for var match in TextMatcher.matches(in: text.part(range), rules, mode) {
            match.lower += range.lowerBound
            match.upper += range.lowerBound
            found.append(match)
        }
    }
}

extension ScrubbingRules {
    /// The rule for a name in a form or a cookie; what is percent-encoded is decoded first.
    func rule(forEncodedName name: UnsafeBufferPointer<UInt8>, cookies: Bool) -> RuleName? {
        guard name.contains(UInt8(ascii: "%")), name.count <= 1024 else { return rule(forName: name, cookies: cookies) }
        var decoded: [UInt8] = []
        var at = 0
        while at < name.count {
            if name[at] == UInt8(ascii: "%"), let high = Self.hexDigit(name.byte(at + 1)),
                let low = Self.hexDigit(name.byte(at + 2))
            {
                decoded.append(high << 4 | low)
                at += 3
            } else {
                decoded.append(name[at])
                at += 1
            }
        }
        return decoded.withUnsafeBufferPointer { rule(forName: $0, cookies: cookies) }
    }

    private func rule(forName name: UnsafeBufferPointer<UInt8>, cookies: Bool) -> RuleName? {
        if isSafe(name) { return nil }
        if let rule = rule(forKey: name) { return rule }
        return cookies && usesDefaults && SensitiveCookies.contains(name) ? .cookies : nil
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        if ASCII.isDigit(byte) { return byte - UInt8(ascii: "0") }
        return ASCII.isHex(byte) ? ASCII.lowercase(byte) - UInt8(ascii: "a") + 10 : nil
    }
}

/// Cookies that carry a session or guard one (protocol.md §9.2).
enum SensitiveCookies {
    private static let names: [[UInt8]] = [
        "sentrysid", "sudo", "su", "session", "__session", "sessionid", "user_session", "symfony", "phpsessid",
        "fasthttpsessionid", "mysession", "irissessionid", "_vercel_jwt", "csrf", "xsrf", "_xsrf", "_csrf",
        "csrf-token", "csrf_token", "xsrf-token", "xsrf_token", "fastcsrf", "_iris_csrf", "connect.sid", "jsessionid",
        "asp.net_sessionid", "sid",
    ].map { Array($0.utf8) }

    /// Also behind a prefix such as `__Host-`, `app_` or a leading space.
    static func contains(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        var name = name
        while let first = name.first, ASCII.isSpace(first) { name = name.part(1..<name.count) }
        return names.contains { known in
            let start = name.count - known.count
            guard start >= 0, name.has(known, at: start) else { return false }
            return start == 0 || (known.count > 4 && !ASCII.isAlphanumeric(name[start - 1]))
                || name[start - 1] == UInt8(ascii: "-")
        }
    }
}
