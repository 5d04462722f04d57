/// Who looks after an issue: somebody, or a team.
public enum Assignee: Hashable, Sendable {
    case user(UserID)
    case team(TeamID)

    /// As forms and the API name it: `user:1`, `team:3`.
    public var text: String {
        switch self {
        case .user(let id): "user:\(id.rawValue)"
        case .team(let id): "team:\(id.rawValue)"
        }
    }

    /// Reads `user:1` and `team:3`; nil for anything else.
    public init?(parsing text: some StringProtocol) {
        let parts = text.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, let number = Int64(parts[1]) else { return nil }
        switch parts[0] {
        case "user": self = .user(UserID(rawValue: number))
        case "team": self = .team(TeamID(rawValue: number))
        default: return nil
        }
    }
}
