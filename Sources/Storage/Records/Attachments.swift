import SentryProtocol

/// A file that belongs to an event, without its content.
public struct StoredAttachment: Sendable, Equatable {
    public var eventID: EventID
    public var projectID: ProjectID
    public var name: String
    public var contentType: String
    public var type: String
    public var receivedAt: Timestamp
    /// In bytes.
    public var size: Int
    /// SHA-256 of the content, in hex.
    public var sha256: String

    public init(
        eventID: EventID, projectID: ProjectID, name: String, contentType: String, type: String,
        receivedAt: Timestamp, size: Int, sha256: String
    ) {
        (self.eventID, self.projectID, self.name) = (eventID, projectID, name)
        (self.contentType, self.type, self.receivedAt) = (contentType, type, receivedAt)
        (self.size, self.sha256) = (size, sha256)
    }
}

/// A replay as lists show it.
public struct ReplaySummary: Sendable, Equatable {
    public var id: EventID
    public var projectID: ProjectID
    public var startedAt: Timestamp
    public var endedAt: Timestamp
    public var segments: Int
    public var errors: Int
    public var platform: String
    public var environment: String?
    public var release: String?

    public init(
        id: EventID, projectID: ProjectID, startedAt: Timestamp, endedAt: Timestamp, segments: Int, errors: Int,
        platform: String, environment: String?, release: String?
    ) {
        (self.id, self.projectID, self.startedAt, self.endedAt) = (id, projectID, startedAt, endedAt)
        (self.segments, self.errors, self.platform) = (segments, errors, platform)
        (self.environment, self.release) = (environment, release)
    }
}

/// A replay with what its segments say; recordings are asked for one by one.
public struct StoredReplay: Sendable {
    public var summary: ReplaySummary
    public var segments: [Segment]
    public var errorIDs: [EventID]
    public var traceIDs: [TraceID]

    /// A stretch of a replay.
    public struct Segment: Sendable, Equatable {
        public var number: Int
        public var at: Timestamp
        public var urls: [String]
        /// As sent, normalised and scrubbed.
        public var json: [UInt8]
        public init(number: Int, at: Timestamp, urls: [String], json: [UInt8]) {
            (self.number, self.at, self.urls, self.json) = (number, at, urls, json)
        }
    }

    public init(summary: ReplaySummary, segments: [Segment], errorIDs: [EventID], traceIDs: [TraceID]) {
        (self.summary, self.segments) = (summary, segments)
        (self.errorIDs, self.traceIDs) = (errorIDs, traceIDs)
    }
}
