/// The words that make a key sensitive, and a value that contains them (protocol.md §9.2, `@password:filter`).
enum SensitiveWord {
    case password, secret, apiKey, auth, token, credentials, ownWord

    /// The word that the candidate starting at `start` turns out to be, and where it ends.
    static func find(
        _ candidates: Candidates, at start: Int, in text: UnsafeBufferPointer<UInt8>, ownWords: [[UInt8]]
    ) -> (word: SensitiveWord, end: Int)? {
        if candidates.contains(.password) {
            if text.has("password", at: start) { return (.password, start + 8) }
            if text.has("passwd", at: start) { return (.password, start + 6) }
        }
        if candidates.contains(.secret) {
            if text.has("secret", at: start) { return (.secret, start + 6) }
            if text.has("privatekey", at: start) { return (.secret, start + 10) }
            if text.has("private-key", at: start) || text.has("private_key", at: start) { return (.secret, start + 11) }
        }
        if candidates.contains(.apiKey) {
            if text.has("apikey", at: start) { return (.apiKey, start + 6) }
            if text.has("api-key", at: start) || text.has("api_key", at: start) { return (.apiKey, start + 7) }
        }
        if candidates.contains(.auth), text.has("auth", at: start) { return (.auth, start + 4) }
        if candidates.contains(.token) {
            if text.has("token", at: start) { return (.token, start + 5) }
            if text.has("mysql_pwd", at: start) { return (.password, start + 9) }
        }
        if candidates.contains(.credentials), text.has("credentials", at: start) { return (.credentials, start + 11) }
        if candidates.contains(.ownWord) {
            for word in ownWords {
                // Short words lie at the end of the four bytes that were recognised.
                let begin = start + max(0, 4 - word.count)
                if text.has(word, at: begin) { return (.ownWord, begin + word.count) }
            }
        }
        return nil
    }

    var rule: RuleName { self == .ownWord ? .ownField : .password }
}

extension UnsafeBufferPointer<UInt8> {
    /// Whether `word`, in lower case, stands at `index` in any case.
    func has(_ word: [UInt8], at index: Int) -> Bool {
        guard index >= 0, word.count <= count - index else { return false }
        for (offset, byte) in word.enumerated() where ASCII.lowercase(self[index + offset]) != byte { return false }
        return true
    }
}

extension ScrubbingRules {
    /// The rule that a key breaks, whatever its value is.
    @inline(__always)
    func rule(forKey key: UnsafeBufferPointer<UInt8>) -> RuleName? {
        if key.count < shortestKey { return nil }
        if let word = firstWord(in: key, keyMask) { return word.rule }
        return usesDefaults && Self.isExactWord(key) ? .password : nil
    }

    /// The rule that blanks a value as a whole because of a word in it.
    func wordRule(in text: UnsafeBufferPointer<UInt8>) -> RuleName? {
        if let word = firstWord(in: text, keyMask, asValue: true) { return word.rule }
        return usesDefaults && Self.isExactWord(text) ? .password : nil
    }

    /// The first sensitive word. In values "token" alone is a common word; `token=`, `token-id:` are not.
    @inline(__always)
    private func firstWord(
        in text: UnsafeBufferPointer<UInt8>, _ mask: UInt64, asValue: Bool = false
    ) -> SensitiveWord? {
        var at = 0
        var state = scanner.initial
        while true {
            let found = scanner.next(in: text, from: &at, state: &state, mask: mask)
            if found.isEmpty { return nil }
            guard let (word, end) = SensitiveWord.find(found, at: at - 4, in: text, ownWords: ownWords) else {
                continue
            }
            if !asValue || word != .token || Self.leadsToValue(text, from: end) { return word }
        }
    }

    /// Whether a key has one of the default words in it, also where the project does not use the default rules.
    func namesPassword(_ key: UnsafeBufferPointer<UInt8>) -> Bool {
        Self.isExactWord(key) || firstWord(in: key, CandidateScanner.mask(.words)) != nil
    }

    /// Whether a text has one of the default words in it.
    func containsPassword(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        Self.isExactWord(text) || firstWord(in: text, CandidateScanner.mask(.words), asValue: true) != nil
    }

    /// Words that count only when there is nothing else.
    @inline(__always)
    static func isExactWord(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
        switch text.count {
        case 3: text.equals("otp")
        case 10: text.equals("two-factor") || text.equals("two_factor")
        default: false
        }
    }

    /// Whether a `:` or `=` follows without a space between; looks no further than 128 bytes.
    private static func leadsToValue(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Bool {
        var at = start
        while at < text.count, at < start + 128, !ASCII.isSpace(text[at]) {
            if text[at] == UInt8(ascii: ":") || text[at] == UInt8(ascii: "=") { return true }
            at += 1
        }
        return false
    }

    /// `max_tokens`, `token_count`: how many tokens a language model read or wrote is no secret. Sentry filters these
    /// numbers too; strings and objects under such keys are still filtered here.
    static func countsTokens(_ key: UnsafeBufferPointer<UInt8>) -> Bool {
        for at in 0..<key.count where key.has("token", at: at) {
            if key.has("tokens", at: at) || key.has("token_count", at: at) || key.has("tokencount", at: at)
                || key.has("token.count", at: at)
            {
                return true
            }
        }
        return false
    }

    /// What a key's name does not make secret.
    static func isHarmless(_ value: UnsafeBufferPointer<UInt8>) -> Bool {
        switch value.count {
        case 0: true
        case 4: value.hasExactly("true", at: 0) || value.hasExactly("null", at: 0)
        case 5: value.hasExactly("false", at: 0)
        case 9: value.hasExactly("undefined", at: 0)
        case 10: value.hasExactly("[Filtered]", at: 0)
        default: false
        }
    }
}
