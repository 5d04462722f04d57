import SentryProtocol

/// A question about a project's logs.
public struct LogQuery: Sendable {
    /// `.logs` or `.requestLogs`.
    public var kind: DataKind
    public var project: ProjectID
    public var period: Period?
    /// Only entries at least as bad.
    public var level: LogLevel?
    public var traceID: TraceID?
    /// Empty means any; the empty name stands for entries without one.
    public var environments: [String]
    public var release: String?
    /// Only entries whose message has this in it, in any case; `*` stands for anything.
    public var text: String?
    /// Only entries with all of these attributes.
    public var attributes: [Attribute]
    public var cursor: Cursor
    /// Rows of a page, 1 to 1,000.
    public var limit: Int

    /// An attribute with this value, compared as text in any case; `*` stands for anything.
    public struct Attribute: Sendable, Equatable {
        public var name: String
        public var value: String
        public init(name: String, value: String) { (self.name, self.value) = (name, value) }
    }

    public init(
        kind: DataKind = .logs, project: ProjectID, period: Period? = nil, level: LogLevel? = nil,
        traceID: TraceID? = nil, environments: [String] = [], release: String? = nil, text: String? = nil,
        attributes: [Attribute] = [], cursor: Cursor = .start, limit: Int = 100
    ) {
        (self.kind, self.project, self.period, self.level) = (kind, project, period, level)
        (self.traceID, self.environments, self.release) = (traceID, environments, release)
        (self.text, self.attributes, self.cursor, self.limit) = (text, attributes, cursor, limit)
    }
}

/// A log entry.
public struct StoredLog: Sendable, Equatable {
    public var at: Timestamp
    public var level: LogLevel
    public var traceID: TraceID?
    public var spanID: SpanID?
    public var environment: String?
    public var release: String?
    public var message: String
    /// In the order sent.
    public var attributes: [Attribute]

    /// A named value: text, a number, a boolean or a list as JSON writes it, text without quotes.
    public struct Attribute: Sendable, Equatable {
        public var name: String
        /// `string`, `integer`, `double`, `boolean`, `array`.
        public var type: String
        public var value: String
        public var unit: String?
        public init(name: String, type: String, value: String, unit: String?) {
            (self.name, self.type, self.value, self.unit) = (name, type, value, unit)
        }
    }

    public init(
        at: Timestamp, level: LogLevel, traceID: TraceID?, spanID: SpanID?, environment: String?, release: String?,
        message: String, attributes: [Attribute]
    ) {
        (self.at, self.level, self.traceID, self.spanID) = (at, level, traceID, spanID)
        (self.environment, self.release) = (environment, release)
        (self.message, self.attributes) = (message, attributes)
    }
}

/// A metric that a project has sent.
public struct MetricName: Sendable, Hashable {
    public var name: String
    /// `counter`, `gauge` or `distribution`; of the newest value.
    public var type: String
    public var unit: String
    public init(name: String, type: String, unit: String) { (self.name, self.type, self.unit) = (name, type, unit) }
}
