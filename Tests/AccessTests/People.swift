import Access
import SentryProtocol
import Storage

/// People and places that tests share.
enum People {
    static let home = OrganizationID(rawValue: 1)
    static let elsewhere = OrganizationID(rawValue: 2)
    static let ours = TeamID(rawValue: 1)
    static let theirs = TeamID(rawValue: 2)
    static let now = Timestamp(seconds: 1_785_585_600)

    static func access(
        _ role: Role, in organization: OrganizationID = home, teams: Set<TeamID> = [ours], isOperator: Bool = false,
        id: Int64 = 1
    ) -> UserAccess {
        let user = User(
            id: UserID(rawValue: id), email: "kim@example.com", name: "Kim", role: .member, isActive: true,
            createdAt: now)
        return UserAccess(
            user: user, isOperator: isOperator,
            memberships: [Membership(userID: user.id, organizationID: organization, role: role, joinedAt: now)],
            teams: teams)
    }

    static func browser(_ role: Role) -> Caller { .user(access(role)) }

    static func userToken(_ role: Role, _ scopes: Scope...) -> Caller {
        .userToken(TokenID(rawValue: 1), access(role), scopes: Set(scopes))
    }

    static func organizationToken(_ scopes: Scope...) -> Caller {
        .organizationToken(TokenID(rawValue: 2), home, scopes: Set(scopes))
    }

    static func member(_ role: Role, isOnlyHere: Bool = true) -> Member {
        let access = access(role, id: 7)
        return Member(
            user: access.user, membership: access.memberships[0], teams: [], hasSecondFactor: false,
            isOnlyHere: isOnlyHere)
    }
}

/// The same bytes on every run: counts upwards from a seed.
func counting(from seed: UInt8 = 0) -> RandomBytes {
    { count in (0..<count).map { UInt8(truncatingIfNeeded: Int(seed) + $0) } }
}

/// Different bytes each time, the same on every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }
}
