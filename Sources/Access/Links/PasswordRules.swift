/// What a password must be like. Length counts; no rules about signs, and no changing every month (NIST SP 800-63B).
public enum PasswordRules {
    /// What a password has at least.
    public static let charactersMin = 10
    /// More than any person types; what scrypt is given is bounded.
    public static let bytesMax = 1024

    /// Why a password cannot be used.
    public enum Problem: String, Sendable, Equatable, CaseIterable {
        case tooShort, tooLong
        /// Among the first that anybody tries.
        case common
        /// Too little variety: one sign over and over, or keys in a row.
        case simple
        /// The name, the address or the product's name with little more.
        case personal
    }

    /// Nil when it can be used. `personal` are words that whoever knows the user knows: e-mail address, name,
    /// organization.
    public static func problem(with password: String, personal: [String] = []) -> Problem? {
        if password.utf8.count > bytesMax { return .tooLong }
        if password.count < charactersMin { return .tooShort }
        let lower = password.lowercased()
        let core = core(of: lower)
        if CommonPasswords.words.contains(core) || CommonPasswords.words.contains(lower) { return .common }
        if isSimple(lower) { return .simple }
        let words = (personal.flatMap { parts(of: $0) } + ["culprit", "sentry"]).filter { $0.count >= 3 }
        return words.contains { core == $0 || withoutRest(lower, $0) } ? .personal : nil
    }

    /// The word inside: without digits and signs at its ends, and with the usual digits for letters undone.
    static func core(of lower: String) -> String {
        var letters = lower[...]
        while let last = letters.last, !last.isLetter { letters.removeLast() }
        while let first = letters.first, !first.isLetter, first != "@", first != "$" { letters.removeFirst() }
        let undone: [Character: Character] = [
            "0": "o", "1": "i", "3": "e", "4": "a", "5": "s", "7": "t", "@": "a", "$": "s", "!": "i",
        ]
        return String(letters.map { undone[$0] ?? $0 })
    }

    /// Fewer than five different characters, or a run along the alphabet, the digits or the keyboard.
    private static func isSimple(_ lower: String) -> Bool {
        if Set(lower).count < 5 { return true }
        let rows = [
            "abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiopasdfghjklzxcvbnm",
            "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣㅋㅌㅊㅍㅠㅜㅡ", "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
        ]
        return rows.contains { row in
            row.contains(lower) || String(row.reversed()).contains(lower)
        }
    }

    /// The words of an e-mail address or a name.
    private static func parts(of text: String) -> [String] {
        let lower = text.prefix(300).lowercased()
        return [lower] + lower.split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    /// Whether little is left of the password without the word.
    private static func withoutRest(_ lower: String, _ word: String) -> Bool {
        guard let place = lower.range(ofFirst: word) else { return false }
        let rest = lower[..<place.lowerBound] + lower[place.upperBound...]
        return rest.count < 5
    }
}

extension String {
    /// Where `word` first stands.
    fileprivate func range(ofFirst word: String) -> Range<Index>? {
        guard !word.isEmpty else { return nil }
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(word) { return start..<index(start, offsetBy: word.count) }
            start = index(after: start)
        }
        return nil
    }
}
