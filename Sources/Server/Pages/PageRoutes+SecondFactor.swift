import Access
import HTTPTypes
import Hummingbird
import Pages
import SentryProtocol
import Storage

/// The second factor: asked for at log-in, turned on and off in the settings.
extension PageRoutes {
    /// How long somebody may take to find their telephone, in seconds.
    private static let halfSecondsMax = 300
    static let secretPurpose = "totp"

    /// The password was right; the browser carries that until the code is given.
    func askForSecondFactor(_ user: User, _ visit: Visit, next: String) async throws -> Response {
        let expiry = visit.now.seconds + Int64(Self.halfSecondsMax)
        let ticket = "\(user.id.rawValue) \(expiry) \(try await passwordMark(of: user)) \(next)"
        var response = redirect(to: AccountLink.secondFactorLogIn.path)
        set(Cookies.half, signed.sign(ticket, for: .secondFactor), secondsMax: Self.halfSecondsMax, &response)
        audit.nothingWritten()
        return response
    }

    /// Changes with the password, so that a new one ends log-ins that are half done.
    private func passwordMark(of user: User) async throws -> String {
        let hash = try await storage.credentials(email: user.email)?.passwordHash ?? ""
        return Hexadecimal.text(of: Array(Secrets.sha256(hash).prefix(8)))
    }

    func secondFactorLogIn(_ visit: Visit) async throws -> Response {
        let ticket = signed.read(Cookies.value(Cookies.half, of: visit.request.headers), for: .secondFactor)
        let parts = (ticket ?? "").split(separator: " ", maxSplits: 3)
        guard parts.count == 4, let number = Int64(parts[0]), let expiry = Int64(parts[1]), expiry > visit.now.seconds,
            let user = try await people.access(of: UserID(rawValue: number))?.user,
            try await passwordMark(of: user) == parts[2]
        else { return redirect(to: Link.logIn.path) }
        guard visit.isPost else { return secondFactorForm(visit, nil) }
        let form = try await form(visit)
        switch try await check(code: form[AccountField.code], of: user.id, visit) {
        case .right:
            let next = LocalPath.checked(String(parts[3])) ?? SitePath.mounted("/")
            return try await welcome(user, visit, next: next, isSecondFactorDone: true)
        case .wrong:
            await audit.note(
                AuditEntry(
                    .logInRefused, by: .stranger, named: user.email,
                    to: AuditTarget(kind: "log-in", id: "second-factor", name: ""), in: nil, from: visit.origin,
                    at: visit.now))
            return secondFactorForm(visit, .wrongCode)
        case .wait: return secondFactorForm(visit, .tooManyAttempts)
        }
    }

    private func secondFactorForm(_ visit: Visit, _ problem: PeopleProblem?) -> Response {
        withFormCookie(visit) { token in
            let model = SecondFactorLogInModel(frame: frame(visit, csrf: token), problem: problem)
            return page(secondFactorLogInPage(model), status: Self.status(of: problem), visit)
        }
    }

    static func status(of problem: PeopleProblem?) -> HTTPResponse.Status {
        switch problem {
        case nil: .ok
        case .tooManyAttempts: .tooManyRequests
        case .wrongPassword, .wrongCode: .unauthorized
        default: .unprocessableContent
        }
    }

    /// What came of a code.
    enum CodeVerdict { case right, wrong, wait }

    /// A code of the app or a recovery code, under the throttle; each is good once.
    func check(code: String, of user: UserID, _ visit: Visit) async throws -> CodeVerdict {
        if case .wait = attempts.beginSecondFactor(of: user, at: visit.now) { return .wait }
        guard let factor = try await people.secondFactor(of: user), factor.isConfirmed else { return .wrong }
        if let totp = seal.open(factor.sealedSecret, for: Self.secretPurpose).flatMap({ TOTP(secret: $0) }),
            let step = totp.acceptedStep(of: code, at: visit.now, lastUsedStep: factor.lastUsedStep),
            try await people.useStep(step, of: user)
        {
            attempts.secondFactorSucceeded(of: user)
            return .right
        }
        guard let hash = RecoveryCodes.hash(of: code),
            try await people.useRecoveryCode(hash: hash, of: user, at: visit.now)
        else { return .wrong }
        attempts.secondFactorSucceeded(of: user)
        await audit.note(
            AuditEntry(
                .recoveryCodeUse, by: .user(user), named: "", to: AuditTarget(kind: "account", id: "", name: ""),
                in: nil, from: visit.origin, at: visit.now))
        return .right
    }

    // MARK: Settings

    func secondFactorSettings(_ visit: Visit) async throws -> Response {
        let user = try user(of: visit)
        let factor = try await people.secondFactor(of: user.id)
        guard visit.isPost else {
            return try await secondFactorPage(
                visit, factor?.isConfirmed == true ? .on(codesLeft: factor?.recoveryCodesLeft ?? 0) : .off)
        }
        let form = try await form(visit)
        let code = form[AccountField.code]
        switch (AccountAction(rawValue: form[AccountField.action]), factor?.isConfirmed ?? false) {
        case (.begin, false):
            let totp = TOTP(randomBytes: Secrets.randomBytes)
            let sealed = try seal.close(totp.secret, for: Self.secretPurpose)
            try await people.beginSecondFactor(of: user.id, sealedSecret: sealed, at: visit.now)
            // Nothing asks for it before it is confirmed.
            audit.nothingWritten()
            return try await secondFactorPage(visit, begun(totp, user))
        case (.confirm, false): return try await confirmSecondFactor(visit, user, factor, code)
        case (.renew, true):
            if let refusal = try await refusal(of: code, visit, user, factor) { return refusal }
            let codes = RecoveryCodes(randomBytes: Secrets.randomBytes)
            try await people.replaceRecoveryCodes(codes.hashes, of: user.id)
            await note(visit, .recoveryCodesNew, user)
            return try await secondFactorPage(visit, .codes(codes.texts))
        case (.off, true):
            if let refusal = try await refusal(of: code, visit, user, factor) { return refusal }
            _ = try await people.removeSecondFactor(of: user.id)
            await note(visit, .secondFactorOff, user)
            return redirect(to: AccountLink.secondFactor.path, with: .people(.saved))
        default: return nothingToDo()
        }
    }

    /// Another window was faster, or nothing was begun.
    private func nothingToDo() -> Response {
        audit.nothingWritten()
        return redirect(to: AccountLink.secondFactor.path)
    }

    private func confirmSecondFactor(
        _ visit: Visit, _ user: User, _ factor: SecondFactor?, _ code: String
    ) async throws -> Response {
        guard let factor,
            let totp = seal.open(factor.sealedSecret, for: Self.secretPurpose).flatMap({ TOTP(secret: $0) })
        else { return nothingToDo() }
        guard case .go = attempts.beginSecondFactor(of: user.id, at: visit.now) else {
            return try await secondFactorPage(visit, begun(totp, user), .tooManyAttempts)
        }
        guard let step = totp.acceptedStep(of: code, at: visit.now, lastUsedStep: factor.lastUsedStep) else {
            return try await secondFactorPage(visit, begun(totp, user), .wrongCode)
        }
        attempts.secondFactorSucceeded(of: user.id)
        let codes = RecoveryCodes(randomBytes: Secrets.randomBytes)
        let isOn = try await people.confirmSecondFactor(
            of: user.id, step: step, recoveryCodeHashes: codes.hashes, keeping: visit.session?.id, at: visit.now)
        guard isOn else { return nothingToDo() }
        await note(visit, .secondFactorOn, user)
        return try await secondFactorPage(visit, .codes(codes.texts))
    }

    private func begun(_ totp: TOTP, _ user: User) -> SecondFactorModel.State {
        .begun(address: totp.address(issuer: "Culprit", account: user.email), key: totp.manualEntry)
    }

    /// The page again when the code is not right; nil when it is.
    private func refusal(of code: String, _ visit: Visit, _ user: User, _ factor: SecondFactor?) async throws
        -> Response?
    {
        let problem: PeopleProblem
        switch try await check(code: code, of: user.id, visit) {
        case .right: return nil
        case .wrong: problem = .wrongCode
        case .wait: problem = .tooManyAttempts
        }
        return try await secondFactorPage(visit, .on(codesLeft: factor?.recoveryCodesLeft ?? 0), problem)
    }

    private func secondFactorPage(
        _ visit: Visit, _ state: SecondFactorModel.State, _ problem: PeopleProblem? = nil
    ) async throws -> Response {
        let model = SecondFactorModel(settings: try await settingsFrame(visit, problem), state: state)
        return secret(page(Pages.secondFactorPage(model), status: Self.status(of: problem), visit))
    }
}
