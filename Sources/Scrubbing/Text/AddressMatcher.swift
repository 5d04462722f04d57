/// Internet addresses in free text, for projects that keep none (protocol.md §9.3).
enum AddressMatcher {
    private static let replacement = Array("[ip]".utf8)

    /// `found` and the addresses between them, in order.
    static func adding(to found: [Match], in text: UnsafeBufferPointer<UInt8>) -> [Match] {
        var all = found
        var gap = 0
        for match in found {
            search(gap..<match.lower, text, &all)
            gap = match.upper
        }
        search(gap..<text.count, text, &all)
        guard all.count > found.count else { return found }
        return all.sorted { $0.lower < $1.lower }
    }

    private static func search(_ range: Range<Int>, _ text: UnsafeBufferPointer<UInt8>, _ all: inout [Match]) {
        var at = range.lowerBound
        while at < range.upperBound, all.count < ScrubbingLimits.matchesPerTextMax {
            guard belongs(text[at]) else {
                at += 1
                continue
            }
            let start = at
            while at < range.upperBound, belongs(text[at]) { at += 1 }
            if let address = address(in: start..<at, text) { all.append(Match(address, .addressText, replacement)) }
        }
    }

    /// Every byte an address may have, and letters, so that words are skipped as a whole.
    private static func belongs(_ byte: UInt8) -> Bool {
        ASCII.isWord(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":")
    }

    /// The address that a run of such bytes is, but for a port, a colon or a full stop at its ends.
    private static func address(in run: Range<Int>, _ text: UnsafeBufferPointer<UInt8>) -> Range<Int>? {
        guard run.count >= 3, run.count <= 64 else { return nil }
        var (lower, upper) = (run.lowerBound, run.upperBound)
        while upper > lower, text[upper - 1] == UInt8(ascii: ".") { upper -= 1 }
        if isIPv6(lower..<upper, text) { return lower..<upper }
        // `127.0.0.1:8000`, `host:127.0.0.1`
        if let colon = (lower..<upper).first(where: { text[$0] == UInt8(ascii: ":") }) {
            if isIPv4(lower..<colon, text) { return lower..<colon }
            lower = colon + 1
            if let next = (lower..<upper).first(where: { text[$0] == UInt8(ascii: ":") }) { upper = next }
        }
        return isIPv4(lower..<upper, text) ? lower..<upper : nil
    }

    private static func isIPv4(_ range: Range<Int>, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        guard range.count >= 7, range.count <= 15 else { return false }
        var (parts, value, digits) = (1, 0, 0)
        for at in range {
            if text[at] == UInt8(ascii: ".") {
                guard digits > 0 else { return false }
                (parts, value, digits) = (parts + 1, 0, 0)
                continue
            }
            guard ASCII.isDigit(text[at]), digits < 3 else { return false }
            value = value * 10 + Int(text[at] - UInt8(ascii: "0"))
            digits += 1
            guard value < 256 else { return false }
        }
        return parts == 4 && digits > 0
    }

    private static func isIPv6(_ range: Range<Int>, _ text: UnsafeBufferPointer<UInt8>) -> Bool {
        var (colons, digits, doubles, hexadecimals) = (0, 0, 0, 0)
        var before: UInt8 = 0
        for at in range {
            let byte = text[at]
            if byte == UInt8(ascii: ":") {
                colons += 1
                if before == byte { doubles += 1 }
                digits = 0
            } else {
                // The last four bytes may be written as in version 4.
                if byte == UInt8(ascii: "."), let colon = range.last(where: { text[$0] == UInt8(ascii: ":") }),
                    colon < at
                {
                    return colons >= 2 && isIPv4(colon + 1..<range.upperBound, text)
                }
                guard ASCII.isHex(byte), digits < 4 else { return false }
                digits += 1
                hexadecimals += 1
            }
            before = byte
        }
        // Without `::` all eight groups stand there; `::` alone and times such as `12:30:45` are none.
        return hexadecimals >= 2 && doubles <= 1 && (doubles == 1 ? colons <= 8 && colons >= 2 : colons == 7)
    }
}
