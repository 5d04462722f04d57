import SentryProtocol

/// A part of an event that its body alone has. Searches for it read the bodies of a bounded number of events.
public enum EventDetail: Sendable, Hashable {
    /// `trace`: the trace that the event is part of.
    case trace
    /// `http.status_code`: of the response.
    case statusCode
    /// `http.referer`.
    case referer
    /// `stack.abs_path`, `stack.lineno`, `stack.colno`, `stack.in_app`: of any frame.
    case absolutePath, line, column, isInApp
    /// `symbolicated_in_app`: whether every frame of the application has been resolved.
    case isSymbolicatedInApp
    /// `error.main_thread`: whether an exception was raised there.
    case isMainThread
    /// `flags[checkout]`: what a feature flag said last.
    case flag(String)
    /// `device.arch` and the like; a tag of that name counts, too.
    case context(kind: String, field: String)
    /// `geo.city`: where the user is.
    case geo(String)

    /// The detail of a key; nil when the key is none of these.
    init?(key: String) {
        switch key {
        case "trace": self = .trace
        case "http.status_code": self = .statusCode
        case "http.referer": self = .referer
        case "stack.abs_path": self = .absolutePath
        case "stack.lineno": self = .line
        case "stack.colno": self = .column
        case "stack.in_app": self = .isInApp
        case "symbolicated_in_app": self = .isSymbolicatedInApp
        case "error.main_thread": self = .isMainThread
        case "geo.city", "geo.country_code", "geo.region", "geo.subdivision": self = .geo(String(key.dropFirst(4)))
        case "device.arch", "device.brand", "device.locale", "device.model_id", "device.name", "device.orientation",
            "device.uuid", "os.build", "os.kernel_version", "os.rooted", "app.in_foreground", "unreal.crash_type",
            "ota_updates.channel", "ota_updates.runtime_version", "ota_updates.update_id":
            let dot = key.firstIndex(of: ".") ?? key.startIndex
            self = .context(kind: String(key[..<dot]), field: String(key[key.index(after: dot)...]))
        default:
            guard key.hasPrefix("flags["), key.hasSuffix("]") else { return nil }
            self = .flag(String(key.dropFirst(6).dropLast()))
        }
    }

    /// What values are read as.
    enum Kind { case text, number, truth }

    var kind: Kind {
        switch self {
        case .line, .column: .number
        case .isInApp, .isSymbolicatedInApp, .isMainThread, .context("os", "rooted"), .context("app", "in_foreground"):
            .truth
        default: .text
        }
    }
}

/// What is asked of a detail's values: one of them must pass.
public enum DetailTest: Sendable, Equatable {
    /// `true` and `false` are texts, too.
    case text(TextTest)
    case number(NumberTest)

    func holds(for values: [String]) -> Bool {
        switch self {
        case .text(.isEmpty): values.isEmpty
        case .text(let test): values.contains { test.holds(for: $0) }
        case .number(let test): values.contains { Double($0).map(test.holds) ?? false }
        }
    }
}

extension EventDetail {
    /// Everything that the event says of it.
    func values(of event: Event) -> [String] {
        switch self {
        case .trace: Self.fields("trace", "trace_id", event)
        case .statusCode: Self.fields("response", "status_code", event)
        case .referer: (event.request?.headers ?? []).filter { $0.key.lowercased() == "referer" }.map(\.value)
        case .absolutePath: event.frames.compactMap(\.absPath)
        case .line: event.frames.compactMap { $0.line.map(String.init) }
        case .column: event.frames.compactMap { $0.column.map(String.init) }
        case .isInApp: event.frames.compactMap { $0.isInApp.map(Self.text) }
        case .isSymbolicatedInApp: Self.symbolication(of: event.frames.filter { $0.isInApp == true })
        case .isMainThread: Self.mainThread(event)
        case .flag(let name): Self.flag(name, event)
        case .context(let kind, let field):
            Self.fields(kind, field == "uuid" ? "device_unique_identifier" : field, event)
                + event.tags.filter { $0.key == kind + "." + field }.map(\.value)
        case .geo(let field): (event.user?.geo?.member(named: field)).flatMap(Self.text).map { [$0] } ?? []
        }
    }

    private static func fields(_ kind: String, _ name: String, _ event: Event) -> [String] {
        event.contexts.filter { $0.type == kind }.flatMap { context in
            context.fields.filter { $0.key == name }.compactMap { field -> String? in
                switch field.value {
                case .node(let node): text(node)
                case .text(let text): text
                }
            }
        }
    }

    private static func flag(_ name: String, _ event: Event) -> [String] {
        for context in event.contexts where context.type == "flags" {
            for case (key: "values", value: .node(let list)) in context.fields {
                let entry = Array(list.elements).last { $0["flag"]?.string == name }
                if let result = entry?["result"].flatMap(text) { return [result] }
            }
        }
        return []
    }

    private static func symbolication(of frames: [Frame]) -> [String] {
        guard !frames.isEmpty else { return [] }
        return [
            text(
                frames.allSatisfy { frame in
                    frame.data?["symbolicated"]?.bool == true
                        || frame.data?["symbolicator_status"]?.string == "symbolicated"
                })
        ]
    }

    private static func mainThread(_ event: Event) -> [String] {
        event.exceptions.compactMap { exception in
            guard let id = exception.threadID, let thread = event.threads.first(where: { $0.id == id }) else {
                return nil
            }
            return thread.isMain.map(text)
        }
    }

    private static func text(_ value: Bool) -> String { value ? "true" : "false" }
    private static func text(_ node: JSONNode) -> String? { node.bool.map(text) ?? node.lenientString }
}

extension Event {
    /// The frames of its exceptions, and its own.
    var frames: [Frame] { (exceptions.compactMap(\.stacktrace) + [stacktrace].compactMap { $0 }).flatMap(\.frames) }
}
