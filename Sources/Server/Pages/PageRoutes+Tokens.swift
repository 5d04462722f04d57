import Access
import Hummingbird
import Pages
import SentryProtocol
import Storage

/// Tokens of the API: one's own, and the organization's.
extension PageRoutes {
    func tokens(_ visit: Visit, isOrganization: Bool) async throws -> Response {
        guard visit.isPost else { return try await tokensPage(visit, isOrganization) }
        let form = try await form(visit)
        switch AccountAction(rawValue: form[AccountField.action]) {
        case .create: return try await createToken(visit, form, isOrganization)
        case .revoke: return try await revokeToken(visit, form, isOrganization)
        default: throw PageFailure.badRequest
        }
    }

    private func tokensPage(
        _ visit: Visit, _ isOrganization: Bool, new: String? = nil, _ problem: PeopleProblem? = nil
    ) async throws -> Response {
        let user = try user(of: visit)
        var list: [TokenSummary] = []
        if !isOrganization {
            list = try await people.tokens(of: user.id)
        } else if let organization = visit.organization {
            list = try await people.tokens(of: organization)
        }
        let scopes = role(visit, isOrganization)?.scopes ?? []
        let model = TokensModel(
            settings: try await settingsFrame(visit, problem), tokens: list, isOrganization: isOrganization,
            scopes: Scope.allCases.filter(scopes.contains), newToken: new)
        return secret(page(Pages.tokensPage(model), status: Self.status(of: problem), visit))
    }

    /// For an organization's tokens the role there; for one's own the highest that one has anywhere.
    private func role(_ visit: Visit, _ isOrganization: Bool) -> Role? {
        let memberships = visit.caller.access?.memberships ?? []
        return memberships.filter { !isOrganization || $0.organizationID == visit.organization }.map(\.role)
            .max { $0.rank < $1.rank }
    }

    private func createToken(_ visit: Visit, _ form: FormBody, _ isOrganization: Bool) async throws -> Response {
        let user = try user(of: visit)
        let kind: TokenKind =
            isOrganization
            ? (form[AccountField.kind] == TokenKind.integration.rawValue ? .integration : .organization) : .user
        let scopes = kind == .organization ? Scope.buildServer : Set(texts: form.all(AccountField.scope))
        let days = Int64(form[AccountField.days]) ?? 90
        let expiry = days > 0 ? visit.now.adding(seconds: min(days, 36_500) * 86_400) : nil
        let name = String(form[AccountField.name].prefix(TokenRules.nameCharactersMax))
        if name.allSatisfy(\.isWhitespace) { return try await tokensPage(visit, isOrganization, .nameMissing) }
        let problem = TokenRules.problem(
            making: kind, scopes: scopes, role: role(visit, isOrganization) ?? .member, expiresAt: expiry, at: visit.now
        )
        switch problem {
        case nil: break
        case .noScopes: return try await tokensPage(visit, isOrganization, .noScopes)
        case .scopeAboveRole: return try await tokensPage(visit, isOrganization, .scopeAboveRole)
        case .expired: return try await tokensPage(visit, isOrganization, .expiryPast)
        }
        let text = try await newText(kind, visit)
        let token = try await people.createToken(
            NewToken(
                kind: kind, hash: text.hash, name: name, tail: text.tail, scopes: Set(scopes.map(\.rawValue)),
                userID: isOrganization ? nil : user.id, organizationID: isOrganization ? visit.organization : nil,
                createdBy: user.id, expiresAt: expiry), at: visit.now)
        await note(visit, .tokenCreate, token)
        return try await tokensPage(visit, isOrganization, new: text.text)
    }

    private func tokensPage(
        _ visit: Visit, _ isOrganization: Bool, _ problem: PeopleProblem
    ) async throws -> Response {
        try await tokensPage(visit, isOrganization, new: nil, problem)
    }

    private func newText(_ kind: TokenKind, _ visit: Visit) async throws -> TokenText {
        switch kind {
        case .user: return .user(randomBytes: Secrets.randomBytes)
        case .integration: return .integration(randomBytes: Secrets.randomBytes)
        case .organization:
            let organization = try await storage.organizations().first { $0.id == visit.organization }
            return .organization(
                slug: organization?.slug ?? "", publicURL: address.url, at: visit.now,
                randomBytes: Secrets.randomBytes)
        }
    }

    private func revokeToken(_ visit: Visit, _ form: FormBody, _ isOrganization: Bool) async throws -> Response {
        guard let number = Int64(form[AccountField.number]) else { throw PageFailure.badRequest }
        let id = TokenID(rawValue: number)
        var (isRevoked, name) = (false, "")
        if !isOrganization {
            name = try await people.tokens(of: try user(of: visit).id).first { $0.id == id }?.name ?? ""
            isRevoked = try await people.revokeToken(id, of: try user(of: visit).id)
        } else if let organization = visit.organization {
            name = try await people.tokens(of: organization).first { $0.id == id }?.name ?? ""
            isRevoked = try await people.revokeToken(id, of: organization)
        }
        guard isRevoked else { throw PageFailure.notFound }
        await audit.note(
            visit.entry(
                .tokenRevoke, to: AuditTarget(kind: "token", id: String(number), name: name), in: visit.organization))
        let link: AccountLink = isOrganization ? .organizationTokens : .tokens
        return redirect(to: link.path, with: .people(.revoked))
    }

    private func note(_ visit: Visit, _ event: AuditEvent, _ token: TokenSummary) async {
        var change = AuditChange()
        change.note("kind", from: nil, to: .text(token.kind.rawValue))
        change.note("scopes", from: nil, to: .list(token.scopes.sorted()))
        await audit.note(
            visit.entry(
                event, to: AuditTarget(kind: "token", id: String(token.id.rawValue), name: token.name),
                in: visit.organization, change: change))
    }
}
