import Access
import HTTPTypes
import Hummingbird
import Logging
import Pages
import SentryProtocol
import Storage

/// Log-in at an identity provider: there, and back again.
extension PageRoutes {
    static let clientSecretPurpose = "client-secret"

    private func provider(_ text: String) async throws -> IdentityProvider {
        guard let number = Int64(text),
            let provider = try await people.identityProvider(IdentityProviderID(rawValue: number)), provider.isActive
        else { throw PageFailure.notFound }
        return provider
    }

    private func redirectAddress(_ id: IdentityProviderID) -> String {
        address.url + AccountLink.logInCallback(id).localPath
    }

    /// `POST /login/<provider>/`.
    func beginSignOn(_ visit: Visit, provider text: String) async throws -> Response {
        let form = try await form(visit)
        let next = LocalPath.checked(form[FieldName.next]) ?? SitePath.mounted("/")
        return try await leave(visit, for: try await provider(text), next: next, linking: nil)
    }

    /// Sends the browser to the provider. A redirect would be stopped by `form-action 'self'`, so a page does it.
    private func leave(
        _ visit: Visit, for provider: IdentityProvider, next: String, linking: UserID?
    ) async throws -> Response {
        guard let cookie = visit.cookie else { throw PageFailure.forged }
        let document: ProviderDocument
        do {
            document = try await identity.document(of: provider, at: visit.now)
        } catch {
            return signOnFailed(visit, .providerUnreachable, error)
        }
        let request = AuthorizationRequest(randomBytes: Secrets.randomBytes)
        try await people.beginLogIn(
            request.pending(
                at: provider.id, browserHash: Secrets.sha256(cookie), next: next, linkingUser: linking, at: visit.now),
            at: visit.now)
        let target = request.address(
            at: document, clientID: provider.clientID, redirectAddress: redirectAddress(provider.id),
            scopes: provider.scopes)
        var response = secret(page(leavingPage(frame(visit), provider: provider, address: target), visit))
        if let refresh = HTTPField.Name("Refresh") { response.headers[refresh] = "0; url=" + target }
        return response
    }

    /// `GET /login/<provider>/callback/`.
    func finishSignOn(_ visit: Visit, provider text: String) async throws -> Response {
        let provider = try await provider(text)
        do {
            let document = try await identity.document(of: provider, at: visit.now)
            let answer = try AuthorizationResponse(visit.query, from: document)
            let pending = try answer.check(
                try await people.finishLogIn(stateHash: answer.stateHash, at: visit.now), provider: provider.id,
                browserHash: Secrets.sha256(visit.cookie ?? ""), at: visit.now)
            let clientSecret = provider.sealedClientSecret.flatMap { seal.open($0, for: Self.clientSecretPurpose) }
            let token = try await identity.token(
                for: answer.code, of: pending, at: provider,
                clientSecret: clientSecret.map { String(decoding: $0, as: UTF8.self) },
                redirectAddress: redirectAddress(provider.id), now: visit.now)
            return try await arrive(visit, token, pending, provider)
        } catch let error as PageFailure {
            throw error
        } catch {
            return signOnFailed(visit, .signOnFailed, error)
        }
    }

    /// The provider vouches for somebody: who are they here?
    private func arrive(
        _ visit: Visit, _ token: IDToken, _ pending: PendingLogIn, _ provider: IdentityProvider
    ) async throws -> Response {
        let linked = try await people.identity(subject: token.subject, at: provider.id)?.userID
        var exists = false
        if let email = token.email { exists = try await storage.credentials(email: email) != nil }
        let decision = IdentityDecision(
            token, at: provider, linked: linked, linking: pending.linkingUser, accountExists: exists)
        switch decision {
        case .logIn(let id):
            guard let user = try await people.access(of: id)?.user else { return signOnFailed(visit, .signOnFailed) }
            try await place(id, by: token, provider, visit)
            try await people.touchIdentity(subject: token.subject, at: provider.id, at: visit.now)
            return try await welcome(user, visit, next: pending.next)
        case .link(let id):
            guard visit.session?.user.id == id else { return signOnFailed(visit, .signOnFailed) }
            try await link(id, token, provider, visit)
            await note(visit, .identityLink, try user(of: visit))
            return redirect(to: AccountLink.identities.path, with: .people(.saved))
        case .create:
            guard let email = token.email, AccountRules.isEmail(email) else {
                return signOnFailed(visit, .signOnFailed)
            }
            let user = try await people.createAccount(
                email: email, name: token.name ?? String(email.prefix { $0 != "@" }), passwordHash: "", at: visit.now)
            try await link(user.id, token, provider, visit)
            try await place(user.id, by: token, provider, visit)
            await audit.note(
                AuditEntry(
                    .memberJoin, by: .user(user.id), named: user.email,
                    to: AuditTarget(
                        kind: "identity-provider", id: String(provider.id.rawValue), name: provider.name),
                    in: provider.organizationID, from: visit.origin, at: visit.now))
            return try await welcome(user, visit, next: pending.next)
        case .askToLink: return signOnFailed(visit, .askToLink)
        case .noPlace: return signOnFailed(visit, .noPlace)
        case .taken: return signOnFailed(visit, .identityTaken)
        }
    }

    private func link(_ user: UserID, _ token: IDToken, _ provider: IdentityProvider, _ visit: Visit) async throws {
        try await people.link(
            LinkedIdentity(
                userID: user, providerID: provider.id, subject: token.subject, linkedAt: visit.now,
                lastUsedAt: visit.now))
    }

    /// Gives the role and the teams that the groups say. Where no group is mapped, roles are given out by hand.
    private func place(_ user: UserID, by token: IDToken, _ provider: IdentityProvider, _ visit: Visit) async throws {
        guard let placement = GroupPlacement(groups: token.groups, at: provider) else { return }
        let home = provider.organizationID
        let member = try await people.member(user, of: home)
        if member == nil || (!provider.mappings.isEmpty && member?.membership.role != placement.role) {
            do {
                try await people.setRole(placement.role, of: user, in: home, at: visit.now)
            } catch PeopleError.lastOwner {
                logger.notice("The last owner keeps the role", metadata: ["user": "\(user.rawValue)"])
            }
        }
        for team in placement.teams { _ = try? await people.addMember(user, to: team, at: visit.now) }
    }

    /// Back to the log-in page, which says why; what exactly went wrong is for the log.
    private func signOnFailed(_ visit: Visit, _ problem: PeopleProblem, _ error: (any Error)? = nil) -> Response {
        if let error { logger.notice("A log-in at a provider failed", metadata: ["error": "\(error)"]) }
        let page = visit.session == nil ? Link.logIn.path : AccountLink.identities.path
        return redirect(to: page + "?\(AccountField.problem)=\(problem.rawValue)")
    }

    // MARK: Settings

    /// `/settings/identities/`.
    func identities(_ visit: Visit) async throws -> Response {
        let user = try user(of: visit)
        let providers = try await people.identityProviders().filter(\.isActive)
        guard visit.isPost else {
            let identities = try await people.identities(of: user.id)
            let linked = identities.compactMap { identity in
                providers.first { $0.id == identity.providerID }.map { (provider: $0, identity: identity) }
            }
            let homes = Set((visit.caller.access?.memberships ?? []).map(\.organizationID))
            let others = providers.filter { provider in
                homes.contains(provider.organizationID) && !linked.contains { $0.provider.id == provider.id }
            }
            let problem = visit.query[AccountField.problem].flatMap { PeopleProblem(rawValue: $0) }
            let model = IdentitiesModel(
                settings: try await settingsFrame(visit, problem), linked: linked, others: others)
            return page(identitiesPage(model), visit)
        }
        let form = try await form(visit)
        guard let provider = providers.first(where: { String($0.id.rawValue) == form[AccountField.number] }) else {
            throw PageFailure.notFound
        }
        switch AccountAction(rawValue: form[AccountField.action]) {
        case .link:
            return try await leave(visit, for: provider, next: AccountLink.identities.path, linking: user.id)
        case .unlink:
            guard try await people.unlink(provider.id, from: user.id) else { throw PageFailure.notFound }
            await note(visit, .identityUnlink, user)
            return redirect(to: AccountLink.identities.path, with: .people(.saved))
        default: throw PageFailure.badRequest
        }
    }

    /// `/settings/sign-on/`.
    func signOnSettings(_ visit: Visit) async throws -> Response {
        guard let home = visit.organization else { throw PageFailure.notFound }
        guard visit.isPost else { return try await signOnPage(visit, home) }
        let form = try await form(visit)
        let action = AccountAction(rawValue: form[AccountField.action])
        if action == .create { return try await createProvider(visit, home, form) }
        guard
            var provider = try await people.identityProviders().first(where: {
                $0.organizationID == home && String($0.id.rawValue) == form[AccountField.number]
            })
        else { throw PageFailure.notFound }
        switch action {
        case .on, .off:
            provider.isActive = action == .on
            _ = try await people.updateIdentityProvider(provider)
            var change = AuditChange()
            change.note("active", from: .flag(!provider.isActive), to: .flag(provider.isActive))
            await note(visit, .providerChange, provider, change)
        case .delete:
            _ = try await people.deleteIdentityProvider(provider.id)
            await note(visit, .providerDelete, provider)
        default: throw PageFailure.badRequest
        }
        return redirect(to: AccountLink.signOn.path, with: .people(.saved))
    }

    private func signOnPage(
        _ visit: Visit, _ home: OrganizationID, _ problem: PeopleProblem? = nil
    ) async throws -> Response {
        let base = address.url
        let model = SignOnModel(
            settings: try await settingsFrame(visit, problem),
            providers: try await people.identityProviders().filter { $0.organizationID == home },
            redirectAddress: { base + AccountLink.logInCallback($0).localPath })
        return page(Pages.signOnPage(model), status: Self.status(of: problem), visit)
    }

    private func createProvider(_ visit: Visit, _ home: OrganizationID, _ form: FormBody) async throws -> Response {
        let issuer = form[AccountField.issuer]
        guard identity.isSafe(issuer) else { return try await signOnPage(visit, home, .badIssuer) }
        guard let mappings = GroupMappingText.mappings(in: form[AccountField.mappings]) else {
            return try await signOnPage(visit, home, .badMapping)
        }
        let name = String(form[AccountField.name].prefix(60))
        let clientID = String(form[AccountField.clientID].prefix(200))
        guard !name.allSatisfy(\.isWhitespace), !clientID.isEmpty else {
            return try await signOnPage(visit, home, .nameMissing)
        }
        let secret = Array(form[AccountField.clientSecret].prefix(500).utf8)
        let groups = form[AccountField.groupsClaim].prefix(200)
        let provider = IdentityProvider(
            id: IdentityProviderID(rawValue: 0), organizationID: home, name: name, issuer: issuer, clientID: clientID,
            sealedClientSecret: secret.isEmpty ? nil : try seal.close(secret, for: Self.clientSecretPurpose),
            scopes: form[AccountField.scope].split(separator: " ").prefix(20).map { String($0.prefix(100)) },
            groupsClaim: groups.isEmpty ? "groups" : String(groups), mappings: mappings,
            defaultRole: Role(rawValue: form[AccountField.role]), isRequired: form[AccountField.isRequired] == "1",
            isActive: true)
        do {
            _ = try await identity.document(of: provider, at: visit.now)
        } catch {
            logger.notice("A provider cannot be used", metadata: ["error": "\(error)"])
            return try await signOnPage(visit, home, .providerUnreachable)
        }
        let made = try await people.createIdentityProvider(provider)
        var change = AuditChange()
        change.note("issuer", from: nil, to: .text(issuer))
        change.note("mappings", from: nil, to: .list(mappings.map { "\($0.group) = \($0.role.rawValue)" }))
        await note(visit, .providerCreate, made, change)
        return redirect(to: AccountLink.signOn.path, with: .people(.saved))
    }

    private func note(
        _ visit: Visit, _ event: AuditEvent, _ provider: IdentityProvider, _ change: AuditChange = AuditChange()
    ) async {
        await audit.note(
            visit.entry(
                event,
                to: AuditTarget(kind: "identity-provider", id: String(provider.id.rawValue), name: provider.name),
                in: provider.organizationID, change: change))
    }
}
