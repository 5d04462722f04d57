/// One occurrence, as an SDK sent it and as Culprit keeps it (protocol.md §5.2).
///
/// The same type serves both ways: `Event(reading:)` takes the payload of an SDK in any of its tolerated shapes, and
/// `encode(into:)` prints the one shape that is stored and that `/events/<id>/json/` serves. Free-form parts (`extra`,
/// contexts, variables) stay nodes of the document they came in.
public struct Event: Sendable {
    public var id: EventID?
    public var type: EventType = .default
    /// When it happened, by the sender's clock after correction.
    public var occurredAt: Timestamp?
    /// When it reached us.
    public var receivedAt: Timestamp?
    public var platform: String?
    public var level: Level?
    public var logger: String?
    /// Name of the route or task.
    public var transaction: String?
    /// Where the transaction's name came from: `route`, `url`, …
    public var transactionSource: String?
    /// The culprit: as sent, after grouping as computed.
    public var culprit: String?
    public var serverName: String?
    public var release: String?
    public var dist: String?
    public var environment: String?
    public var message: LogEntry?
    /// Oldest cause first; the one raised last is last.
    public var exceptions: [Exception] = []
    /// The legacy place of a stack trace without an exception.
    public var stacktrace: Stacktrace?
    public var threads: [EventThread] = []
    /// Oldest first.
    public var breadcrumbs: [Breadcrumb] = []
    public var tags: [Tag] = []
    public var user: EventUser?
    public var request: EventRequest?
    public var contexts: [EventContext] = []
    public var extra: JSONNode?
    /// Names and versions of packages.
    public var modules: JSONNode?
    public var sdk: SDKInfo?
    /// As sent; empty means default grouping.
    public var fingerprint: [String] = []
    /// Ancient override of grouping.
    public var checksum: String?
    /// Which exception names the event, by `mechanism.exception_id`.
    public var mainExceptionID: Int?
    /// A Django template error.
    public var template: JSONNode?
    /// A content security policy report.
    public var csp: JSONNode?
    /// HPKP, Expect-CT and Expect-Staple reports, by attribute name.
    public var securityReports: [(name: String, report: JSONNode)] = []
    public var debugMeta: JSONNode?
    /// What was wrong with the payload, noted instead of failing it; also what the SDK noted itself.
    public var errors: [ProcessingError] = []
    /// Remarks about removed and shortened values (protocol.md §9.5).
    public var meta: JSONNode?

    // What the server worked out; part of the stored shape.

    public var title: String?
    public var location: String?
    public var metadata = EventMetadata()
    /// 32 hex digits each, the deciding one first.
    public var hashes: [String] = []
    /// Name of the grouping configuration that made `hashes`.
    public var groupingConfiguration: String?

    public init() {}
}

/// What an event is about.
public enum EventType: String, Sendable {
    case error, `default`, csp, hpkp, expectct, expectstaple, transaction, feedback, generic
}

/// The parts a title is made of (grouping.md §7).
public struct EventMetadata: Sendable, Equatable {
    /// The exception's type, cut at 128 characters.
    public var type: String?
    /// The exception's value, cut at 1024.
    public var value: String?
    public var filename: String?
    public var function: String?
    /// Of events without an exception: the message's first line.
    public var title: String?
    public init() {}
}

/// A logged message (protocol.md §5.3.1).
public struct LogEntry: Sendable {
    /// The text with its parameters filled in.
    public var formatted: String?
    /// The template.
    public var message: String?
    /// An array or an object.
    public var params: JSONNode?
    public init(formatted: String? = nil, message: String? = nil, params: JSONNode? = nil) {
        (self.formatted, self.message, self.params) = (formatted, message, params)
    }
}

/// One exception of the chain (protocol.md §5.3.2).
public struct Exception: Sendable {
    public var type: String?
    public var value: String?
    public var module: String?
    public var threadID: String?
    public var mechanism: Mechanism?
    public var stacktrace: Stacktrace?
    /// The trace before symbolication.
    public var rawStacktrace: JSONNode?
    public init() {}
}

/// How an exception was caught.
public struct Mechanism: Sendable {
    public var type: String?
    public var description: String?
    public var helpLink: String?
    public var handled: Bool?
    /// The type's name means nothing (a signal, an SDK's placeholder).
    public var isSynthetic: Bool?
    public var source: String?
    public var isExceptionGroup: Bool?
    public var exceptionID: Int?
    public var parentID: Int?
    public var data: JSONNode?
    public var meta: JSONNode?
    public init() {}
}

/// Frames, oldest call first, crash site last (protocol.md §5.3.3).
public struct Stacktrace: Sendable {
    public var frames: [Frame] = []
    public var registers: JSONNode?
    public var isSnapshot: Bool?
    /// How many frames of the middle were cut: from which index, to which (exclusive), of the frames sent.
    public var framesOmitted: Range<Int>?
    public init() {}
}

/// One call.
public struct Frame: Sendable {
    public var function: String?
    public var rawFunction: String?
    public var symbol: String?
    public var module: String?
    public var package: String?
    public var filename: String?
    public var absPath: String?
    public var line: Int?
    public var column: Int?
    /// Source lines before the failing one; an array of strings.
    public var preContext: JSONNode?
    public var contextLine: String?
    public var postContext: JSONNode?
    /// As sent; after grouping as decided.
    public var isInApp: Bool?
    /// Local variables; an object.
    public var variables: JSONNode?
    public var platform: String?
    public var imageAddress: String?
    public var instructionAddress: String?
    public var symbolAddress: String?
    public var addressMode: String?
    public var trust: String?
    public var stackStart: Bool?
    /// Bookkeeping (`sourcemap`, `orig_in_app`, …) and everything else kept; an object.
    public var data: JSONNode?
    /// What the thread waits for here.
    public var lock: JSONNode?
    public var sourceLink: String?
    public init() {}
}

/// A thread of the process when the event happened (protocol.md §5.3.4).
public struct EventThread: Sendable {
    public var id: String?
    public var name: String?
    public var stacktrace: Stacktrace?
    public var isCrashed: Bool?
    public var isCurrent: Bool?
    public var isMain: Bool?
    public var state: String?
    public var heldLocks: JSONNode?
    public init() {}
}

/// What happened before (protocol.md §5.3.5).
public struct Breadcrumb: Sendable {
    public var timestamp: Timestamp?
    /// `default`, `http`, `navigation`, …
    public var type: String?
    public var category: String?
    public var level: Level?
    public var message: String?
    public var data: JSONNode?
    public var eventID: String?
    public var origin: String?
    public init() {}
}

/// A searchable pair.
public struct Tag: Sendable, Hashable {
    public var key: String
    public var value: String
    public init(key: String, value: String) { (self.key, self.value) = (key, value) }
}

/// Who was affected (protocol.md §5.3.6).
public struct EventUser: Sendable {
    public var id: String?
    public var username: String?
    public var email: String?
    public var name: String?
    public var ipAddress: String?
    public var geo: JSONNode?
    public var segment: String?
    /// Every other key that was sent, in order.
    public var data: [(key: String, value: JSONNode)] = []
    public init() {}

    /// What users are counted by: `id:…`, else `username:…`, `email:…`, `ip:…`.
    public var identity: String? {
        if let id { return "id:" + id }
        if let username { return "username:" + username }
        if let email { return "email:" + email }
        if let ipAddress { return "ip:" + ipAddress }
        return nil
    }
}

/// The HTTP request during which it happened (protocol.md §5.3.7).
public struct EventRequest: Sendable {
    /// Without query and fragment.
    public var url: String?
    public var method: String?
    public var query: [(key: String, value: String)] = []
    public var fragment: String?
    /// The body: any JSON.
    public var data: JSONNode?
    /// What the body was, when it came as text and could be read: `application/json` or a form.
    public var inferredContentType: String?
    public var cookies: [(key: String, value: String)] = []
    public var headers: [(key: String, value: String)] = []
    public var env: JSONNode?
    public var apiTarget: String?
    public init() {}
}

/// One entry of `contexts`: what is known of a device, a runtime, a trace …
public struct EventContext: Sendable {
    /// The name it is filed under.
    public var alias: String
    /// `alias` unless the context says another.
    public var type: String
    /// Its fields without `type`, nulls left out.
    public var fields: [(key: String, value: ContextValue)]
    public init(alias: String, type: String, fields: [(key: String, value: ContextValue)]) {
        (self.alias, self.type, self.fields) = (alias, type, fields)
    }
}

/// A context's field: as sent, or worked out by us.
public enum ContextValue: Sendable {
    case node(JSONNode)
    case text(String)
}

/// The SDK that sent it.
public struct SDKInfo: Sendable {
    public var name: String?
    public var version: String?
    /// `integrations`, `packages`, `features`, `settings` as sent.
    public var rest: [(key: String, value: JSONNode)] = []
    public init(name: String? = nil, version: String? = nil) { (self.name, self.version) = (name, version) }
}

/// Something that was wrong with a payload: noted on the event, never fatal.
public struct ProcessingError: Sendable, Equatable {
    /// `invalid_data`, `value_too_long`, `clock_drift`, `past_timestamp`, …
    public var type: String
    /// Path of the attribute: `request.headers`.
    public var name: String
    /// What stood there, shortened.
    public var value: String?
    public init(type: String, name: String, value: String? = nil) {
        (self.type, self.name, self.value) = (type, name, value)
    }
}
