/// What a route asks of whoever calls it.
public enum RouteNeed: Sendable, Equatable {
    /// Nobody is asked who they are: log-in, probes, assets.
    case `public`
    /// A project's key: data from SDKs.
    case key
    /// Anybody who is logged in, whatever they may do.
    case signedIn
    /// Whoever may do this to what the path names, by `AccessTable`.
    case action(Action)
}

/// A method and a path pattern, such as `PUT /api/0/issues/{issue}/`.
public struct RoutePattern: Sendable, Hashable, CustomStringConvertible {
    /// In capitals. `HEAD` counts as `GET`, and `OPTIONS` is nobody's business.
    public let method: String
    let parts: [Part]

    enum Part: Sendable, Hashable {
        case literal(String)
        /// Any one segment; what it is called plays no part.
        case parameter

        init(_ text: Substring) {
            self = text.hasPrefix("{") && text.hasSuffix("}") ? .parameter : .literal(String(text))
        }
    }

    /// A path of this pattern, its parameters filled in from left to right; for tests that ask every route.
    public func path(filling values: (_ before: [String]) -> String) -> [String] {
        parts.reduce(into: []) { path, part in
            switch part {
            case .literal(let text): path.append(text)
            case .parameter: path.append(values(path))
            }
        }
    }

    /// Slashes at the ends make no difference.
    public init(_ method: String, _ path: String) {
        self.method = method == "HEAD" ? "GET" : method
        parts = path.split(separator: "/").map(Part.init)
    }

    private init(method: String, parts: [Part]) { (self.method, self.parts) = (method, parts) }

    /// The pattern with a base in front.
    func below(_ base: String) -> RoutePattern {
        RoutePattern(method: method, parts: base.split(separator: "/").map(Part.init) + parts)
    }

    /// Whether a request's path, split and decoded, is of this pattern.
    func matches(_ path: [String]) -> Bool {
        path.count == parts.count
            && zip(parts, path).allSatisfy { part, segment in
                switch part {
                case .literal(let text): text == segment
                case .parameter: true
                }
            }
    }

    /// Of two patterns that fit, the one with more literals from the left answers.
    func isMoreSpecific(than other: RoutePattern) -> Bool {
        for (mine, theirs) in zip(parts, other.parts) where (mine == .parameter) != (theirs == .parameter) {
            return theirs == .parameter
        }
        return false
    }

    /// `GET /issues/{}/`.
    public var description: String {
        let path = parts.map { part in
            switch part {
            case .literal(let text): text
            case .parameter: "{}"
            }
        }
        return method + " /" + path.map { $0 + "/" }.joined()
    }
}

/// A route, and what it needs.
public struct RouteRule: Sendable, Equatable {
    public let pattern: RoutePattern
    public let need: RouteNeed
}
