extension JSONDocument {
    /// A scalar that stands where another one was.
    package struct Replacement {
        /// Index of the token of what was there.
        let token: Int
        /// A string or `null`.
        let json: [UInt8]

        package init(token: Int, json: [UInt8]) { (self.token, self.json) = (token, json) }
    }

    /// The root value with other scalars in some places, which come in the order of the document, and with a member more
    /// at its end. Saves parsing it again: tokens only move.
    ///
    /// Nil when it is not as simple as that: the root is no object, a container is replaced, or a scalar by something
    /// that is neither string nor `null`.
    package func replacing(_ replacements: [Replacement], adding member: (name: StaticString, value: [UInt8])?)
        -> JSONDocument?
    {
        guard let root = tokens.first, root.kind == .object else { return nil }
        var patch = JSONPatch(self, room: replacements.reduce(member?.value.count ?? 0) { $0 + $1.json.count })
        for replacement in replacements where !patch.replace(replacement) { return nil }
        patch.finish()
        if let member, !patch.add(member.name, member.value) { return nil }
        return JSONDocument(bytes: patch.bytes, tokens: patch.tokens, end: patch.bytes.count)
    }
}

/// Bytes and tokens of a document that is being changed from its beginning to its end.
private struct JSONPatch {
    private let source: JSONDocument
    private(set) var bytes: [UInt8] = []
    private(set) var tokens: [JSONToken] = []
    /// Up to here the source has been taken over: its bytes, and its tokens.
    private var byte: Int
    private var token = 0

    init(_ source: JSONDocument, room: Int) {
        self.source = source
        byte = Int(source.tokens[0].start)
        // With room for a member, so that they are copied once.
        tokens.reserveCapacity(source.tokens.count + 64)
        tokens.append(contentsOf: source.tokens)
        bytes.reserveCapacity(source.end - byte + room + 64)
    }

    /// False when it cannot be done.
    mutating func replace(_ replacement: JSONDocument.Replacement) -> Bool {
        guard replacement.token >= token, replacement.token < tokens.count else { return false }
        let old = source.tokens[replacement.token]
        let quote = old.kind == .string ? 1 : 0
        guard old.kind != .object, old.kind != .array, let new = Self.token(of: replacement.json) else { return false }
        let (start, end) = (Int(old.start) - quote, Int(old.start) + Int(old.extent) + quote)
        copy(to: start, tokensTo: replacement.token)
        tokens[replacement.token] = new
        tokens[replacement.token].start = UInt32(truncatingIfNeeded: bytes.count) &+ new.start
        bytes.append(contentsOf: replacement.json)
        (byte, token) = (end, replacement.token + 1)
        return true
    }

    /// Takes over the rest.
    mutating func finish() { copy(to: source.end, tokensTo: tokens.count) }

    /// Adds a member to the root object, which is whole already.
    mutating func add(_ name: StaticString, _ value: [UInt8]) -> Bool {
        guard let document = try? JSONDocument(parsing: value) else { return false }
        bytes.removeLast()
        if tokens[0].count > 0 { bytes.append(UInt8(ascii: ",")) }
        bytes.append(UInt8(ascii: "\""))
        tokens.append(
            JSONToken(
                start: UInt32(truncatingIfNeeded: bytes.count),
                extent: UInt32(truncatingIfNeeded: name.utf8CodeUnitCount), info: UInt32(JSONKind.string.rawValue)))
        bytes.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
        bytes.append(UInt8(ascii: "\""))
        bytes.append(UInt8(ascii: ":"))
        let (offset, index) = (UInt32(truncatingIfNeeded: bytes.count), UInt32(truncatingIfNeeded: tokens.count))
        for token in document.tokens {
            var moved = token
            moved.start &+= offset
            if moved.kind == .object || moved.kind == .array { moved.extent &+= index }
            tokens.append(moved)
        }
        bytes.append(contentsOf: value)
        bytes.append(UInt8(ascii: "}"))
        tokens[0].extent = UInt32(truncatingIfNeeded: tokens.count)
        tokens[0].info &+= 1 << JSONToken.countShift
        return true
    }

    private mutating func copy(to end: Int, tokensTo limit: Int) {
        // Modulo 2^32, so that it may be less than nothing.
        let shift = UInt32(truncatingIfNeeded: bytes.count) &- UInt32(truncatingIfNeeded: byte)
        bytes.append(contentsOf: source.bytes[byte..<end])
        if shift == 0 { return }
        let moved = token..<limit
        tokens.withUnsafeMutableBufferPointer { tokens in
            for index in moved { tokens[index].start &+= shift }
        }
    }

    /// The token of a string or `null` that begins at 0.
    private static func token(of json: [UInt8]) -> JSONToken? {
        if json.first != UInt8(ascii: "\"") {
            guard json == Array("null".utf8) else { return nil }
            return JSONToken(start: 0, extent: 4, info: UInt32(JSONKind.null.rawValue))
        }
        guard json.count >= 2, json.count <= Int(UInt32.max) else { return nil }
        var flags: UInt32 = 0
        for byte in json[1..<json.count - 1] {
            if byte == UInt8(ascii: "\\") || byte < 0x20 { flags |= JSONToken.hasEscape }
            if byte >= 0x80 { flags |= JSONToken.hasNonASCII }
        }
        return JSONToken(start: 1, extent: UInt32(json.count - 2), info: UInt32(JSONKind.string.rawValue) | flags)
    }
}
