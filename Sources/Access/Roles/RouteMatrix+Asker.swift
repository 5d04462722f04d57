import SentryProtocol
import Storage

extension RouteMatrix {
    /// Who asks, and what they show. All but the strangers belong to organization 1, and there to team 1.
    public enum Asker: String, Sendable, CaseIterable {
        case nobody = "nobody"
        case memberSession = "a member's browser"
        case adminSession = "an admin's browser"
        case managerSession = "a manager's browser"
        case ownerSession = "an owner's browser"
        case strangerSession = "a browser of another organization's owner"
        case operatorSession = "an operator's browser, who has no role here"
        case memberToken = "a member's token with every scope"
        case adminToken = "an admin's token with every scope"
        case managerToken = "a manager's token with every scope"
        case ownerToken = "an owner's token with every scope"
        case strangerToken = "a token of another organization's owner with every scope"
        case readingToken = "an owner's token with the scopes that read"
        case idleToken = "an owner's token with member:invite alone"
        case buildToken = "the organization's token, org:ci"
        case integrationToken = "an integration's token with every scope"
        case idleIntegrationToken = "an integration's token with member:invite alone"
        case strangeIntegrationToken = "a token of another organization's integration with every scope"
        case revokedToken = "an owner's token that was revoked"
        case expiredToken = "an owner's token that has expired"
        case inactiveToken = "a token of an owner who was deactivated"

        /// What the server takes them for; nil for those whose token is no good.
        var caller: Caller? {
            switch self {
            case .nobody: .nobody
            case .memberSession: AccessMatrix.caller(.member)
            case .adminSession: AccessMatrix.caller(.admin)
            case .managerSession: AccessMatrix.caller(.manager)
            case .ownerSession: AccessMatrix.caller(.owner)
            case .strangerSession: AccessMatrix.caller(.stranger)
            case .operatorSession: AccessMatrix.caller(.operator)
            case .memberToken: token(of: .member)
            case .adminToken: token(of: .admin)
            case .managerToken: token(of: .manager)
            case .ownerToken, .readingToken, .idleToken: token(of: .owner)
            case .strangerToken: token(of: .stranger)
            case .buildToken, .integrationToken, .idleIntegrationToken:
                .organizationToken(TokenID(rawValue: 2), OrganizationID(rawValue: 1), scopes: scopes)
            case .strangeIntegrationToken:
                .organizationToken(TokenID(rawValue: 2), OrganizationID(rawValue: 3), scopes: scopes)
            case .revokedToken, .expiredToken, .inactiveToken: nil
            }
        }

        /// Cookies count for reading only (`APIRoutes`).
        var isBrowser: Bool { if case .user = caller { true } else { false } }

        /// The scopes of their token; of those who have none, nothing.
        public var scopes: Set<Scope> {
            switch self {
            case .readingToken: [.orgRead, .projectRead, .teamRead, .memberRead, .eventRead, .alertsRead]
            case .idleToken, .idleIntegrationToken: [.memberInvite]
            case .buildToken: Scope.buildServer
            default: rawValue.contains("token") ? Set(Scope.allCases) : []
            }
        }

        private func token(of person: AccessMatrix.Person) -> Caller? {
            AccessMatrix.caller(person).access.map { .userToken(TokenID(rawValue: 1), $0, scopes: scopes) }
        }
    }
}
