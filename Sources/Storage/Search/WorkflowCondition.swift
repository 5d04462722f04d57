/// What a search asks about what people did: `assigned:me`, `bookmarks:me`.
///
/// Names are those of the reader's organization and turn into numbers with `SearchQuery.naming(_:)`, before the store is
/// asked; a name that is still there matches nothing.
public enum WorkflowCondition: Sendable, Equatable {
    /// As written: `me`, `my_teams`, `none`, `#team`, an e-mail address, a name.
    case assignedNamed([String])
    /// Nil stands for nobody.
    case assignedTo([Assignee?])
    case bookmarkedByNamed([String])
    case bookmarkedBy([UserID])
    case subscribedByNamed([String])
    case subscribedBy([UserID])

    /// The condition of a key; nil when the key is none of these.
    init?(key: String, values: [String]) {
        switch key {
        case "assigned", "assigned_to", "assignedTo", "assigned_or_suggested": self = .assignedNamed(values)
        case "bookmarks", "bookmarked_by": self = .bookmarkedByNamed(values)
        case "subscribed", "subscribed_by": self = .subscribedByNamed(values)
        default: return nil
        }
    }

    fileprivate func naming(_ book: AssigneeBook) -> WorkflowCondition {
        switch self {
        case .assignedNamed(let names): .assignedTo(names.flatMap { Self.assignees($0, book) })
        case .bookmarkedByNamed(let names): .bookmarkedBy(names.compactMap { Self.user($0, book) })
        case .subscribedByNamed(let names): .subscribedBy(names.compactMap { Self.user($0, book) })
        case .assignedTo, .bookmarkedBy, .subscribedBy: self
        }
    }

    private static func assignees(_ name: String, _ book: AssigneeBook) -> [Assignee?] {
        switch name {
        case "none", "": [nil]
        case "me": book.viewer.map { [.user($0)] } ?? []
        case "my_teams": book.viewerTeams.sorted().map { .team($0) }
        default: book.assignee(named: name).map { [$0] } ?? []
        }
    }

    private static func user(_ name: String, _ book: AssigneeBook) -> UserID? {
        name == "me" ? book.viewer : book.user(called: name)
    }
}

extension SearchQuery {
    /// Whether `naming(_:)` would change anything.
    public var hasNames: Bool {
        terms.contains {
            switch $0.condition {
            case .workflow(.assignedNamed), .workflow(.bookmarkedByNamed), .workflow(.subscribedByNamed): true
            default: false
            }
        }
    }

    /// The same search with the people that it names.
    public func naming(_ book: AssigneeBook) -> SearchQuery {
        var query = self
        for index in query.terms.indices {
            guard case .workflow(let condition) = query.terms[index].condition else { continue }
            query.terms[index].condition = .workflow(condition.naming(book))
        }
        return query
    }
}
