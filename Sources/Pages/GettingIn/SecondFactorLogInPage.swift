import Markup

/// `/login/second-factor/`: the password was right, now the code.
public struct SecondFactorLogInModel: Sendable {
    public var frame: FrameModel
    public var problem: PeopleProblem?
    public init(frame: FrameModel, problem: PeopleProblem? = nil) { (self.frame, self.problem) = (frame, problem) }
}

/// One field.
public func secondFactorLogInPage(_ model: SecondFactorLogInModel) -> HTML {
    let say = model.frame.language
    return framePage(
        model.frame, title: say(.logIn), section: .none, isNarrow: true,
        content: """
            <div class="card"><h1>\(say(.logIn))</h1><p class="muted">\(say(.people(.secondFactorAsk)))</p>
            \(problemText(model.problem, say))
            \(accountForm(
                .secondFactorLogIn, model.frame,
                "\(codeField(say))<button class=\"primary\">\(say(.logIn))</button>"))</div>
            """)
}
