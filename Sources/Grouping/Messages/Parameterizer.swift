/// Replaces what varies in a message (ids, addresses, dates, numbers) by the name of its kind (grouping.md §4, §12.7).
///
/// One pass over bytes: where a word or a sign begins, the candidates of the table are tried in its order. A second
/// pass finds opaque tokens.
struct Parameterizer {
    private let text: [UInt8]
    private(set) var output: [UInt8] = []
    /// What was replaced, when somebody asked.
    private(set) var replacements: [Replacement]?
    private var at = 0
    /// No e-mail address begins before this index.
    private var mailSearchedTo = 0
    /// No host name begins before this index.
    private var hostSearchedTo = 0

    /// The first two lines of `message` with their variable parts replaced.
    static func parameterize(_ message: String) -> [UInt8] {
        let (text, isCut) = firstLines(of: message)
        var parameterizer = Parameterizer(text)
        parameterizer.run()
        var output = OpaqueTokens.replaced(parameterizer.output)
        if isCut { output += "..." }
        return output
    }

    init(_ text: [UInt8], noting: Bool = false) {
        self.text = text
        if noting { replacements = [] }
        output.reserveCapacity(text.count + 16)
    }

    /// The first two lines that are not blank, of at most `messageCharactersMax` characters.
    static func firstLines(of message: String) -> (text: [UInt8], isCut: Bool) {
        let bytes = cut(message)
        var lines: [Range<Int>] = []
        var start = 0
        for index in 0...bytes.count {
            guard index == bytes.count || (bytes[index] >= 0x0a && bytes[index] <= 0x0d) else { continue }
            if bytes[start..<index].contains(where: { !$0.isSpace }) { lines.append(start..<index) }
            start = index + 1
            if lines.count > 2 { break }
        }
        guard lines.count > 1 else { return (Array(bytes[lines.first ?? 0..<0]).trimmingSpaces(), false) }
        let text = Array(bytes[lines[0]]) + [0x0a] + bytes[lines[1]]
        return (text.trimmingSpaces(), lines.count > 2)
    }

    private static func cut(_ message: String) -> [UInt8] {
        let limit = GroupingLimits.messageCharactersMax
        guard message.utf8.count > limit else { return Array(message.utf8) }
        return Array(String(message.unicodeScalars.prefix(limit)).utf8)
    }

    mutating func run() {
        while at < text.count {
            if let match = match() {
                replacements?.append(.init(range: at..<match.end, name: match.name, outputStart: output.count))
                output.append(UInt8(ascii: "<"))
                output += match.name
                output.append(UInt8(ascii: ">"))
                // Every candidate takes at least one byte.
                at = max(match.end, at + 1)
            } else {
                output.append(text[at])
                at += 1
            }
        }
    }

    private typealias Match = (name: StaticString, end: Int)

    /// One part of the text that became a name.
    struct Replacement {
        let range: Range<Int>
        let name: StaticString
        /// Where the `<` of the name stands in the output.
        let outputStart: Int
    }

    /// True where a word may begin: regular expressions call it `\b`.
    private var isAtWordStart: Bool { at == 0 || !text[at - 1].isWord }

    private func isWordEnd(_ index: Int) -> Bool { index >= text.count || !text[index].isWord }

    private func byte(_ index: Int) -> UInt8 { index >= 0 && index < text.count ? text[index] : 0 }

    private mutating func match() -> Match? {
        let first = text[at]
        if first.isWord || first == UInt8(ascii: ".") || first == UInt8(ascii: "%") || first == UInt8(ascii: "+")
            || first == UInt8(ascii: "-")
        {
            if let end = mailEnd() { return ("email", end) }
        }
        switch first {
        case UInt8(ascii: "-"):
            guard isAtWordStart else { return nil }
            if let end = floatEnd(at + 1) { return ("float", end) }
            return intEnd(at + 1).map { ("int", $0) }
        case UInt8(ascii: ":"):
            return ipv6End().map { ("ip", $0) }
        case UInt8(ascii: "'"), UInt8(ascii: "\""):
            guard byte(at - 1) == UInt8(ascii: "=") else { return nil }
            return text[(at + 1)...].firstIndex(of: first).map { ("quoted_str", $0 + 1) }
        default:
            guard first.isWord, isAtWordStart else { return nil }
            return first.isDigit ? matchDigit() : matchLetter(first)
        }
    }

    /// Candidates that begin with a letter, in the table's order.
    private mutating func matchLetter(_ first: UInt8) -> Match? {
        if let end = urlEnd() { return ("url", end) }
        if let end = hostEnd() { return ("hostname", end) }
        let run = hexRun()
        if run > 0, let match = matchFixedHex(run) { return match }
        if let end = DateScanner(text: text).dateOfWords(from: at) { return ("date", end) }
        if run > 0 {
            if let end = macEnd() { return ("mac", end) }
            if let end = ipv6End() { return ("ip", end) }
            if let name = hexName(run) { return (name, at + run) }
        }
        return byte(at - 1) == UInt8(ascii: "=") ? boolEnd().map { ("bool", $0) } : nil
    }

    /// Candidates that begin with a digit, in the table's order.
    private mutating func matchDigit() -> Match? {
        if let end = hostEnd() { return ("hostname", end) }
        if let end = traceparentEnd() { return ("traceparent", end) }
        let run = hexRun()
        if let match = matchFixedHex(run) { return match }
        // Before the times of day, which six pairs of digits begin like.
        if let end = macEnd() { return ("mac", end) }
        if let end = DateScanner(text: text).dateOfDigits(from: at) { return ("date", end) }
        if let end = durationEnd() { return ("duration", end) }
        if let end = ipv4End(at) { return ("ip", end) }
        if let end = ipv6End() { return ("ip", end) }
        if let end = prefixedHexEnd() { return ("hex", end) }
        if let name = hexName(run) { return (name, at + run) }
        if let end = floatEnd(at) { return ("float", end) }
        return intEnd(at).map { ("int", $0) }
    }
}

extension Parameterizer {
    private static func isMailByte(_ byte: UInt8) -> Bool {
        byte.isWord || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "%") || byte == UInt8(ascii: "+")
            || byte == UInt8(ascii: "-")
    }

    /// `local@host.name`. A run without an `@` behind it is looked at once.
    private mutating func mailEnd() -> Int? {
        guard at >= mailSearchedTo else { return nil }
        var index = at
        while index < text.count, Self.isMailByte(text[index]) { index += 1 }
        mailSearchedTo = max(index, at + 1)
        guard index > at, byte(index) == UInt8(ascii: "@") else { return nil }
        index += 1
        var (end, labels) = (index, 0)
        while true {
            let label = index
            while index < text.count, text[index].isAlphanumeric || text[index] == UInt8(ascii: "-") { index += 1 }
            guard index > label else { break }
            (end, labels) = (index, labels + 1)
            guard byte(index) == UInt8(ascii: ".") else { break }
            index += 1
        }
        return labels > 1 ? end : nil
    }

    private func urlEnd() -> Int? {
        let schemes: [StaticString] = ["http://", "https://", "ws://", "wss://", "ftp://"]
        switch text[at] {
        case UInt8(ascii: "h"), UInt8(ascii: "w"), UInt8(ascii: "f"): break
        default: return nil
        }
        guard let scheme = schemes.first(where: { text.matches($0, at: at) }) else { return nil }
        let start = at + scheme.utf8CodeUnitCount
        switch byte(start) {
        case 0, UInt8(ascii: "/"), UInt8(ascii: "$"), UInt8(ascii: "."), UInt8(ascii: "?"), UInt8(ascii: "#"):
            return nil
        case let byte where byte.isSpace: return nil
        default: return text[start...].firstIndex { $0.isSpace } ?? text.count
        }
    }

    /// A dotted name up to the first of its labels that is a common top-level domain.
    private mutating func hostEnd() -> Int? {
        guard at >= hostSearchedTo else { return nil }
        var index = at
        var labels = 0
        while true {
            let label = index
            while index < text.count, text[index].isAlphanumeric || text[index] == UInt8(ascii: "-") { index += 1 }
            if labels > 0, isWordEnd(index), TopLevelDomains.contains(text[label..<index]) { return index }
            // A dash is a word's end as well: `example.com-x` has a host name in it.
            if labels > 0, let dash = text[label..<index].firstIndex(of: UInt8(ascii: "-")),
                TopLevelDomains.contains(text[label..<dash])
            {
                return dash
            }
            guard index > label, index - label <= 63, byte(index) == UInt8(ascii: ".") else { break }
            labels += 1
            index += 1
        }
        // From the next label on there is nothing new to find.
        if labels > 0 { hostSearchedTo = index }
        return nil
    }

    /// Length of the run of hexadecimal digits that is a whole word here; 0 for none.
    private func hexRun() -> Int {
        var index = at
        while index < text.count, text[index].isHex { index += 1 }
        return isWordEnd(index) ? index - at : 0
    }

    /// UUIDs and hashes have lengths of their own.
    private func matchFixedHex(_ run: Int) -> Match? {
        switch run {
        case 8: isUUID() ? ("uuid", at + 36) : nil
        case 40: ("sha1", at + 40)
        case 32: ("md5", at + 32)
        default: nil
        }
    }

    private func isUUID() -> Bool {
        guard at + 36 <= text.count, isWordEnd(at + 36) else { return false }
        for offset in 0..<36 {
            let byte = text[at + offset]
            let isDash = offset == 8 || offset == 13 || offset == 18 || offset == 23
            guard isDash ? byte == UInt8(ascii: "-") : byte.isHex else { return false }
        }
        return true
    }

    /// W3C's `00-…-…-01` and AWS's `1-…-…`.
    private func traceparentEnd() -> Int? {
        func lowerHex(_ start: Int, _ count: Int) -> Bool {
            start + count <= text.count && text[start..<start + count].allSatisfy { $0.isHex && !$0.isUpper }
        }
        func dash(_ index: Int) -> Bool { byte(index) == UInt8(ascii: "-") }
        if text.matches("00-", at: at), lowerHex(at + 3, 32), dash(at + 35), lowerHex(at + 36, 16), dash(at + 52),
            byte(at + 53) == UInt8(ascii: "0"),
            byte(at + 54) == UInt8(ascii: "0") || byte(at + 54) == UInt8(ascii: "1"),
            isWordEnd(at + 55)
        {
            return at + 55
        }
        if text.matches("1-", at: at), lowerHex(at + 2, 8), dash(at + 10), lowerHex(at + 11, 24), isWordEnd(at + 35) {
            return at + 35
        }
        return nil
    }

    private func durationEnd() -> Int? {
        var index = text.endOfDigits(from: at)
        if byte(index) == UInt8(ascii: "."), byte(index + 1).isDigit { index = text.endOfDigits(from: index + 1) }
        let units: [StaticString] = ["ms", "s", "µs", "μs", "us", "ns", "secs", "sec", "seconds", "milliseconds"]
        switch byte(index) {
        case UInt8(ascii: "m"), UInt8(ascii: "s"), UInt8(ascii: "u"), UInt8(ascii: "n"), 0xC2, 0xCE: break
        default: return nil
        }
        for unit in units where text.matches(unit, at: index) && isWordEnd(index + unit.utf8CodeUnitCount) {
            return index + unit.utf8CodeUnitCount
        }
        return nil
    }

    /// Six pairs with one sign between them.
    private func macEnd() -> Int? {
        let sign = byte(at + 2)
        guard sign == UInt8(ascii: ":") || sign == UInt8(ascii: "-"), at + 17 <= text.count, isWordEnd(at + 17),
            byte(at + 17) != sign
        else { return nil }
        for offset in 0..<17 {
            let byte = text[at + offset]
            guard offset % 3 == 2 ? byte == sign : byte.isHex else { return nil }
        }
        return at + 17
    }

    /// Four numbers up to 255.
    private func ipv4End(_ start: Int) -> Int? {
        var index = start
        for part in 0..<4 {
            let end = text.endOfDigits(from: index)
            guard end > index, end - index <= 3 else { return nil }
            let value = text[index..<end].reduce(0) { $0 * 10 + Int($1 &- 0x30) }
            guard value <= 255 else { return nil }
            index = end
            if part < 3 {
                guard byte(index) == UInt8(ascii: ".") else { return nil }
                index += 1
            }
        }
        return isWordEnd(index) ? index : nil
    }

    /// A valid address with a digit in it, so that `Fee::add()` is none.
    private func ipv6End() -> Int? {
        if at > 0, text[at - 1].isWord || text[at - 1] == UInt8(ascii: ":") { return nil }
        var index = at
        var (groups, digits, hasGap, hasDigit) = (0, 0, false, false)
        var groupStart = at
        while index < text.count {
            let byte = text[index]
            if byte.isHex {
                digits += 1
                hasDigit = hasDigit || byte.isDigit
                guard digits <= 4 else { return nil }
                index += 1
            } else if byte == UInt8(ascii: ":") {
                let isGap = self.byte(index + 1) == UInt8(ascii: ":")
                // A single colon stands between two groups.
                guard isGap || digits > 0 && self.byte(index + 1).isHex else { break }
                if isGap, hasGap { return nil }
                hasGap = hasGap || isGap
                if digits > 0 { groups += 1 }
                index += isGap ? 2 : 1
                (digits, groupStart) = (0, index)
            } else {
                break
            }
        }
        if digits > 0, byte(index) == UInt8(ascii: "."), groups > 0 || hasGap, let end = ipv4End(groupStart) {
            return isComplete(groups + 2, hasGap) ? end : nil
        }
        if digits > 0 { groups += 1 }
        guard hasDigit, isComplete(groups, hasGap), isWordEnd(index), index > at + 2 else { return nil }
        return index
    }

    private func isComplete(_ groups: Int, _ hasGap: Bool) -> Bool { hasGap ? groups >= 1 && groups < 8 : groups == 8 }

    private func prefixedHexEnd() -> Int? {
        guard text[at] == UInt8(ascii: "0"), byte(at + 1) | 0x20 == UInt8(ascii: "x") else { return nil }
        var index = at + 2
        while index < text.count, text[index].isHex { index += 1 }
        return index > at + 2 && isWordEnd(index) ? index : nil
    }

    /// Bare hexadecimal words: short ones need a digit and a letter, seven lower-case ones are a commit.
    private func hexName(_ run: Int) -> StaticString? {
        guard run >= 4, run <= 128 else { return nil }
        let word = text[at..<at + run]
        var (digits, lower, upper) = (0, 0, 0)
        for byte in word {
            if byte.isDigit { digits += 1 } else if byte.isUpper { upper += 1 } else { lower += 1 }
        }
        guard lower == 0 || upper == 0 else { return nil }
        if run >= 8 { return "hex" }
        guard digits > 0, lower + upper > 0 else { return nil }
        if run == 7 { return upper == 0 ? "git_sha" : nil }
        return "hex"
    }

    private func floatEnd(_ start: Int) -> Int? {
        let point = text.endOfDigits(from: start)
        guard point > start, byte(point) == UInt8(ascii: "."), byte(point + 1).isDigit else { return nil }
        let end = text.endOfDigits(from: point + 1)
        return isWordEnd(end) ? end : nil
    }

    private func intEnd(_ start: Int) -> Int? {
        let end = text.endOfDigits(from: start)
        return end > start && end - start <= 7 && isWordEnd(end) ? end : nil
    }

    private func boolEnd() -> Int? {
        for word: StaticString in ["true", "True", "false", "False"] where text.matches(word, at: at) {
            let end = at + word.utf8CodeUnitCount
            return isWordEnd(end) ? end : nil
        }
        return nil
    }
}
