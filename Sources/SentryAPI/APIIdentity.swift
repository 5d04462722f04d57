import Access
import SentryProtocol
import Storage

/// Who is asking, in the words that resources need. What they may do, `Access` decides.
public struct APIIdentity: Sendable {
    /// What was checked: a session, a user's token or an organization's.
    public let caller: Caller

    /// What the token is called that was shown; empty without one.
    let tokenName: String

    init(_ caller: Caller, tokenName: String = "") { (self.caller, self.tokenName) = (caller, tokenName) }

    /// Whom changes are put down to.
    var actor: Actor {
        switch caller {
        case .nobody: .system
        case .user(let access), .userToken(_, let access, _): .user(access.user.id)
        case .organizationToken(let token, _, _): .token(token)
        }
    }

    /// Nil for tokens that belong to an organization.
    var user: User? { caller.access?.user }

    /// How a change came, for those who read its history later.
    var origin: String {
        switch caller {
        case .nobody, .user: "Through the API"
        case .userToken(let token, _, _): "Through the API, with token \(token.rawValue)"
        case .organizationToken(let token, _, _): "Through the API, with the organization's token \(token.rawValue)"
        }
    }

    /// As granted to the token; of somebody at a browser what their roles amount to.
    var scopes: Set<String> {
        let scopes =
            caller.scopes ?? (caller.access?.memberships ?? []).reduce(into: []) { $0.formUnion($1.role.scopes) }
        return Set(scopes.map(\.rawValue))
    }

    /// The role in an organization; nil of those who have none there.
    func role(in organization: OrganizationID) -> Role? {
        caller.access?.memberships.first { $0.organizationID == organization }?.role
    }

    /// Whether anything of the organization is theirs to see.
    func belongs(to organization: OrganizationID) -> Bool {
        if case .organizationToken(_, organization, _) = caller { return true }
        return role(in: organization) != nil
    }
}
