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
        audit.nothingWritten()
        var response = secret(page(leavingPage(frame(visit), provider: provider, address: target), visit))
        if let refresh = HTTPField.Name("Refresh") { response.headers[refresh] = "0; url=" + target }
        return response
    }

    /// `GET /login/<provider>/callback/`.
    func finishSignOn(_ visit: Visit, provider text: String) async throws -> Response {
        let provider = try await provider(text)
        // Anybody can come here; only what began here is worth a line in the log.
        var isBegun = false
        do {
            let document = try await identity.document(of: provider, at: visit.now)
            let answer = try AuthorizationResponse(visit.query, from: document)
            let begun = try await people.finishLogIn(stateHash: answer.stateHash, at: visit.now)
            isBegun = begun != nil
            let pending = try answer.check(
                begun, provider: provider.id, browserHash: Secrets.sha256(visit.cookie ?? ""), at: visit.now)
            let clientSecret = provider.sealedClientSecret.flatMap { seal.open($0, for: Self.clientSecretPurpose) }
            let token = try await identity.token(
                for: answer.code, of: pending, at: provider,
                clientSecret: clientSecret.map { String(decoding: $0, as: UTF8.self) },
                redirectAddress: redirectAddress(provider.id), now: visit.now)
            return try await arrive(visit, token, pending, provider)
        } catch let error as PageFailure {
            throw error
        } catch {
            if isBegun {
                await audit.note(
                    AuditEntry(
                        .logInRefused, by: .stranger, named: "",
                        to: AuditTarget(kind: "log-in", id: String(provider.id.rawValue), name: provider.name),
                        in: provider.organizationID, from: visit.origin, at: visit.now))
            }
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
                var change = AuditChange()
                change.note(
                    "role", from: member.map { .text($0.membership.role.rawValue) },
                    to: .text(placement.role.rawValue))
                await audit.note(
                    AuditEntry(
                        .memberRoleChange, by: .system, named: provider.name,
                        to: AuditTarget(
                            kind: "user", id: String(user.rawValue), name: member?.user.email ?? token.email ?? ""),
                        in: home, from: visit.origin, change: change, at: visit.now))
            } catch PeopleError.lastOwner {
                logger.notice("The last owner keeps the role", metadata: ["user": "\(user.rawValue)"])
            }
        }
        for team in placement.teams { _ = try? await people.addMember(user, to: team, at: visit.now) }
    }

    /// Back to the log-in page, which says why; what exactly went wrong is for the log.
    private func signOnFailed(_ visit: Visit, _ problem: PeopleProblem, _ error: (any Error)? = nil) -> Response {
        audit.nothingWritten()
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
        var provider = IdentityProvider(
            id: IdentityProviderID(rawValue: 0), organizationID: home, name: "", issuer: "", clientID: "",
            sealedClientSecret: nil, scopes: [], groupsClaim: "", mappings: [], defaultRole: nil, isRequired: false,
            isActive: true)
        if let problem = try await read(form, into: &provider, visit) {
            return try await signOnPage(visit, home, problem)
        }
        let made = try await people.createIdentityProvider(provider)
        await note(visit, .providerCreate, made, Self.change(from: nil, to: made))
        return redirect(to: AccountLink.signOn.path, with: .people(.saved))
    }

    /// `/settings/sign-on/<number>/`.
    func changeProvider(_ visit: Visit, _ number: String) async throws -> Response {
        let before = try await people.identityProviders().first {
            $0.organizationID == visit.organization && String($0.id.rawValue) == number
        }
        guard let before else { throw PageFailure.notFound }
        guard visit.isPost else { return try await providerPage(visit, before) }
        var after = before
        let form = try await form(visit)
        if let problem = try await read(form, into: &after, visit) {
            after.sealedClientSecret = before.sealedClientSecret
            return try await providerPage(visit, after, problem)
        }
        // A secret is for the client and the issuer that it was made for, and is not sent to others.
        let isElsewhere = after.issuer != before.issuer || after.clientID != before.clientID
        if isElsewhere, form[AccountField.clientSecret].isEmpty { after.sealedClientSecret = nil }
        guard try await people.updateIdentityProvider(after) else { throw PageFailure.notFound }
        await note(visit, .providerChange, after, Self.change(from: before, to: after))
        return redirect(to: AccountLink.signOn.path, with: .people(.saved))
    }

    private func providerPage(
        _ visit: Visit, _ provider: IdentityProvider, _ problem: PeopleProblem? = nil
    ) async throws -> Response {
        let model = ProviderModel(
            settings: try await settingsFrame(visit, problem), id: provider.id,
            hasSecret: provider.sealedClientSecret != nil, entry: ProviderEntry(provider))
        return page(Pages.providerPage(model), status: Self.status(of: problem), visit)
    }

    /// What was typed, if a provider can be asked with it. An empty secret leaves the one that there is.
    private func read(
        _ form: FormBody, into provider: inout IdentityProvider, _ visit: Visit
    ) async throws -> PeopleProblem? {
        provider.name = String(form[AccountField.name].prefix(60))
        provider.issuer = String(form[AccountField.issuer].prefix(500))
        provider.clientID = String(form[AccountField.clientID].prefix(200))
        provider.scopes = form[AccountField.scope].split(separator: " ").prefix(20).map { String($0.prefix(100)) }
        let groups = form[AccountField.groupsClaim].prefix(200)
        provider.groupsClaim = groups.isEmpty ? "groups" : String(groups)
        provider.defaultRole = Role(rawValue: form[AccountField.role])
        provider.isRequired = form[AccountField.isRequired] == "1"
        let secret = Array(form[AccountField.clientSecret].prefix(500).utf8)
        if !secret.isEmpty {
            provider.sealedClientSecret = try seal.close(secret, for: Self.clientSecretPurpose)
        } else if form[AccountField.removesSecret] == "1" {
            provider.sealedClientSecret = nil
        }
        guard identity.isSafe(provider.issuer) else { return .badIssuer }
        guard let mappings = GroupMappingText.mappings(in: form[AccountField.mappings]) else { return .badMapping }
        provider.mappings = mappings
        guard !provider.name.allSatisfy(\.isWhitespace), !provider.clientID.isEmpty else { return .nameMissing }
        do {
            _ = try await identity.document(of: provider, at: visit.now)
            return nil
        } catch {
            logger.notice("A provider cannot be used", metadata: ["error": "\(error)"])
            return .providerUnreachable
        }
    }

    /// Nil before it was made.
    private static func change(from before: IdentityProvider?, to after: IdentityProvider) -> AuditChange {
        func groups(_ provider: IdentityProvider) -> AuditChange.Value {
            .list(provider.mappings.map { "\($0.group) = \($0.role.rawValue)" })
        }
        var change = AuditChange()
        change.note("name", from: before.map { .text($0.name) }, to: .text(after.name))
        change.note("issuer", from: before.map { .text($0.issuer) }, to: .text(after.issuer))
        change.note("clientID", from: before.map { .text($0.clientID) }, to: .text(after.clientID))
        change.note("scopes", from: before.map { .list($0.scopes) }, to: .list(after.scopes))
        change.note("groupsClaim", from: before.map { .text($0.groupsClaim) }, to: .text(after.groupsClaim))
        change.note("mappings", from: before.map(groups), to: groups(after))
        change.note(
            "defaultRole", from: before?.defaultRole.map { .text($0.rawValue) },
            to: after.defaultRole.map { .text($0.rawValue) })
        change.note("required", from: before.map { .flag($0.isRequired) }, to: .flag(after.isRequired))
        if before?.sealedClientSecret != after.sealedClientSecret {
            change.note("clientSecret", from: before?.sealedClientSecret.map { _ in .secret }, to: .secret)
        }
        return change
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
