import Storage

/// Every question to the routes of the API: who asks with what × route × own or other team × own or other organization.
///
/// The answers follow from `AccessRoutes` and `AccessTable`; tests ask the running server every one of them.
public struct RouteMatrix: Sendable {
    /// What the server has to say.
    public enum Answer: Sendable, Equatable {
        /// Anything but 401, 403 and 404.
        case allowed
        case refused(status: Int)
    }

    /// One question and its answer.
    public struct Cell: Sendable, Equatable {
        public let route: RoutePattern
        public let position: AccessMatrix.Position
        public let asker: Asker
        public let answer: Answer
    }

    /// Routes that nobody wrote down what they need for.
    public struct Missing: Error, Equatable, CustomStringConvertible {
        public let routes: [RoutePattern]
        public var description: String {
            "no line in AccessRoutes: " + routes.map(\.description).joined(separator: ", ")
        }
    }

    /// In the order of the routes.
    public let cells: [Cell]

    /// The questions to these routes; throws when one of them has no line.
    public init(of served: [RoutePattern]) throws(Missing) {
        let missing = AccessRoutes.missing(from: served)
        guard missing.isEmpty else { throw Missing(routes: missing) }
        cells = served.flatMap { route -> [Cell] in
            guard let need = AccessRoutes.need(of: route) else { return [] }
            return Self.positions(of: route).flatMap { position in
                Asker.allCases.map { asker in
                    Cell(
                        route: route, position: position, asker: asker,
                        answer: Self.answer(asker, route, need, at: position))
                }
            }
        }
    }

    /// Where that which a path names can lie. A path that names nothing is about what the asker has.
    static func positions(of route: RoutePattern) -> [AccessMatrix.Position] {
        if route.namesProject { return AccessMatrix.Position.allCases }
        return route.namesSomething ? [.ownTeam, .otherOrganization] : [.ownTeam]
    }

    private static func answer(
        _ asker: Asker, _ route: RoutePattern, _ need: RouteNeed, at position: AccessMatrix.Position
    ) -> Answer {
        if route == health { return .allowed }
        guard let caller = asker.caller else { return .refused(status: 401) }
        if need == .public { return .allowed }
        if caller == .nobody || asker.isBrowser && route.method != "GET" { return .refused(status: 401) }
        guard case .action(let action) = need else {
            // Tokens that are nobody's cannot say who they are.
            return caller.access == nil ? .refused(status: 403) : .allowed
        }
        let rule = AccessTable.rule(for: action)
        if let scopes = caller.scopes, !rule.admits(scopes) { return .refused(status: 403) }
        // Lists across organizations leave out what is not the asker's.
        guard route.namesSomething else { return .allowed }
        switch AccessTable.decide(caller, action, on: target(of: rule, route, at: position)) {
        case .allowed: return .allowed
        case .refused(let refused): return .refused(status: refused.status)
        }
    }

    /// A probe that minds no credentials.
    private static let health = RoutePattern("GET", "api/0/internal/health")

    private static func target(
        of rule: AccessRule, _ route: RoutePattern, at position: AccessMatrix.Position
    ) -> Target {
        let named = AccessMatrix.target(of: rule, at: position)
        guard !route.namesProject, let organization = named.organization else { return named }
        // About a whole organization: handlers pick those projects that the asker reaches.
        return rule.place == .organization
            ? .organization(organization) : .project(of: organization, teams: [])
    }
}

extension RoutePattern {
    /// Whether it has parameters.
    fileprivate var namesSomething: Bool { description.contains("{}") }

    /// Whether a project, or an issue of one, is among them.
    fileprivate var namesProject: Bool {
        description.contains("/projects/{}/{}/") || description.contains("/issues/{}/")
    }
}
