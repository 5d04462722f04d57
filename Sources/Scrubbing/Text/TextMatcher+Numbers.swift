/// Cards, social security numbers and telephone numbers: all of them groups of digits.
extension TextMatcher {
    /// What the digits around `start` are. Tries every group that may be the first one, from the left.
    func number(at start: Int, _ resume: inout Int) -> Match? {
        var group = start
        while group > floor, ASCII.isDigit(text[group - 1]) { group -= 1 }
        let end = endOfRun(from: start, where: ASCII.isDigit)
        resume = end
        guard end - group <= 19 else { return nil }
        return leftmost(from: group, turns: 4)
    }

    /// Tries the groups before `group` first: a number is found from its beginning.
    private func leftmost(from group: Int, turns: Int) -> Match? {
        if turns > 0, let before = groupBefore(group), let match = leftmost(from: before, turns: turns - 1) {
            return match
        }
        return number(from: group)
    }

    private func number(from first: Int) -> Match? {
        if rules.usesDefaults {
            if let end = Self.endOfCard(in: text, from: first) { return Match(first..<end, .creditCard) }
            if let end = endOfSocialSecurityNumber(from: first) { return Match(first..<end, .socialSecurity) }
        }
        return mode.masksContacts ? phone(from: first) : nil
    }

    /// Where the group of at most four digits begins that a separator divides from `group`.
    private func groupBefore(_ group: Int) -> Int? {
        var at = group
        while at > floor, at > group - 2, Self.separates(text[at - 1]) { at -= 1 }
        guard at < group else { return nil }
        let end = at
        while at > floor, at > end - 5, ASCII.isDigit(text[at - 1]) { at -= 1 }
        return at < end && end - at <= 4 ? at : nil
    }

    private static func separates(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: " "), UInt8(ascii: "."), UInt8(ascii: ")"), UInt8(ascii: "("), 0x09: true
        default: false
        }
    }

    /// The card numbers of protocol.md §9.2: a vendor's prefix, then twelve digits with a dash or a space before each.
    /// As in Sentry there is no check digit.
    static func endOfCard(in text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        guard !ASCII.isWord(text.byte(start - 1)) else { return nil }
        // The digits of a fraction are no card.
        if text.byte(start - 1) == UInt8(ascii: "."), ASCII.isDigit(text.byte(start - 2)) { return nil }
        func digit(_ offset: Int) -> UInt8 { text.byte(start + offset) &- UInt8(ascii: "0") }
        guard digit(0) < 10, digit(1) < 10, digit(2) < 10 else { return nil }
        var at = start + 4
        switch (digit(0), digit(1)) {
        case (3, 4), (3, 7): at = start + 3
        case (4, _), (5, 1...5), (6, 5): break
        case (6, 0): guard digit(2) == 1, digit(3) == 1 else { return nil }
        default: return nil
        }
        guard at == start + 3 || digit(3) < 10 else { return nil }
        for _ in 0..<12 {
            if text.byte(at) == UInt8(ascii: "-") || ASCII.isSpace(text.byte(at)) { at += 1 }
            guard ASCII.isDigit(text.byte(at)) else { return nil }
            at += 1
        }
        if text.byte(at) == UInt8(ascii: "."), ASCII.isDigit(text.byte(at + 1)) { return nil }
        return ASCII.isWord(text.byte(at)) ? nil : at
    }

    /// `123-45-6789`
    private func endOfSocialSecurityNumber(from start: Int) -> Int? {
        guard !ASCII.isWord(text.byte(start - 1)), hasDigits(3, at: start), hasDigits(2, at: start + 4),
            hasDigits(4, at: start + 7), text.byte(start + 3) == UInt8(ascii: "-"),
            text.byte(start + 6) == UInt8(ascii: "-"), !continues(after: start + 11)
        else { return nil }
        // A part of a longer number.
        if text.byte(start - 1) == UInt8(ascii: "-"), ASCII.isAlphanumeric(text.byte(start - 2)) { return nil }
        return start + 11
    }

    /// Exactly so many digits.
    private func hasDigits(_ count: Int, at start: Int) -> Bool {
        for offset in 0..<count where !ASCII.isDigit(text.byte(start + offset)) { return false }
        return !ASCII.isDigit(text.byte(start + count))
    }

    /// Whether the number goes on behind `end`, so that it is something else.
    private func continues(after end: Int) -> Bool {
        let next = text.byte(end)
        if ASCII.isWord(next) { return true }
        return (next == UInt8(ascii: "-") || next == UInt8(ascii: ".")) && ASCII.isAlphanumeric(text.byte(end + 1))
    }
}

/// Telephone numbers. Only shapes that hardly anything else has: false alarms hurt.
extension TextMatcher {
    func phone(from first: Int) -> Match? {
        var lower = first
        if lower > floor, text[lower - 1] == UInt8(ascii: "(") { lower -= 1 }
        let isInternational = lower > floor && text[lower - 1] == UInt8(ascii: "+")
        if isInternational { lower -= 1 }
        guard !isBound(before: lower) else { return nil }
        guard
            let end = isInternational
                ? endOfInternational(from: first) : endOfKorean(from: first) ?? endOfAmerican(from: first),
            !continues(after: end)
        else { return nil }
        return Match(lower..<end, .phone, Array("***-****-".utf8) + text[(end - 4)..<end])
    }

    /// Whether what stands before makes the digits part of something longer.
    private func isBound(before start: Int) -> Bool {
        let byte = text.byte(start - 1)
        if ASCII.isWord(byte) || byte == UInt8(ascii: "*") { return true }
        switch byte {
        case UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "#"): return true
        default: return false
        }
    }

    /// `+82 10 1234 5678`, `+1 (555) 123-4567`: a country code and 8 to 15 digits in all.
    private func endOfInternational(from first: Int) -> Int? {
        guard text.byte(first) != UInt8(ascii: "0") else { return nil }
        let most =
            text.hasExactly("82", at: first) ? 12 : text.byte(first) == UInt8(ascii: "1") ? 11 : 15
        var (at, digits, groups, last) = (first, 0, 0, 0)
        while digits < most {
            let end = endOfRun(from: at, atMost: most - digits, where: ASCII.isDigit)
            guard end > at else { break }
            digits += end - at
            groups += 1
            (last, at) = (end, end)
            var separators = 0
            while separators < 2, Self.separates(text.byte(at)) { (at, separators) = (at + 1, separators + 1) }
            if separators == 0 { break }
        }
        guard digits >= (groups == 1 ? 11 : 9), hasLastFour(before: last) else { return nil }
        return last
    }

    /// `010-1234-5678`, `01012345678`, `02-123-4567`, `02)123-4567`.
    private func endOfKorean(from first: Int) -> Int? {
        guard text.byte(first) == UInt8(ascii: "0") else { return nil }
        let area = endOfRun(from: first, atMost: 12, where: ASCII.isDigit) - first
        let second = text.byte(first + 1)
        let isMobile = second == UInt8(ascii: "1") && "016789".utf8.contains(text.byte(first + 2))
        if area == 11 || area == 10 {
            // Without separators only the mobile prefix that everyone has by now.
            return area == 11 && text.hasExactly("010", at: first) ? first + 11 : nil
        }
        let separator = text.byte(first + area)
        guard Self.separates(separator), separator != UInt8(ascii: "(") else { return nil }
        switch area {
        case 2: guard second == UInt8(ascii: "2") else { return nil }
        case 3 where isMobile: break
        case 3: guard (UInt8(ascii: "3")...UInt8(ascii: "8")).contains(second) else { return nil }
        case 4: guard text.hasExactly("050", at: first) else { return nil }
        default: return nil
        }
        // Spaces and dots also stand between numbers that belong to nobody.
        guard isMobile || separator == UInt8(ascii: "-") || separator == UInt8(ascii: ")") else { return nil }
        var middle = first + area + 1
        if separator == UInt8(ascii: ")"), text.byte(middle) == UInt8(ascii: " ") { middle += 1 }
        let middleEnd = endOfRun(from: middle, atMost: 5, where: ASCII.isDigit)
        guard (3...4).contains(middleEnd - middle) else { return nil }
        let next = text.byte(middleEnd)
        guard next == UInt8(ascii: "-") || (next == separator && isMobile), hasDigits(4, at: middleEnd + 1) else {
            return nil
        }
        return middleEnd + 5
    }

    /// `(555) 123-4567`, `555-123-4567`: neither part begins with 0 or 1.
    private func endOfAmerican(from first: Int) -> Int? {
        guard hasDigits(3, at: first), text.byte(first) >= UInt8(ascii: "2") else { return nil }
        var at = first + 3
        if text.byte(first - 1) == UInt8(ascii: "(") {
            guard text.byte(at) == UInt8(ascii: ")") else { return nil }
            at += text.byte(at + 1) == UInt8(ascii: " ") ? 2 : 1
        } else {
            guard text.byte(at) == UInt8(ascii: "-") else { return nil }
            at += 1
        }
        guard hasDigits(3, at: at), text.byte(at) >= UInt8(ascii: "2"), text.byte(at + 3) == UInt8(ascii: "-"),
            hasDigits(4, at: at + 4)
        else { return nil }
        return at + 8
    }

    private func hasLastFour(before end: Int) -> Bool {
        guard end >= 4 else { return false }
        return (end - 4..<end).allSatisfy { ASCII.isDigit(text[$0]) }
    }
}
