import Access

/// What an account must look like; of passwords `PasswordRules` decides.
public enum AccountRules {
    static let emailCharactersMax = 254

    /// One `@` with something on both sides and no blanks; the mail server knows better.
    public static func isEmail(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && parts.allSatisfy { !$0.isEmpty } && text.utf8.count <= emailCharactersMax
            && !text.unicodeScalars.contains { $0.properties.isWhitespace || $0.value < 0x20 }
    }

    /// Why a password cannot be used, for the command line; nil when it can.
    public static func problem(withPassword password: String, personal: [String]) -> String? {
        switch PasswordRules.problem(with: password, personal: personal) {
        case nil: nil
        case .tooShort: "A password has at least \(PasswordRules.charactersMin) characters."
        case .tooLong: "The password is too long."
        case .common: "That password is among the first that anybody tries."
        case .simple: "That password has too little variety."
        case .personal: "That password is little more than the name or the address."
        }
    }
}
