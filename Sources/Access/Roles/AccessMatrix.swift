import SentryProtocol
import Storage

/// Every question that the table answers, asked: role × action × own or other team × own or other organization.
///
/// The answers come from `AccessTable.decide`, so a server can run the same cells through its real routes and compare.
public enum AccessMatrix {
    /// Who asks.
    public enum Person: String, Sendable, CaseIterable {
        case nobody, stranger, member, admin, manager, owner, `operator`

        /// The role in the organization that is asked about; nil for those who have none there.
        public var role: Role? { Role(rawValue: rawValue) }
    }

    /// Where the target lies, seen from who asks.
    public enum Position: String, Sendable, CaseIterable {
        case ownTeam = "own team"
        case otherTeam = "other team"
        case noTeam = "no team"
        case otherOrganization = "other organization"
    }

    /// One question and its answer.
    public struct Cell: Sendable, Equatable {
        public let action: Action
        public let person: Person
        public let position: Position
        public let decision: Decision
    }

    /// The cells of every action. Roles other than the person's play no part: the member that a `member` action is
    /// about has the lowest role and belongs nowhere else.
    public static let cells: [Cell] = AccessTable.rules.flatMap { rule in
        Person.allCases.flatMap { person in
            Position.allCases.map { position in
                Cell(
                    action: rule.action, person: person, position: position,
                    decision: AccessTable.decide(
                        caller(person), rule.action, on: target(of: rule, at: position)))
            }
        }
    }

    /// Everybody asks from organization 1 and team 1, except the stranger and the operator, who are in organization 3.
    public static func caller(_ person: Person) -> Caller {
        let user = User(
            id: UserID(rawValue: 1), email: "asker@example.com", name: "Asker", role: .member, isActive: true,
            createdAt: Timestamp(seconds: 0))
        let place = OrganizationID(rawValue: person.role == nil ? 3 : 1)
        let membership = Membership(
            userID: user.id, organizationID: place, role: person.role ?? .owner, joinedAt: Timestamp(seconds: 0))
        guard person != .nobody else { return .nobody }
        return .user(
            UserAccess(
                user: user, isOperator: person == .operator, memberships: [membership],
                teams: [TeamID(rawValue: person.role == nil ? 3 : 1)]))
    }

    /// What `rule`'s action is asked about. An account is one's own unless it lies in the other organization.
    public static func target(of rule: AccessRule, at position: Position) -> Target {
        let organization = OrganizationID(rawValue: position == .otherOrganization ? 2 : 1)
        let teams: Set<TeamID> =
            switch position {
            case .ownTeam: [TeamID(rawValue: 1)]
            case .otherTeam: [TeamID(rawValue: 2)]
            case .noTeam: []
            case .otherOrganization: [TeamID(rawValue: 9)]
            }
        switch rule.place {
        case .installation: return .installation
        case .account: return .account(UserID(rawValue: position == .otherOrganization ? 2 : 1))
        case .organization: return .organization(organization)
        case .member:
            return .member(UserID(rawValue: 2), role: .member, of: organization, isOnlyHere: true)
        case .team, .project: return .project(of: organization, teams: teams)
        }
    }

    /// The matrix for people: a line for each action and position, a column for each kind of person.
    public static var text: String {
        let titles = Person.allCases.map { pad($0.rawValue, 9) }.joined(separator: " ")
        var lines = [pad("action", 34) + pad("where", 19) + titles]
        for rule in AccessTable.rules {
            for position in Position.allCases {
                let marks = Person.allCases.map { person in
                    let decision = AccessTable.decide(caller(person), rule.action, on: target(of: rule, at: position))
                    return pad(mark(decision), 9)
                }
                lines.append(
                    pad(rule.action.rawValue, 34) + pad(position.rawValue, 19) + marks.joined(separator: " "))
            }
        }
        lines.append("\(cells.count) cells, \(cells.count { $0.decision.isAllowed }) of them allowed")
        return lines.map(trimmed).joined(separator: "\n") + "\n"
    }

    /// `yes`, or the status of the refusal.
    private static func mark(_ decision: Decision) -> String {
        switch decision {
        case .allowed: "yes"
        case .refused(let refused): String(refused.status)
        }
    }

    private static func pad(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(1, width - text.count))
    }

    private static func trimmed(_ line: String) -> String {
        var line = Substring(line)
        while line.last == " " { line.removeLast() }
        return String(line)
    }
}
