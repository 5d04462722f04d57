import SentryProtocol
import Storage

/// Who is asking, and how far they may go.
public struct APIIdentity: Sendable {
    /// Whom changes are put down to.
    public var actor: Actor
    /// Nil for tokens that belong to nobody.
    public var user: User?
    /// As granted: `org:read`, `event:admin`, …
    public var scopes: Set<String>

    /// Somebody at a browser: what their role lets them do.
    public init(session user: User) {
        self.init(actor: .user(user.id), user: user, scopes: user.role.scopes)
    }

    init(actor: Actor, user: User?, scopes: Set<String>) {
        (self.actor, self.user, self.scopes) = (actor, user, scopes)
    }

    /// Whether one of `wanted` was granted, or a higher one of its family.
    func has(anyOf wanted: [Scope]) -> Bool {
        wanted.contains { scope in scope.grantedBy.contains { scopes.contains($0) } }
    }
}

/// What an action asks of a caller (web-api.md §1.2).
enum Scope: String, Sendable {
    case orgRead = "org:read"
    case orgWrite = "org:write"
    case orgCI = "org:ci"
    case projectRead = "project:read"
    case projectWrite = "project:write"
    case projectAdmin = "project:admin"
    case projectReleases = "project:releases"
    case teamRead = "team:read"
    case memberRead = "member:read"
    case eventRead = "event:read"
    case eventWrite = "event:write"
    case eventAdmin = "event:admin"

    /// The scope itself and the higher ones of its family.
    var grantedBy: [String] {
        let family = rawValue.prefix { $0 != ":" }
        return rawValue.hasSuffix(":read")
            ? [rawValue, family + ":write", family + ":admin"] : [rawValue, family + ":admin"]
    }
}

extension Role {
    /// What a role may do through the API when somebody uses it from a browser.
    var scopes: Set<String> {
        let member: Set<String> = [
            "org:read", "project:read", "project:releases", "team:read", "member:read", "event:read", "event:write",
            "alerts:read",
        ]
        let admin = member.union(["project:write", "project:admin", "team:admin", "event:admin", "alerts:write"])
        let manager = admin.union(["org:write", "org:integrations", "member:admin"])
        return switch self {
        case .member: member
        case .admin: admin
        case .manager: manager
        case .owner: manager.union(["org:admin"])
        }
    }
}
