/// Prints JSON into bytes. Commas place themselves: one is needed unless the last byte opens something.
public struct JSONWriter: Sendable {
    public private(set) var bytes: [UInt8] = []

    public init(reserving capacity: Int = 256) { bytes.reserveCapacity(capacity) }

    public mutating func beginObject() { separate(); bytes.append(UInt8(ascii: "{")) }
    public mutating func endObject() { bytes.append(UInt8(ascii: "}")) }
    public mutating func beginArray() { separate(); bytes.append(UInt8(ascii: "[")) }
    public mutating func endArray() { bytes.append(UInt8(ascii: "]")) }

    /// A member's name, known to need no escapes.
    public mutating func key(_ name: StaticString) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
    }

    /// A member's name that came from outside.
    public mutating func key(dynamic name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
    }

    public mutating func null() { separate(); bytes.append(contentsOf: "null".utf8) }
    public mutating func bool(_ value: Bool) { separate(); bytes.append(contentsOf: (value ? "true" : "false").utf8) }
    public mutating func integer(_ value: Int) { separate(); bytes.append(contentsOf: String(value).utf8) }

    /// A number; JSON has no word for infinities, so they print as null.
    public mutating func double(_ value: Double) {
        guard value.isFinite else { return null() }
        separate()
        if let whole = Int(exactly: value), whole.magnitude < 1 << 53 {
            bytes.append(contentsOf: String(whole).utf8)
        } else {
            bytes.append(contentsOf: value.description.utf8)
        }
    }

    public mutating func string(_ text: String) {
        separate()
        bytes.append(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { appendEscaped($0) }
        bytes.append(UInt8(ascii: "\""))
    }

    /// JSON text that is already right, as one value.
    public mutating func raw(_ json: [UInt8]) { separate(); bytes.append(contentsOf: json) }
    public mutating func raw(_ json: ArraySlice<UInt8>) { separate(); bytes.append(contentsOf: json) }

    /// A value of another document, repaired where its text is not valid.
    public mutating func value(_ node: JSONNode) {
        let token = node.token
        switch token.kind {
        case .null: null()
        case .true: bool(true)
        case .false: bool(false)
        case .number: number(node)
        case .string: text(of: token, in: node.document)
        case .array:
            beginArray()
            for element in node.elements { value(element) }
            endArray()
        case .object:
            beginObject()
            for (name, member) in node.members {
                key(name)
                value(member)
            }
            endObject()
        }
    }

    /// A member's name taken over from another document.
    public mutating func key(_ name: JSONKey) {
        text(of: name.token, in: name.document)
        bytes.append(UInt8(ascii: ":"))
    }

    /// A string token: its bytes as they are when nothing in them needs repair.
    mutating func text(of token: JSONToken, in document: JSONDocument) {
        guard token.isPlainString else { return string(document.text(of: token)) }
        separate()
        bytes.append(UInt8(ascii: "\""))
        let start = Int(token.start)
        bytes.append(contentsOf: document.bytes[start..<start + Int(token.extent)])
        bytes.append(UInt8(ascii: "\""))
    }

    /// A number in the digits it was sent in; null where it is too large for any reader.
    private mutating func number(_ node: JSONNode) {
        let token = node.token
        let start = Int(token.start)
        let digits = node.document.bytes[start..<start + Int(token.extent)]
        // Short integers, which nearly all are, need no second look.
        if digits.count <= 15, digits.first != UInt8(ascii: "0"), digits.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }) {
            separate()
            bytes.append(contentsOf: digits)
            return
        }
        guard let value = Double(node.document.rawText(of: token)), value.isFinite else { return null() }
        let unsigned = digits.first == UInt8(ascii: "-") ? digits.dropFirst() : digits
        let hasLeadingZero =
            unsigned.first == UInt8(ascii: "0")
            && unsigned.dropFirst().first.map { $0 &- UInt8(ascii: "0") < 10 } == true
        if hasLeadingZero { return double(value) }
        separate()
        bytes.append(contentsOf: digits)
    }

    /// Runs that need no escapes are copied whole; numbers: `Bench` scenario `event/encode`.
    private mutating func appendEscaped(_ text: UnsafeBufferPointer<UInt8>) {
        let raw = UnsafeRawBufferPointer(text)
        var run = 0
        var at = 0
        while true {
            at = JSONScanner.skipPlain(raw, from: at, to: text.count)
            guard at < text.count else { break }
            let byte = text[at]
            at += 1
            if byte >= 0x80 { continue }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[run..<at - 1]))
            run = at
            appendEscape(of: byte)
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[run..<text.count]))
    }

    private mutating func appendEscape(of byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        case 0x0a: bytes.append(UInt8(ascii: "n"))
        case 0x0d: bytes.append(UInt8(ascii: "r"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        default:
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(HexDigit.lowercase.utf8Start[Int(byte >> 4)])
            bytes.append(HexDigit.lowercase.utf8Start[Int(byte & 15)])
        }
    }

    @inline(__always)
    private mutating func separate() {
        guard let last = bytes.last else { return }
        switch last {
        case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: ":"): return
        default: bytes.append(UInt8(ascii: ","))
        }
    }
}

extension JSONWriter {
    /// A string, or null.
    public mutating func string(_ text: String?) { if let text { string(text) } else { null() } }

    /// `"name": "text"`, left out when there is none.
    public mutating func member(_ name: StaticString, _ text: String?) {
        guard let text else { return }
        key(name)
        string(text)
    }

    public mutating func member(_ name: StaticString, _ value: Bool?) {
        guard let value else { return }
        key(name)
        bool(value)
    }

    public mutating func member(_ name: StaticString, _ value: Int?) {
        guard let value else { return }
        key(name)
        integer(value)
    }

    /// `"name": { … }` around what `body` prints.
    public mutating func object(_ name: StaticString, _ body: (inout JSONWriter) -> Void) {
        key(name)
        object(body)
    }

    public mutating func object(_ body: (inout JSONWriter) -> Void) {
        beginObject()
        body(&self)
        endObject()
    }

    /// `"name": [ … ]`, one entry for each element.
    public mutating func array<S: Sequence>(
        _ name: StaticString, _ elements: S, _ body: (inout JSONWriter, S.Element) -> Void
    ) {
        key(name)
        array(elements, body)
    }

    public mutating func array<S: Sequence>(_ elements: S, _ body: (inout JSONWriter, S.Element) -> Void) {
        beginArray()
        for element in elements { body(&self, element) }
        endArray()
    }

    public var text: String { String(decoding: bytes, as: UTF8.self) }
}
