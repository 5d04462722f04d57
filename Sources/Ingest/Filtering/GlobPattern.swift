/// A glob of an inbound filter: `*`, `?`, `[a-z]`, `[!abc]`, `{this,that}` and `\` (protocol.md §9.6).
///
/// The whole text must match; upper and lower case are the same. Brackets that nothing closes stand for themselves.
struct GlobPattern: Sendable, Equatable {
    enum Limits {
        static let patternBytesMax = 1024
        /// Of all `{…}` together, multiplied out.
        static let alternativesMax = 64
        /// Of a text that patterns are held against.
        static let textBytesMax = 8192
    }

    enum Token: Sendable, Equatable {
        case byte(UInt8)
        /// One character.
        case one
        /// Any run of characters.
        case many
        case set(CharacterSet)
    }

    /// The pattern with each choice of its `{…}` made; empty when it can match nothing.
    private let alternatives: [[Token]]

    /// Nil for a pattern that matches nothing: an empty one, or one beyond the limits.
    init?(_ text: String) {
        guard !text.isEmpty, text.utf8.count <= Limits.patternBytesMax else { return nil }
        var parser = GlobParser(Array(text.lowercased().unicodeScalars))
        guard let alternatives = parser.parse() else { return nil }
        self.alternatives = alternatives
    }

    /// `text` must come from `GlobPattern.prepare`.
    func matches(_ text: [UInt8]) -> Bool { alternatives.contains { Self.match($0, text) } }

    /// What a text looks like to patterns.
    static func prepare(_ text: String) -> [UInt8] {
        guard text.utf8.count > Limits.textBytesMax else { return Array(text.lowercased().utf8) }
        let cut = String(decoding: text.utf8.prefix(Limits.textBytesMax), as: UTF8.self)
        return Array(cut.lowercased().utf8)
    }

    /// Goes back to the last `*` only, so the work is at most one step for each token and byte.
    private static func match(_ tokens: [Token], _ text: [UInt8]) -> Bool {
        var (token, at) = (0, 0)
        var back: (token: Int, at: Int)?
        while true {
            if token < tokens.count, case .many = tokens[token] {
                token += 1
                if token == tokens.count { return true }
                back = (token, at)
                continue
            }
            if token == tokens.count, at == text.count { return true }
            if token < tokens.count, at < text.count, let next = tokens[token].taking(text, at) {
                token += 1
                at = next
                continue
            }
            guard let last = back, last.at < text.count else { return false }
            let next = UTF8Text.next(in: text, after: last.at)
            back = (last.token, next)
            (token, at) = (last.token, next)
        }
    }
}

extension GlobPattern.Token {
    /// Where the text goes on behind what the token takes at `at`; nil when it takes nothing.
    fileprivate func taking(_ text: [UInt8], _ at: Int) -> Int? {
        switch self {
        case .byte(let byte): text[at] == byte ? at + 1 : nil
        case .one: UTF8Text.next(in: text, after: at)
        case .set(let set): set.contains(UTF8Text.scalar(in: text, at: at)) ? UTF8Text.next(in: text, after: at) : nil
        case .many: nil
        }
    }
}

/// Ranges of characters; `[…]` of a pattern.
struct CharacterSet: Sendable, Equatable {
    var ranges: [ClosedRange<UInt32>] = []
    var isNegated = false

    func contains(_ scalar: UInt32) -> Bool { ranges.contains { $0.contains(scalar) } != isNegated }
}

/// Steps through bytes that came from a `String`.
enum UTF8Text {
    /// The offset of the character behind the one at `at`.
    static func next(in text: [UInt8], after at: Int) -> Int {
        var next = at + 1
        while next < text.count, text[next] & 0xC0 == 0x80 { next += 1 }
        return next
    }

    static func scalar(in text: [UInt8], at: Int) -> UInt32 {
        let lead = text[at]
        guard lead >= 0xC0 else { return UInt32(lead) }
        var value = UInt32(lead) & (lead >= 0xF0 ? 0x07 : lead >= 0xE0 ? 0x0F : 0x1F)
        for offset in (at + 1)..<max(at + 1, next(in: text, after: at)) {
            value = value << 6 | UInt32(text[offset] & 0x3F)
        }
        return value
    }
}
