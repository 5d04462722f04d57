import SentryProtocol

/// A header field's value with parameters: `form-data; name="a"; filename="b"` (RFC 2045 §5.1).
struct HeaderValue: Equatable {
    /// In lower case.
    var value: String
    /// Names in lower case, in the order sent.
    private(set) var parameters: [Parameter] = []

    struct Parameter: Equatable {
        var name: String
        var value: String
    }

    /// Parameters after so many are ignored.
    private static let parametersMax = 16

    init(_ text: some StringProtocol) {
        var reader = ParameterReader(bytes: Array(text.utf8))
        value = reader.token(until: UInt8(ascii: ";")).lowercased()
        while parameters.count < Self.parametersMax, let (name, value) = reader.parameter() {
            parameters.append(Parameter(name: name.lowercased(), value: value))
        }
    }

    /// The first parameter of that name, which is given in lower case.
    subscript(_ name: String) -> String? { parameters.first { $0.name == name }?.value }

    /// A parameter that may also come as `name*=UTF-8''text` (RFC 8187); that form wins.
    func extended(_ name: String) -> String? {
        if let encoded = self[name + "*"] {
            let parts = encoded.split(separator: "'", maxSplits: 2, omittingEmptySubsequences: false)
            if parts.count == 3, parts[0].lowercased() == "utf-8" { return PercentEncoding.decode(parts[2]) }
        }
        return self[name]
    }
}

/// Reads the parts between semicolons, where quotes may hide some.
private struct ParameterReader {
    let bytes: [UInt8]
    var position = 0

    /// The next `; name=value`; nil at the end. A name alone has an empty value.
    mutating func parameter() -> (name: String, value: String)? {
        while position < bytes.count {
            skip { $0 == UInt8(ascii: ";") || $0 <= 0x20 }
            let name = token(until: UInt8(ascii: "="), or: UInt8(ascii: ";"))
            guard position < bytes.count, bytes[position] == UInt8(ascii: "=") else {
                if name.isEmpty { continue }
                return (name, "")
            }
            position += 1
            skip { $0 == 0x20 || $0 == 0x09 }
            if position < bytes.count, bytes[position] == UInt8(ascii: "\"") { return (name, quoted()) }
            return (name, token(until: UInt8(ascii: ";")))
        }
        return nil
    }

    /// Everything up to a separator, without white space around it.
    mutating func token(until separator: UInt8, or other: UInt8? = nil) -> String {
        let start = position
        skip { $0 != separator && $0 != other }
        var text = bytes[start..<position]
        while let first = text.first, first <= 0x20 { text.removeFirst() }
        while let last = text.last, last <= 0x20 { text.removeLast() }
        return String(decoding: text, as: UTF8.self)
    }

    /// A quoted string. A backslash escapes only a quote or another one, as some browsers send paths of Windows; `%22`,
    /// `%0D` and `%0A` are what browsers write for characters that cannot stand there.
    private mutating func quoted() -> String {
        position += 1
        var text: [UInt8] = []
        while position < bytes.count, bytes[position] != UInt8(ascii: "\"") {
            var byte = bytes[position]
            position += 1
            if byte == UInt8(ascii: "\\"), position < bytes.count,
                bytes[position] == UInt8(ascii: "\"") || bytes[position] == UInt8(ascii: "\\")
            {
                byte = bytes[position]
                position += 1
            } else if byte == UInt8(ascii: "%"), let escaped = escape() {
                byte = escaped
                position += 2
            }
            text.append(byte)
        }
        skip { $0 != UInt8(ascii: ";") }
        return String(decoding: text, as: UTF8.self)
    }

    /// What the two digits at the position stand for, if browsers write it so.
    private func escape() -> UInt8? {
        guard position + 1 < bytes.count else { return nil }
        switch (bytes[position], bytes[position + 1]) {
        case (UInt8(ascii: "2"), UInt8(ascii: "2")): return UInt8(ascii: "\"")
        case (UInt8(ascii: "0"), UInt8(ascii: "D")): return 0x0d
        case (UInt8(ascii: "0"), UInt8(ascii: "A")): return 0x0a
        default: return nil
        }
    }

    private mutating func skip(while predicate: (UInt8) -> Bool) {
        while position < bytes.count, predicate(bytes[position]) { position += 1 }
    }
}
