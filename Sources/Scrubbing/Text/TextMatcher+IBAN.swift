/// International bank account numbers.
extension TextMatcher {
    func iban(at start: Int) -> Match? {
        guard !ASCII.isWord(text.byte(start - 1)), start >= floor, Self.isCountry(text[start], text[start + 1]) else {
            return nil
        }
        let end = endOfRun(from: start + 4, atMost: 31, where: ASCII.isAlphanumeric)
        if end - start >= 15, end - start <= 33, !ASCII.isWord(text.byte(end)) {
            // What may as well be a hash needs its check digits.
            let mayBeHash = (start..<end).allSatisfy { ASCII.isHex(text[$0]) }
            return !mayBeHash || hasCheckDigits(start..<end) ? Match(start..<end, .iban) : nil
        }
        guard end == start + 4, let end = endOfSpaced(from: start) else { return nil }
        return Match(start..<end, .iban)
    }

    /// `DE89 3704 0044 0532 0130 00`: always with right check digits.
    private func endOfSpaced(from start: Int) -> Int? {
        var at = start + 4
        var characters = 4
        var best: Int?
        while text.byte(at) == 0x20, characters < 34 {
            let end = endOfRun(from: at + 1, atMost: 5) { ASCII.isCapital($0) || ASCII.isDigit($0) }
            guard end > at + 1, end - at <= 5, !ASCII.isWord(text.byte(end)) else { break }
            characters += end - at - 1
            let isLast = end - at < 5
            at = end
            if characters >= 15, hasCheckDigits(start..<end) { best = end }
            if isLast { break }
        }
        return best
    }

    private func hasCheckDigits(_ range: Range<Int>) -> Bool {
        var remainder = 0
        func add(_ byte: UInt8) {
            if ASCII.isDigit(byte) {
                remainder = (remainder * 10 + Int(byte - UInt8(ascii: "0"))) % 97
            } else if ASCII.isLetter(byte) {
                remainder = (remainder * 100 + Int(ASCII.lowercase(byte) - UInt8(ascii: "a")) + 10) % 97
            }
        }
        for at in range.dropFirst(4) { add(text[at]) }
        for at in range.prefix(4) { add(text[at]) }
        return remainder == 1
    }

    private static func isCountry(_ first: UInt8, _ second: UInt8) -> Bool {
        let row = countries.withUTF8Buffer { row in
            var at = 0
            while at + 1 < row.count {
                if row[at] == first, row[at + 1] == second { return true }
                at += 2
            }
            return false
        }
        return row
    }

    private static let countries: StaticString = """
        ADAEALAOATAZBABEBFBGBHBIBJBRBYCGCHCICMCRCVCYCZDEDJDKDODZEEEGESFIFOFRGAGBGEGGGIGLGQGRGTGWHNHRHUIEILIMIQIRIS\
        ITJEJOKMKWKZLBLCLILTLULVLYMAMCMDMEMGMKMLMRMTMUMZNENINLNOPKPLPSPTQARORSSASCSDSESISKSMSNSTSVTDTGTLTNTRUAVAVGXK
        """
}
