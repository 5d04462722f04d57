import SentryProtocol
import Storage

/// Addresses of what concerns people: getting in, one's own account, the organization.
public enum AccountLink: Sendable, Equatable {
    case secondFactorLogIn
    /// Where a log-in at a provider begins, and where it comes back to.
    case logInWith(IdentityProviderID), logInCallback(IdentityProviderID)
    /// Links that work once, by their secrets.
    case invitation(String), passwordReset(String)

    case settings, preferences, password, secondFactor, sessions, tokens, identities
    case team, invites, invite(InviteID), leave, member(UserID, MemberAction)
    case teams, inTeam(TeamID, TeamAction), projectTeams(slug: String)
    case organization, newOrganization, currentOrganization
    case organizationTokens, signOn, provider(IdentityProviderID)
    case audit(prefix: String, cursor: Cursor)

    /// Path and query as browsers have to ask for them, beginning with `/`.
    public var path: String { SitePath.mounted { localPath } }

    /// Path and query below the place where the site is mounted, as in what is appended to the public address.
    public var localPath: String {
        switch self {
        case .secondFactorLogIn: "/login/second-factor/"
        case .logInWith(let id): "/login/\(id.rawValue)/"
        case .logInCallback(let id): "/login/\(id.rawValue)/callback/"
        case .invitation(let secret): "/invite/\(PercentEncoding.encode(secret))/"
        case .passwordReset(let secret): "/password-reset/\(PercentEncoding.encode(secret))/"
        case .settings: "/settings/"
        case .preferences: "/settings/preferences/"
        case .password: "/settings/password/"
        case .secondFactor: "/settings/second-factor/"
        case .sessions: "/settings/sessions/"
        case .tokens: "/settings/tokens/"
        case .identities: "/settings/identities/"
        case .team: "/settings/team/"
        case .invites: "/settings/team/invites/"
        case .invite(let id): "/settings/team/invites/\(id.rawValue)/"
        case .leave: "/settings/team/leave/"
        case .member(let user, let action): "/settings/team/members/\(user.rawValue)/\(action.rawValue)/"
        case .teams: "/settings/teams/"
        case .inTeam(let team, .show): "/settings/teams/\(team.rawValue)/"
        case .inTeam(let team, let action): "/settings/teams/\(team.rawValue)/\(action.rawValue)/"
        case .projectTeams(let slug): "/projects/\(PercentEncoding.encode(slug))/settings/teams/"
        case .organization: "/settings/organization/"
        case .newOrganization: "/settings/organizations/new/"
        case .currentOrganization: "/settings/organizations/current/"
        case .organizationTokens: "/settings/organization/tokens/"
        case .signOn: "/settings/sign-on/"
        case .provider(let id): "/settings/sign-on/\(id.rawValue)/"
        case .audit(let prefix, let cursor): "/settings/audit/" + Self.auditQuery(prefix, cursor).queryText
        }
    }

    private static func auditQuery(_ prefix: String, _ cursor: Cursor) -> LinkParameters {
        var list: LinkParameters = []
        if !prefix.isEmpty { list.append((AccountField.event, prefix)) }
        if !cursor.isStart { list.append((AccountField.cursor, cursor.description)) }
        return list
    }
}

/// What is done to somebody in the organization; the last part of the path.
public enum MemberAction: String, Sendable, CaseIterable {
    case role, remove, sessions, password
    case secondFactor = "second-factor"
}

/// What is done to a team; the last part of the path.
public enum TeamAction: String, Sendable, CaseIterable {
    case show, members, delete, leave
}

/// Names of form fields of these pages.
public enum AccountField {
    public static let action = FieldName.action
    public static let name = FieldName.name
    public static let email = FieldName.email
    public static let password = FieldName.password
    public static let newPassword = "new-password"
    public static let code = FieldName.code
    public static let role = "role"
    public static let number = "id"
    public static let slug = "slug"
    public static let scope = "scope"
    public static let kind = "kind"
    /// What the pages look like: `UserPreferences`.
    public static let zone = "zone"
    public static let language = "language"
    public static let theme = "theme"
    public static let frameOrder = "frame-order"
    public static let days = FieldName.days
    public static let event = "event"
    public static let cursor = "cursor"
    public static let issuer = "issuer"
    public static let clientID = "client-id"
    public static let clientSecret = "client-secret"
    public static let removesSecret = "remove-secret"
    public static let groupsClaim = "groups-claim"
    public static let mappings = "mappings"
    public static let isRequired = "required"
    public static let problem = "problem"
}

/// What the buttons of these pages do.
public enum AccountAction: String, Sendable {
    case begin, confirm, renew, off, on, create, revoke, others, link, unlink, delete, save, email
}
