/// The last pass over a message: identifiers drawn by lot (`pay_8Hq2KxZ0`) and numbered words (`worker_12`).
enum OpaqueTokens {
    /// `note` gets the part of `text` that each name stands for.
    static func replaced(_ text: [UInt8], note: (Range<Int>, StaticString) -> Void = { _, _ in }) -> [UInt8] {
        guard text.contains(where: \.isDigit) else { return text }
        var output: [UInt8] = []
        output.reserveCapacity(text.count)
        var index = 0
        while index < text.count {
            guard isTokenByte(text[index]) else {
                output.append(text[index])
                index += 1
                continue
            }
            let start = index
            var hasDigit = false
            while index < text.count, isTokenByte(text[index]) {
                hasDigit = hasDigit || text[index].isDigit
                index += 1
            }
            append(text[start..<index], hasDigit: hasDigit, to: &output, note: note)
        }
        return output
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool { byte.isWord || byte == UInt8(ascii: "-") }

    private static func append(
        _ token: ArraySlice<UInt8>, hasDigit: Bool, to output: inout [UInt8], note: (Range<Int>, StaticString) -> Void
    ) {
        guard hasDigit else {
            output += token
            return
        }
        let underscore = token.lastIndex(of: UInt8(ascii: "_"))
        let tail = token[(underscore.map { $0 + 1 } ?? token.startIndex)...]
        if isOpaque(tail) {
            output += token[..<tail.startIndex]
            output += "<id>"
            note(tail.indices, "id")
        } else if let underscore, underscore > token.startIndex, token[underscore - 1].isLetter, tail.count >= 2,
            tail.isAllDigits
        {
            output += token[...underscore]
            output += "<int>"
            note(tail.indices, "int")
        } else {
            output += token
        }
    }

    /// At least 8 characters, 2 digits, a letter, and 3 changes of kind that no written word has.
    private static func isOpaque(_ tail: ArraySlice<UInt8>) -> Bool {
        guard tail.count >= 8 else { return false }
        var (digits, letters, changes) = (0, 0, 0)
        var previous: UInt8?
        for byte in tail {
            if byte == UInt8(ascii: "-") { return false }
            if byte.isDigit { digits += 1 } else { letters += 1 }
            if let previous, previous.isDigit != byte.isDigit || previous.isLower && byte.isUpper { changes += 1 }
            previous = byte
        }
        return digits >= 2 && letters >= 1 && changes >= 3
    }
}
