import Markup

/// The form that changes the address somebody logs in with; of accounts without a password only the address.
func emailForm(_ model: AccountModel) -> HTML {
    let say = model.settings.say
    let form = accountForm(
        .settings, model.settings.frame,
        """
        \(field(AccountField.email, say(.people(.emailLabel)), .email, model.newEmail, nil))
        \(field(AccountField.password, say(.people(.currentPassword)), .password, "", nil))
        \(actionButton(.email, say(.people(.changeEmail))))
        """)
    return """
        <h2>\(say(.people(.emailLabel)))</h2><p>\(foreign(model.email))</p>
        <p class="muted">\(say(.people(model.hasPassword ? .emailText : .emailElsewhere)))</p>
        \(when(model.hasPassword, form))
        """
}
