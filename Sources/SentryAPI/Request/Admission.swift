import Access
import SentryProtocol
import Storage

/// A write that was made, for the audit log.
public struct APIWrite: Sendable {
    /// What was done; nil where being somebody is enough.
    public let action: Action?
    public let method: String
    /// By whom.
    public let caller: Caller
    /// What the token is called that was shown; empty without one.
    public let tokenName: String
    /// Where; nil for what is in no organization.
    public let organization: OrganizationID?
    /// The path it was done to.
    public let path: String
    /// What was asked for.
    public let change: AuditChange
}

extension API {
    /// Uses of a token are noted this seldom, in seconds.
    private static let touchInterval: Int64 = 60

    /// Who sent `request`; nil for nobody. A bearer token goes before a browser session, and must be good.
    func identity(of request: APIRequest) async throws -> APIIdentity? {
        guard let bearer = Self.bearerToken(in: request.authorization) else {
            return request.session.map { APIIdentity(.user($0)) }
        }
        guard let token = try await token(bearer) else { throw APIFailure.invalidToken }
        let now = now()
        if let expiresAt = token.expiresAt, expiresAt <= now { throw APIFailure.tokenExpired }
        let caller = APIIdentity(try await caller(of: token), tokenName: token.name)
        if now.microseconds(since: token.lastUsedAt ?? Timestamp(seconds: 0)) >= Self.touchInterval * 1_000_000 {
            // A disk that is full must not keep anybody from reading.
            try? await people.touchToken(token.id, from: request.address, at: now)
        }
        return caller
    }

    /// Whether an `Authorization` header shows a token that exists: whoever has one does not wait for those who guess
    /// from the same address.
    public func knowsToken(in authorization: String?) async -> Bool {
        guard let bearer = Self.bearerToken(in: authorization) else { return false }
        return (try? await token(bearer)) != nil
    }

    private func token(_ bearer: Substring) async throws -> TokenSummary? {
        guard let text = TokenText(bearer) else { return nil }
        return try await people.tokenSummary(hash: sha256(Array(text.text.utf8)))
    }

    private func caller(of token: TokenSummary) async throws -> Caller {
        let scopes = Set<Scope>(texts: token.scopes)
        switch token.kind {
        case .user:
            guard let user = token.userID, let access = try await people.access(of: user) else {
                throw APIFailure.userInactive
            }
            return .userToken(token.id, access, scopes: scopes)
        case .organization, .integration:
            guard let organization = token.organizationID else { throw APIFailure.invalidToken }
            return .organizationToken(token.id, organization, scopes: scopes)
        }
    }

    /// The text after `Bearer`; nil when the header is absent or of another scheme.
    private static func bearerToken(in header: String?) -> Substring? {
        guard let parts = header?.split(separator: " ", maxSplits: 1), parts.first?.lowercased() == "bearer" else {
            return nil
        }
        return parts.count == 2 ? parts[1].drop { $0 == " " } : ""
    }
}

extension Call {
    /// Throws unless the caller may do this to what the path names (`AccessTable`).
    ///
    /// A token's scopes are looked at first, so that the answer tells nothing about what exists.
    func admit() async throws {
        guard let action else { return }
        guard let caller else { throw APIFailure.notAuthenticated }
        let rule = AccessTable.rule(for: action)
        if let scopes = caller.caller.scopes, !rule.admits(scopes) { throw APIFailure.forbidden }
        guard let target = try await target(at: rule.place) else { return }
        try check(action, on: target)
    }

    private func check(_ action: Action, on target: Target) throws {
        guard case .refused(let refused) = AccessTable.decide(caller?.caller ?? .nobody, action, on: target) else {
            return
        }
        switch refused.status {
        case 401: throw APIFailure.notAuthenticated
        case 404: throw APIFailure.notFound
        default: throw APIFailure.forbidden
        }
    }

    /// Whether the caller may do this, too, to a whole organization.
    func may(_ action: Action, in organization: OrganizationID) -> Bool {
        AccessTable.decide(caller?.caller ?? .nobody, action, on: .organization(organization)).isAllowed
    }

    /// What the path names; nil for lists across all organizations, which leave out what the caller may not see.
    private func target(at place: Place) async throws -> Target? {
        switch place {
        case .installation: return .installation
        case .account: return .account(caller?.user?.id ?? UserID(rawValue: 0))
        case .organization, .team, .member:
            guard parameters["organization"] != nil else { return nil }
            let organization = try await organization()
            return place == .team
                ? .project(of: organization.id, teams: []) : .organization(organization.id)
        case .project: return try await projectTarget()
        }
    }

    private func projectTarget() async throws -> Target? {
        if parameters["issue"] != nil {
            let place = try await issue()
            return .project(of: place.organization.id, teams: try await api.people.teams(of: place.project.id))
        }
        if parameters["project"] != nil {
            let place = try await project()
            return .project(of: place.organization.id, teams: try await api.people.teams(of: place.project.id))
        }
        guard parameters["organization"] != nil else { return nil }
        // A list across projects: `reachable` picks those that the caller may do this to.
        return .project(of: try await organization().id, teams: [])
    }

    /// Those of an organization's projects that the caller may do this to.
    func reachable(_ projects: [Project], of organization: Organization) async throws -> [Project] {
        guard let action, let caller else { return projects }
        let teams = try await api.people.projectTeams(of: organization.id)
        return projects.filter { project in
            AccessTable.decide(
                caller.caller, action, on: .project(of: organization.id, teams: teams[project.id] ?? [])
            ).isAllowed
        }
    }

    /// The organizations that the caller has anything to do with.
    func organizations() async throws -> [Organization] {
        let all = try await storage.organizations()
        guard let caller else { return [] }
        return all.filter { caller.belongs(to: $0.id) }
    }

    /// What is about to be written, for the audit log; nil when nobody asks.
    func write(_ method: String) async -> APIWrite? {
        guard let caller else { return nil }
        var organization = caller.caller.access?.memberships.first?.organizationID
        if case .organizationToken(_, let own, _) = caller.caller { organization = own }
        if parameters["issue"] != nil { organization = (try? await issue().organization.id) ?? organization }
        if parameters["organization"] != nil { organization = (try? await self.organization().id) ?? organization }
        return APIWrite(
            action: action, method: method, caller: caller.caller, tokenName: caller.tokenName,
            organization: organization, path: request.path,
            change: isPersonal ? AuditChange() : AuditChange(requested: request.body))
    }

    /// What people write to each other stays where they can delete it, and is not copied into the log.
    private var isPersonal: Bool { action == .issueComment || action == .feedbackWrite }
}
