import SentryProtocol
import Storage

/// What the address of the list of releases says.
public struct ReleaseListState: Sendable, Equatable {
    /// A project's slug; nil means all.
    public var project: String?
    /// Part of a version.
    public var query: String
    /// Nil means all.
    public var environment: String?
    public var cursor: Cursor

    public init(project: String? = nil, query: String = "", environment: String? = nil, cursor: Cursor = .start) {
        (self.project, self.query, self.environment, self.cursor) = (project, query, environment, cursor)
    }

    /// Reads an address; whatever makes no sense counts as absent.
    public init(_ parameters: QueryString) {
        func value(_ name: String) -> String? { parameters[name].flatMap { $0.isEmpty ? nil : $0.clipped(to: 200) } }
        self.init(
            project: value("project"), query: (value("query") ?? "").trimmed, environment: value("environment"),
            cursor: value("cursor").flatMap { Cursor(parsing: $0) } ?? .start)
    }

    var parameters: LinkParameters {
        var list: LinkParameters = []
        if let project { list.append(("project", project)) }
        if !query.isEmpty { list.append(("query", query)) }
        if let environment { list.append(("environment", environment)) }
        if !cursor.isStart { list.append(("cursor", cursor.description)) }
        return list
    }

    /// The same list from another place.
    func at(_ cursor: Cursor) -> ReleaseListState {
        var copy = self
        copy.cursor = cursor
        return copy
    }
}
