import SentryProtocol

/// The kinds of tokens as the numbers they are kept as: in the loop even a getter of another module costs a call.
enum TokenTag {
    static let number: UInt32 = 3
    static let string: UInt32 = 4
    static let array: UInt32 = 5
    static let object: UInt32 = 6
}

extension JSONToken {
    @inline(__always) var tag: UInt32 { info & 7 }
    @inline(__always) var isContainer: Bool { info & 7 >= TokenTag.array }
    @inline(__always) var hasEscapes: Bool { info & 8 != 0 }
}

/// Where values lie in the bytes.
enum TokenRange {
    static func range(
        of index: Int, in tokens: UnsafeBufferPointer<JSONToken>, _ bytes: UnsafeBufferPointer<UInt8>
    ) -> Range<Int> {
        let token = tokens[index]
        let start = Int(token.start)
        switch token.kind {
        case .string: return start - 1..<start + Int(token.extent) + 1
        case .null, .true, .false, .number: return start..<start + Int(token.extent)
        case .array, .object: return start..<endOfContainer(from: start, in: bytes)
        }
    }

    /// Behind the bracket that closes the one at `start`. The parser has seen that there is one.
    private static func endOfContainer(from start: Int, in bytes: UnsafeBufferPointer<UInt8>) -> Int {
        var at = start
        var depth = 0
        while at < bytes.count {
            switch bytes[at] {
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                depth -= 1
                if depth == 0 { return at + 1 }
            case UInt8(ascii: "\""):
                at += 1
                while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
                    at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1
                }
            default: break
            }
            at += 1
        }
        return bytes.count
    }
}
