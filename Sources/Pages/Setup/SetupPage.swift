import Markup

/// `/setup/`: the first account.
public struct SetupModel: Sendable {
    public var frame: FrameModel
    /// The one-time code of the link, carried through the form.
    public var code: String
    /// What was typed before, when something was wrong with it.
    public var name: String
    public var email: String
    public var problems: [SetupProblem]

    public init(frame: FrameModel, code: String, name: String = "", email: String = "", problems: [SetupProblem] = []) {
        (self.frame, self.code, self.name, self.email, self.problems) = (frame, code, name, email, problems)
    }
}

/// Why an account could not be made.
public enum SetupProblem: Sendable, Equatable {
    case badCode, nameMissing, emailInvalid
    /// The least number of characters.
    case passwordTooShort(Int)
    case password(PeopleProblem)
}

/// A form with one step: name, e-mail, password.
public func setupPage(_ model: SetupModel) -> HTML {
    let say = model.frame.language
    func problem(_ matches: (SetupProblem) -> Bool) -> String? {
        model.problems.first(where: matches).map { $0.text(say) }
    }
    let password = problem(\.isPassword)
    return framePage(
        model.frame, title: say(.setUpTitle), section: .none, isNarrow: true,
        content: """
            <div class="card"><h1>\(say(.setUpTitle))</h1><p class="muted">\(say(.setUpText))</p>
            \(formProblem(problem { $0 == .badCode } ?? (model.problems.isEmpty ? nil : say(.problemsAbove))))
            <form method="post" action="\(Link.setup.path)" class="form">\(csrfField(model.frame.csrf))\
            \(hidden(FieldName.code, model.code))\
            <input type="hidden" name="\(AccountField.zone)" data-zone>
            \(field(FieldName.name, say(.yourName), .name, model.name, problem { $0 == .nameMissing }))
            \(field(FieldName.email, say(.email), .email, model.email, problem { $0 == .emailInvalid }))
            \(field(FieldName.password, say(.newPassword), .newPassword, "", password, hint: say(.passwordHint)))
            <button class="primary">\(say(.createAccount))</button></form></div>
            """)
}

extension SetupProblem {
    fileprivate var isPassword: Bool {
        switch self {
        case .passwordTooShort, .password: true
        case .badCode, .nameMissing, .emailInvalid: false
        }
    }

    fileprivate func text(_ say: Language) -> String {
        switch self {
        case .badCode: say(.badSetupCode)
        case .nameMissing: say(.nameMissing)
        case .emailInvalid: say(.emailInvalid)
        case .passwordTooShort(let minimum): say(.passwordTooShort(minimum))
        case .password(let problem): say(.people(.problem(problem)))
        }
    }
}
