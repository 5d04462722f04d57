import Storage

extension Role {
    /// Grows with what a role may do; for comparing only.
    public var rank: Int {
        switch self {
        case .member: 0
        case .admin: 1
        case .manager: 2
        case .owner: 3
        }
    }

    /// Nobody hands out, changes or removes a role above their own.
    public func mayHandle(_ other: Role) -> Bool { other.rank <= rank }

    /// The scopes that tokens of somebody with this role may have, and that a browser session counts as.
    public var scopes: Set<Scope> {
        let member: Set<Scope> = [
            .orgRead, .projectRead, .projectReleases, .teamRead, .memberRead, .eventRead, .eventWrite, .alertsRead,
        ]
        let admin = member.union([.projectAdmin, .teamAdmin, .memberInvite, .eventAdmin, .alertsWrite])
        let manager = admin.union([.orgWrite, .orgIntegrations, .memberAdmin])
        return switch self {
        case .member: member.closed
        case .admin: admin.closed
        case .manager: manager.closed
        case .owner: manager.union([.orgAdmin]).closed
        }
    }
}

extension Scope {
    /// What an organization's token for build servers has; it cannot be chosen (web-api.md §1.2).
    public static let buildServer: Set<Scope> = [.orgCI]
}
