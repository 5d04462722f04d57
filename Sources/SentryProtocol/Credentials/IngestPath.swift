/// Which ingest route a path is (protocol.md §1.2).
public struct IngestPath: Hashable, Sendable {
    public let route: IngestRoute
    /// The project's segment as sent, still to be read as a `ProjectNumber`; nil for routes without one.
    public let project: String?

    /// Nil when `path` is none of ours. Repeated slashes and a missing last one are fine, `prefix` is where the server
    /// is mounted (`/errors`), and a query is ignored.
    public init?(path: some StringProtocol, prefix: String = "") {
        var segments = path.prefix { $0 != "?" && $0 != "#" }.split(separator: "/")[...]
        for expected in prefix.split(separator: "/") {
            guard let first = segments.first, first == expected else { return nil }
            segments.removeFirst()
        }
        // Where browsers send that may not reach `/api/`; the envelope's `dsn` says which project.
        if segments == ["tunnel"] {
            (route, project) = (.envelope, nil)
            return
        }
        // The longest route, of OTLP, has six segments.
        guard segments.first == "api", segments.count <= 6 else { return nil }
        let rest = segments.dropFirst().map { PercentEncoding.decode($0) }
        if let route = Self.routeWithoutProject(rest) {
            (self.route, project) = (route, nil)
        } else if let first = rest.first, let route = Self.route(Array(rest.dropFirst())) {
            (self.route, project) = (route, first)
        } else {
            return nil
        }
    }

    private static func routeWithoutProject(_ segments: [String]) -> IngestRoute? {
        switch segments {
        case ["store"]: .store
        case ["embed", "error-page"]: .errorPage
        case ["relay", "healthcheck", "live"], ["0", "relays", "live"]: .live
        case ["relay", "healthcheck", "ready"]: .ready
        default: nil
        }
    }

    private static func route(_ segments: [String]) -> IngestRoute? {
        switch segments {
        case ["envelope"]: .envelope
        case ["store"]: .store
        case ["security"], ["csp-report"]: .security
        case ["nel"]: .nel
        case ["minidump"]: .minidump
        case ["upload"]: .upload(location: nil)
        case ["integration", "otlp", "v1", "traces"], ["otlp", "v1", "traces"]: .otlpTraces
        case ["integration", "otlp", "v1", "logs"], ["otlp", "v1", "logs"]: .otlpLogs
        case ["integration", "vercel", "logs"]: .vercelLogs
        default: routeWithParameter(segments)
        }
    }

    private static func routeWithParameter(_ segments: [String]) -> IngestRoute? {
        switch (segments.first, segments.count) {
        case ("events", 3) where segments[2] == "attachments": .attachments(eventID: segments[1])
        case ("unreal", 2): .unreal(key: segments[1])
        case ("cron", 2): .cron(slug: segments[1], key: nil)
        case ("cron", 3): .cron(slug: segments[1], key: segments[2])
        case ("upload", 2): .upload(location: segments[1])
        default: nil
        }
    }
}

/// The routes that SDKs, browsers and probes call. Parameters are decoded, but otherwise as sent.
public enum IngestRoute: Hashable, Sendable {
    case envelope
    /// Without a project in the path the key decides.
    case store
    /// Also `csp-report`.
    case security
    case nel
    case minidump
    case attachments(eventID: String)
    case unreal(key: String)
    case cron(slug: String, key: String?)
    case otlpTraces, otlpLogs, vercelLogs
    /// The dialog that asks users what happened.
    case errorPage
    /// A resumable upload; `location` names one that has begun.
    case upload(location: String?)
    /// Probes.
    case live, ready

    /// The key, where it stands in the path.
    public var key: String? {
        switch self {
        case .unreal(let key): key
        case .cron(_, let key): key
        default: nil
        }
    }
}
