/// What the bytes at one place of a text may be the beginning of. One bit is one bucket of `CandidateScanner`.
struct Candidates: OptionSet, Sendable {
    let rawValue: UInt16

    /// `password`, `passwd`.
    static let password = Candidates(rawValue: 1 << 0)
    /// `secret`, `private_key`.
    static let secret = Candidates(rawValue: 1 << 1)
    /// `api_key`.
    static let apiKey = Candidates(rawValue: 1 << 2)
    static let auth = Candidates(rawValue: 1 << 3)
    /// `token`, `mysql_pwd`.
    static let token = Candidates(rawValue: 1 << 4)
    static let credentials = Candidates(rawValue: 1 << 5)
    /// Four digits in a row: every card, telephone and social security number has them.
    static let digits = Candidates(rawValue: 1 << 6)
    static let at = Candidates(rawValue: 1 << 7)
    /// `%40`.
    static let encodedAt = Candidates(rawValue: 1 << 8)
    /// `-----BEGIN`, and the access keys of AWS and Google.
    static let block = Candidates(rawValue: 1 << 9)
    /// JSON web tokens, keys of Slack.
    static let webToken = Candidates(rawValue: 1 << 10)
    /// `ghp_…`, `sk_live_…`, `sk-…`.
    static let prefixed = Candidates(rawValue: 1 << 11)
    /// `github_pat_…`, `glpat-…`, `npm_…`.
    static let longPrefixed = Candidates(rawValue: 1 << 12)
    /// Bank accounts, and the word "bearer".
    static let ibanOrBearer = Candidates(rawValue: 1 << 13)
    /// A word from the project's own list.
    static let ownWord = Candidates(rawValue: 1 << 14)
    /// `\u`: the raw bytes of a JSON string do not say what it says.
    static let unicodeEscape = Candidates(rawValue: 1 << 15)

    static let words: Candidates = [.password, .secret, .apiKey, .auth, .token, .credentials]
    static let secrets: Candidates = [
        .digits, .at, .block, .webToken, .prefixed, .longPrefixed, .ibanOrBearer,
    ]
}

/// Finds the places of a text that are worth a second look: Shift-And over the four bytes that begin each rule.
///
/// A state says what the last four bytes may be: sixteen buckets of four positions fill its 64 bits, and a step shifts
/// and masks it. That is 0.7 ns a byte where an automaton takes 1.6, nearly all of it spent waiting for the step before.
/// Where there is nothing to find, which is nearly everywhere, bytes are therefore taken as pairs and pairs as fours,
/// which wait for nobody. Bytes of one bucket at different positions mix (`tokl` passes for `toke` and `mysq`), which
/// costs a second look and nothing else.
///
/// It is a plain value, so that the walk keeps a copy and counts no references; its owner frees the table.
struct CandidateScanner: Sendable {
    // SAFETY: filled in `init` and only read after it; `ScrubbingRules` keeps it alive and frees it.
    nonisolated(unsafe) let table: UnsafeMutablePointer<UInt64>
    /// The state before the first byte.
    let initial: UInt64

    init(ownWords: [[UInt8]]) {
        table = .allocate(capacity: 256)
        table.initialize(repeating: 0, count: 256)
        var builder = Builder(table: table)
        for word in ["pass"] { builder.add(word, to: .password) }
        for word in ["secr", "priv"] { builder.add(word, to: .secret) }
        for word in ["apik", "api_", "api-"] { builder.add(word, to: .apiKey) }
        for word in ["auth"] { builder.add(word, to: .auth) }
        for word in ["toke", "mysq"] { builder.add(word, to: .token) }
        for word in ["cred"] { builder.add(word, to: .credentials) }
        let digit = Array(UInt8(ascii: "0")...UInt8(ascii: "9"))
        let capital = Array(UInt8(ascii: "A")...UInt8(ascii: "Z"))
        builder.add([digit, digit, digit, digit], to: .digits)
        builder.add([nil, nil, nil, [UInt8(ascii: "@")]], to: .at)
        builder.add([nil, [UInt8(ascii: "%")], [UInt8(ascii: "4")], [UInt8(ascii: "0")]], to: .encodedAt)
        for word in ["BEGI", "AKIA", "ASIA", "AIza"] { builder.add(exactly: word, to: .block) }
        builder.add([Array("ex".utf8), Array("yo".utf8), Array("Jx".utf8), nil], to: .webToken)
        builder.add([Array("gsr".utf8), Array("hk".utf8), Array("pousr_-".utf8), nil], to: .prefixed)
        for word in ["hub_", "glpa", "npm_"] { builder.add(exactly: word, to: .longPrefixed) }
        builder.add([capital, capital, digit, digit], to: .ibanOrBearer)
        builder.add("bear", to: .ibanOrBearer)
        builder.add([nil, nil, [UInt8(ascii: "\\")], [UInt8(ascii: "u")]], to: .unicodeEscape)
        for word in ownWords where !word.isEmpty { builder.add(ownWord: word) }
        initial = builder.initial
    }

    func deallocate() { table.deallocate() }

    /// Moves `at` behind the next place where a rule of `mask` may match and says which; empty at the end.
    /// The four bytes that were recognised end right before `at`.
    @inline(__always)
    func next(
        in text: UnsafeBufferPointer<UInt8>, from at: inout Int, state: inout UInt64, mask: UInt64
    ) -> Candidates {
        let end = text.count
        var position = at
        var current = state
        // What the byte before allows, and the states of the pairs that end with it and with the one before it. As a
        // state knows more than a pair, the one that came along may stand for all of them.
        var (last, pair, pairBefore) = (current, current, UInt64.max)
        while position &+ 4 <= end {
            let first = table[Int(text[position])]
            let second = table[Int(text[position &+ 1])]
            let third = table[Int(text[position &+ 2])]
            let fourth = table[Int(text[position &+ 3])]
            let endingFirst = Self.step(last, first)
            let endingSecond = Self.step(first, second)
            let endingThird = Self.step(second, third)
            let endingFourth = Self.step(third, fourth)
            let whole = Self.join(endingSecond, endingFourth)
            let others =
                Self.join(pairBefore, endingFirst) | Self.join(pair, endingSecond)
                | Self.join(endingFirst, endingThird)
            if (whole | others) & mask != 0 { break }
            (last, pair, pairBefore, current) = (fourth, endingFourth, endingThird, whole)
            position &+= 4
        }
        while position < end {
            current = Self.step(current, table[Int(text[position])])
            position &+= 1
            if current & mask != 0 {
                (at, state) = (position, current)
                return Candidates(rawValue: UInt16(truncatingIfNeeded: (current & mask) >> 48))
            }
        }
        (at, state) = (position, current)
        return []
    }

    /// The state behind a byte which allows `set`. Of two sets it makes the state of a pair.
    @inline(__always)
    private static func step(_ state: UInt64, _ set: UInt64) -> UInt64 { (state << 16 | 0xFFFF) & set }

    /// The state behind two pairs.
    @inline(__always)
    private static func join(_ pair: UInt64, _ next: UInt64) -> UInt64 { (pair << 32 | 0xFFFF_FFFF) & next }

    /// Whether a rule of `mask` may match anywhere.
    @inline(__always)
    func finds(in text: UnsafeBufferPointer<UInt8>, mask: UInt64) -> Candidates {
        var at = 0
        var state = initial
        return next(in: text, from: &at, state: &state, mask: mask)
    }

    static func mask(_ candidates: Candidates) -> UInt64 { UInt64(candidates.rawValue) << 48 }

    private struct Builder {
        let table: UnsafeMutablePointer<UInt64>
        var initial: UInt64 = 0

        /// Four sets of bytes; nil is any byte, also one before the beginning of the text.
        mutating func add(_ positions: [[UInt8]?], to bucket: Candidates) {
            var onlyAnySoFar = true
            for (index, bytes) in positions.enumerated() {
                let bit = UInt64(bucket.rawValue) << UInt64(16 * index)
                for byte in bytes ?? Array(0...255) { table[Int(byte)] |= bit }
                onlyAnySoFar = onlyAnySoFar && bytes == nil
                if onlyAnySoFar { initial |= bit }
            }
        }

        mutating func add(exactly word: String, to bucket: Candidates) { add(word.utf8.map { [$0] }, to: bucket) }

        /// In either case.
        mutating func add(_ word: String, to bucket: Candidates) { add(word.utf8.map(Self.bothCases), to: bucket) }

        mutating func add(ownWord word: [UInt8]) {
            let start = word.prefix(4).map(Self.bothCases)
            add(Array(repeating: nil, count: 4 - start.count) + start, to: .ownWord)
        }

        static func bothCases(_ byte: UInt8) -> [UInt8] {
            let lower = ASCII.lowercase(byte)
            return ASCII.isLetter(byte) ? [lower, lower & ~0x20] : [byte]
        }
    }
}
