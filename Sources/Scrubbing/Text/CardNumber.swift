/// Cards that were sent as a number. Ids are numbers as well, so here the check digit decides.
enum CardNumber {
    static func isOne(_ digits: UnsafeBufferPointer<UInt8>) -> Bool {
        guard digits.allSatisfy(ASCII.isDigit), TextMatcher.endOfCard(in: digits, from: 0) == digits.count else {
            return false
        }
        var sum = 0
        for (place, byte) in digits.reversed().enumerated() {
            let digit = Int(byte - UInt8(ascii: "0"))
            sum += place & 1 == 0 ? digit : digit > 4 ? 2 * digit - 9 : 2 * digit
        }
        return sum % 10 == 0
    }
}
