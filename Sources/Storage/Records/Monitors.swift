import SentryProtocol

/// A scheduled job, as its check-ins describe it.
public struct Monitor: Sendable, Equatable {
    public var id: Int64
    public var projectID: ProjectID
    public var slug: String
    /// The configuration as JSON in the protocol's names (protocol.md §5.8).
    public var config: String
    public var createdAt: Timestamp
    public var environments: [State]

    /// What a monitor last said in one environment.
    public struct State: Sendable, Equatable {
        public var environment: String
        public var status: CheckInStatus
        public var firstCheckInAt: Timestamp
        public var lastCheckInAt: Timestamp
        public init(
            environment: String, status: CheckInStatus, firstCheckInAt: Timestamp, lastCheckInAt: Timestamp
        ) {
            (self.environment, self.status) = (environment, status)
            (self.firstCheckInAt, self.lastCheckInAt) = (firstCheckInAt, lastCheckInAt)
        }
    }

    public init(
        id: Int64, projectID: ProjectID, slug: String, config: String, createdAt: Timestamp, environments: [State]
    ) {
        (self.id, self.projectID, self.slug) = (id, projectID, slug)
        (self.config, self.createdAt, self.environments) = (config, createdAt, environments)
    }
}

/// What became of one run of a job: what it says itself, and what the clock says of it.
public enum CheckInStatus: String, Sendable, CaseIterable {
    case inProgress = "in_progress"
    case ok, error, missed, timeout, unknown
}

/// One run of a job.
public struct StoredCheckIn: Sendable, Equatable {
    public var id: EventID
    public var monitorSlug: String
    public var environment: String
    public var status: CheckInStatus
    public var startedAt: Timestamp
    public var receivedAt: Timestamp
    public var updatedAt: Timestamp
    /// In seconds.
    public var duration: Double?
    public var release: String?
    public var traceID: TraceID?

    public init(
        id: EventID, monitorSlug: String, environment: String, status: CheckInStatus, startedAt: Timestamp,
        receivedAt: Timestamp, updatedAt: Timestamp, duration: Double?, release: String?, traceID: TraceID?
    ) {
        (self.id, self.monitorSlug, self.environment) = (id, monitorSlug, environment)
        (self.status, self.startedAt, self.receivedAt) = (status, startedAt, receivedAt)
        (self.updatedAt, self.duration, self.release, self.traceID) = (updatedAt, duration, release, traceID)
    }
}
