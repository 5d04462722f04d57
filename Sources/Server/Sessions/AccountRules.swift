/// What an account must look like.
public enum AccountRules {
    public static let passwordCharactersMin = 10
    static let emailCharactersMax = 254

    /// One `@` with something on both sides and no blanks; the mail server knows better.
    public static func isEmail(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && text.utf8.count <= emailCharactersMax
            && !text.unicodeScalars.contains { $0.properties.isWhitespace || $0.value < 0x20 }
    }

    /// Why a password cannot be used; nil when it can.
    public static func problem(withPassword password: String) -> String? {
        if password.count < passwordCharactersMin {
            return "A password has at least \(passwordCharactersMin) characters."
        }
        if password.utf8.count > PasswordHash.passwordBytesMax { return "The password is too long." }
        return nil
    }
}
