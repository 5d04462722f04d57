import Markup
import Storage

/// `/login/`.
public struct LogInModel: Sendable {
    public var frame: FrameModel
    public var email: String
    /// Where to go afterwards: a path of ours.
    public var next: String
    public var problem: LogInProblem?
    /// Where people may log in instead.
    public var providers: [IdentityProvider]

    public init(
        frame: FrameModel, email: String = "", next: String = "", problem: LogInProblem? = nil,
        providers: [IdentityProvider] = []
    ) {
        (self.frame, self.email, self.next, self.problem) = (frame, email, next, problem)
        self.providers = providers
    }
}

/// Why somebody was not let in.
public enum LogInProblem: Sendable, Equatable {
    case wrongCredentials, tooManyAttempts
    /// What came of logging in elsewhere.
    case signOn(PeopleProblem)
}

/// E-mail and password; nothing that keeps a password manager out.
public func logInPage(_ model: LogInModel) -> HTML {
    let say = model.frame.language
    let problem: String? =
        switch model.problem {
        case .wrongCredentials: say(.wrongCredentials)
        case .tooManyAttempts: say(.tooManyAttempts)
        case .signOn(let problem): say(.people(.problem(problem)))
        case nil: nil
        }
    return framePage(
        model.frame, title: say(.logIn), section: .none, isNarrow: true,
        content: """
            <div class="card"><h1>\(say(.logIn))</h1>
            \(formProblem(problem))
            <form method="post" action="\(Link.logIn.path)" class="form">\(csrfField(model.frame.csrf))\
            \(when(!model.next.isEmpty, hidden(FieldName.next, model.next)))
            \(field(FieldName.email, say(.email), .email, model.email, nil))
            \(field(FieldName.password, say(.password), .password, "", nil))
            <button class="primary">\(say(.logIn))</button></form>
            \(model.providers.html { providerButton($0, model) })
            <p class="muted">\(say(.people(.forgotten)))</p></div>
            """)
}

private func providerButton(_ provider: IdentityProvider, _ model: LogInModel) -> HTML {
    accountForm(
        .logInWith(provider.id), model.frame,
        """
        \(when(!model.next.isEmpty, hidden(FieldName.next, model.next)))\
        <button>\(model.frame.language(.people(.logInWith(provider.name))))</button>
        """)
}
