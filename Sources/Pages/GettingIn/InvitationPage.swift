import Markup
import Storage

/// `/invite/<secret>/`.
public struct InvitationModel: Sendable {
    public var frame: FrameModel
    public var secret: String
    public var organization: String
    public var role: Role
    /// Set when the invitation is for this address only.
    public var fixedEmail: String?
    /// What was typed before.
    public var name: String
    public var email: String
    public var problem: PeopleProblem?
    public init(
        frame: FrameModel, secret: String, organization: String, role: Role, fixedEmail: String?, name: String = "",
        email: String = "", problem: PeopleProblem? = nil
    ) {
        (self.frame, self.secret, self.organization, self.role) = (frame, secret, organization, role)
        (self.fixedEmail, self.name, self.email, self.problem) = (fixedEmail, name, email, problem)
    }
}

/// Joins with the account that is logged in, or with a new one.
public func invitationPage(_ model: InvitationModel) -> HTML {
    let say = model.frame.language
    let title = say(.people(.invitedTo(model.organization)))
    let link = AccountLink.invitation(model.secret)
    let logIn = Link.logIn.path + "?\(FieldName.next)=" + link.path
    let fields: HTML =
        model.frame.account == nil
        ? """
        \(field(AccountField.name, say(.yourName), .name, model.name, nil))
        \(field(AccountField.email, say(.email), .email, model.fixedEmail ?? model.email, nil))
        \(field(AccountField.password, say(.newPassword), .newPassword, "", nil, hint: say(.passwordHint)))
        <button class="primary">\(say(.people(.createAndJoin)))</button>
        <p><a href="\(logIn)">\(say(.people(.haveAccount)))</a></p>
        """
        : "<button class=\"primary\">\(say(.people(.join)))</button>"
    return framePage(
        model.frame, title: title, section: .none, isNarrow: true,
        content: """
            <div class="card"><h1>\(title)</h1>
            <p class="muted">\(say(.people(.invitedAs(say(.people(.roleName(model.role)))))))</p>
            \(problemText(model.problem, say))
            \(accountForm(link, model.frame, fields))</div>
            """)
}

/// `/password-reset/<secret>/`.
public struct PasswordResetModel: Sendable {
    public var frame: FrameModel
    public var secret: String
    /// Whose account it is; password managers want to know.
    public var email: String
    public var problem: PeopleProblem?
    public init(frame: FrameModel, secret: String, email: String, problem: PeopleProblem? = nil) {
        (self.frame, self.secret, self.email, self.problem) = (frame, secret, email, problem)
    }
}

/// A new password.
public func passwordResetPage(_ model: PasswordResetModel) -> HTML {
    let say = model.frame.language
    return framePage(
        model.frame, title: say(.people(.chooseNewPassword)), section: .none, isNarrow: true,
        content: """
            <div class="card"><h1>\(say(.people(.chooseNewPassword)))</h1><p class="muted">\(foreign(model.email))</p>
            \(problemText(model.problem, say))
            \(accountForm(
                .passwordReset(model.secret), model.frame,
                """
                \(field(AccountField.password, say(.newPassword), .newPassword, "", nil, hint: say(.passwordHint)))
                <button class="primary">\(say(.people(.save)))</button>
                """))</div>
            """)
}

/// A link that lets nobody in, whatever the reason.
public func deadLinkPage(_ frame: FrameModel) -> HTML {
    let say = frame.language
    return framePage(
        frame, title: say(.people(.deadLink)), section: .none, isNarrow: true,
        content: """
            <div class="card"><h1>\(say(.people(.deadLink)))</h1><p>\(say(.people(.deadLinkText)))</p>
            <p><a href="\(Link.logIn.path)">\(say(.logIn))</a></p></div>
            """)
}
