import Access
import Markup

/// `/settings/second-factor/`.
public struct SecondFactorModel: Sendable {
    /// How far it is.
    public enum State: Sendable {
        case off
        /// The app is to be given the secret, and to prove that it has it.
        case begun(address: String, key: String)
        case on(codesLeft: Int)
        /// Turned on, or codes made anew: shown this once.
        case codes([String])
    }

    public var settings: SettingsFrame
    public var state: State
    public init(settings: SettingsFrame, state: State) { (self.settings, self.state) = (settings, state) }
}

/// The authenticator app and the recovery codes.
public func secondFactorPage(_ model: SecondFactorModel) -> HTML {
    let say = model.settings.say
    let frame = model.settings.frame
    let content: HTML
    switch model.state {
    case .off:
        content = """
            <p>\(say(.people(.secondFactorOff)))</p>
            \(accountForm(.secondFactor, frame, actionButton(.begin, say(.people(.turnOn)), isPrimary: true)))
            """
    case .begun(let address, let key): content = enrolment(address, key, model)
    case .on(let left):
        content = """
            <p>\(say(.people(.secondFactorOn)))</p><p class="muted">\(say(.people(.codesLeft(left))))</p>
            \(accountForm(
                .secondFactor, frame,
                """
                \(codeField(say))\(actionButton(.renew, say(.people(.newRecoveryCodes))))
                \(actionButton(.off, say(.people(.turnOff))))
                """))
            """
    case .codes(let codes):
        content = """
            <p>\(say(.people(.secondFactorOn)))</p>
            \(secretOnce(say(.people(.recoveryCodesTitle)), codes.joined(separator: "\n"), say))
            <p class="muted">\(say(.people(.recoveryCodesText)))</p>
            """
    }
    return settingsPage(model.settings, .secondFactor, content)
}

private func enrolment(_ address: String, _ key: String, _ model: SecondFactorModel) -> HTML {
    let say = model.settings.say
    return """
        <p>\(say(.people(.scanCode)))</p>
        \(QRCode(address).map { qrPicture($0, say) })
        <p>\(say(.people(.keyLabel))): <code>\(key)</code></p>
        \(accountForm(
            .secondFactor, model.settings.frame,
            "\(codeField(say))\(actionButton(.confirm, say(.people(.confirm)), isPrimary: true))"))
        """
}

/// Black on white in either theme, for cameras.
private func qrPicture(_ code: QRCode, _ say: Language) -> HTML {
    let size = code.pictureSize
    return """
        <svg class="qr" role="img" aria-label="\(say(.people(.qrLabel)))" width="\(size * 5)" height="\(size * 5)" \
        viewBox="0 0 \(size) \(size)"><rect width="\(size)" height="\(size)"/>\
        <path d="\(code.path)"/></svg>
        """
}

/// A field that telephones offer the code for.
func codeField(_ say: Language) -> HTML {
    """
    <label for="\(AccountField.code)">\(say(.people(.code)))</label>\
    <input id="\(AccountField.code)" name="\(AccountField.code)" type="text" maxlength="40" \
    autocomplete="one-time-code" autocapitalize="off" spellcheck="false" required>
    """
}
