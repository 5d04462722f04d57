/// What one process sends.
struct TelemetryGroup<Record: Sendable>: Sendable {
    /// Its attributes: `service.name`, `host.name`, `telemetry.sdk.language`, …
    var resource: [TelemetryAttribute] = []
    var scopes: [Scoped] = []

    /// Records that one library in it made.
    struct Scoped: Sendable {
        var scope = TelemetryScope()
        var records: [Record] = []
    }
}

/// A library that makes records.
struct TelemetryScope: Sendable, Equatable {
    var name = ""
    var version = ""
    var attributes: [TelemetryAttribute] = []
}

/// A span as OpenTelemetry sends it. Ids are bytes of any number; what they are worth is decided when they are printed.
struct SpanRecord: Sendable, Equatable {
    var traceID: [UInt8] = []
    var spanID: [UInt8] = []
    /// Empty for a root.
    var parentSpanID: [UInt8] = []
    /// W3C `tracestate`.
    var traceState = ""
    var name = ""
    var kind = SpanKind.unspecified
    /// Nanoseconds since 1970; 0 when it was not said.
    var start: UInt64 = 0
    var end: UInt64 = 0
    var attributes: [TelemetryAttribute] = []
    var links: [Link] = []
    var isError = false
    var statusMessage = ""
    var flags: UInt32 = 0

    /// Another span that this one has to do with.
    struct Link: Sendable, Equatable {
        var traceID: [UInt8] = []
        var spanID: [UInt8] = []
        var flags: UInt32 = 0
        var attributes: [TelemetryAttribute] = []
    }

    /// Whether the parent belongs to another process; nil when the sender does not say.
    var hasRemoteParent: Bool? { flags & 0x100 == 0 ? nil : flags & 0x200 != 0 }
}

/// A span's part in a conversation.
enum SpanKind: Int, Sendable {
    case unspecified, `internal`, server, client, producer, consumer

    /// The protocol's word; nil when it was not said.
    var name: String? {
        switch self {
        case .unspecified: nil
        case .internal: "internal"
        case .server: "server"
        case .client: "client"
        case .producer: "producer"
        case .consumer: "consumer"
        }
    }
}

/// A log entry as OpenTelemetry sends it.
struct LogRecord: Sendable, Equatable {
    var traceID: [UInt8] = []
    var spanID: [UInt8] = []
    /// Nanoseconds since 1970; 0 when it was not said.
    var time: UInt64 = 0
    /// When a collector saw it.
    var observedTime: UInt64 = 0
    /// 1 to 24; 0 when it was not said.
    var severityNumber = 0
    var severityText = ""
    var body: TelemetryValue?
    var eventName = ""
    var attributes: [TelemetryAttribute] = []
}
