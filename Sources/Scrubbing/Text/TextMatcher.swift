/// Finds everything in one text that is to be replaced while the rest stays: cards, keys, addresses, `password=…`.
///
/// One pass: the scanner names a place and what may be there, the rule itself decides. Whatever a rule looks at beyond
/// that place is bounded or skipped afterwards, so that the time stays linear on any input.
struct TextMatcher {
    let text: UnsafeBufferPointer<UInt8>
    let rules: ScrubbingRules
    let mode: TextMode
    /// In order, without overlaps.
    private(set) var found: [Match] = []
    /// Nothing before this offset is looked at again.
    private(set) var floor = 0

    init(_ text: UnsafeBufferPointer<UInt8>, _ rules: ScrubbingRules, _ mode: TextMode) {
        (self.text, self.rules, self.mode) = (text, rules, mode)
    }

    static func matches(
        in text: UnsafeBufferPointer<UInt8>, _ rules: ScrubbingRules, _ mode: TextMode
    ) -> [Match] {
        var matcher = TextMatcher(text, rules, mode)
        matcher.run()
        if mode.replacesAddresses { matcher.found = AddressMatcher.adding(to: matcher.found, in: text) }
        return matcher.found
    }

    private mutating func run() {
        var at = 0
        var state = rules.scanner.initial
        while found.count < ScrubbingLimits.matchesPerTextMax {
            let candidates = rules.scanner.next(in: text, from: &at, state: &state, mask: mode.mask)
            if candidates.isEmpty { return }
            var resume = at
            if let match = match(candidates, at: at - 4, &resume) {
                found.append(match)
                floor = match.upper
                (at, state) = (max(match.upper, at), rules.scanner.initial)
            } else if resume > at {
                (at, state) = (resume, rules.scanner.initial)
            }
        }
        if floor < text.count { found.append(Match(floor..<text.count, .password)) }
    }

    /// The rule that holds at `start`; `resume` moves past what need not be looked at again.
    private func match(_ candidates: Candidates, at start: Int, _ resume: inout Int) -> Match? {
        if candidates.contains(.digits), let match = number(at: start, &resume) { return match }
        if candidates.contains(.at) {
            if rules.usesDefaults, let match = urlPassword(at: start + 3) { return match }
            if mode.masksContacts, let match = email(at: start + 3, width: 1) { return match }
        }
        if candidates.contains(.encodedAt), mode.masksContacts, let match = email(at: start + 1, width: 3) {
            return match
        }
        if rules.usesDefaults, let match = secret(candidates, at: start) { return match }
        guard mode.findsPairs,
            let (word, end) = SensitiveWord.find(candidates, at: start, in: text, ownWords: rules.ownWords)
        else { return nil }
        if word == .ownWord { return ownWord(from: start, to: end) }
        return pair(of: word, from: start, to: end)
    }

    private func secret(_ candidates: Candidates, at start: Int) -> Match? {
        if candidates.contains(.block), let match = keyBlock(at: start) ?? cloudKey(at: start) { return match }
        if candidates.contains(.webToken), let match = webToken(at: start) { return match }
        if candidates.contains(.prefixed), let match = prefixedKey(at: start) { return match }
        if candidates.contains(.longPrefixed), let match = longPrefixedKey(at: start) { return match }
        if candidates.contains(.ibanOrBearer), let match = bearer(at: start) ?? iban(at: start) { return match }
        return nil
    }
}

/// Bounds of scrubbing itself.
enum ScrubbingLimits {
    /// Of one text; what lies behind the last one is then taken out as a whole.
    static let matchesPerTextMax = 10_000
    /// Texts within texts that are read as JSON.
    static let nestingMax = 2
    /// The longest text that is read as JSON.
    static let nestedBytesMax = 64 * 1024
    /// Remarks in `_meta`; more changes than that are made without saying so.
    static let remarksMax = 2_000
    /// Smaller objects are looked at sooner than recalled.
    static let recalledTokensMin = 8
}
