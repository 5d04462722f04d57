import Markup

/// `/settings/`: one's own name and address.
public struct AccountModel: Sendable {
    public var settings: SettingsFrame
    public var name: String
    public var email: String
    /// What was typed for another address.
    public var newEmail: String
    /// False of accounts that log in elsewhere, whose address cannot be changed here.
    public var hasPassword: Bool
    /// Nil where only something else has to be put right.
    public var preferences: PreferencesModel?
    public init(settings: SettingsFrame, name: String, email: String, newEmail: String = "", hasPassword: Bool) {
        (self.settings, self.name, self.email) = (settings, name, email)
        (self.newEmail, self.hasPassword) = (newEmail, hasPassword)
    }
}

/// One's own account.
public func accountPage(_ model: AccountModel) -> HTML {
    let say = model.settings.say
    let name = accountForm(
        .settings, model.settings.frame,
        """
        \(field(AccountField.name, say(.people(.nameLabel)), .name, model.name, nil))
        \(actionButton(.save, say(.people(.save)), isPrimary: true))
        """)
    let preferences = model.preferences.map { preferencesForm($0, model.settings.frame) } ?? HTML()
    return settingsPage(model.settings, .account, "\(name)\n\(emailForm(model))\n\(preferences)")
}

/// `/settings/password/`.
public struct PasswordModel: Sendable {
    public var settings: SettingsFrame
    /// False of accounts that log in elsewhere.
    public var hasPassword: Bool
    public init(settings: SettingsFrame, hasPassword: Bool) {
        (self.settings, self.hasPassword) = (settings, hasPassword)
    }
}

/// The current password, and a new one.
public func passwordPage(_ model: PasswordModel) -> HTML {
    let say = model.settings.say
    let form = accountForm(
        .password, model.settings.frame,
        """
        \(field(AccountField.password, say(.people(.currentPassword)), .password, "", nil))
        \(field(AccountField.newPassword, say(.people(.newPassword)), .newPassword, "", nil, hint: say(.passwordHint)))
        <button class="primary">\(say(.people(.changePassword)))</button>
        """)
    return settingsPage(
        model.settings, .password,
        "<p class=\"muted\">\(say(.people(model.hasPassword ? .passwordText : .noPassword)))</p>"
            + when(model.hasPassword, form))
}
