import SentryProtocol

/// What is indexed and counted of an event: everything that the store needs to know without reading the body.
///
/// All of it can be worked out again from the stored body (`init(stored:)`), which is how a restart repeats a batch that
/// had reached the events' file but not the counters, and how `culprit doctor` recounts.
public struct EventFacts: Sendable {
    public var id: EventID
    public var occurredAt: Timestamp
    public var receivedAt: Timestamp
    public var type: EventType
    public var level: Level
    public var platform: String
    public var title: String
    public var culprit: String
    public var location: String?
    public var metadata: EventMetadata
    public var logger: String?
    /// The hashes that lead to an issue, the deciding one first; 32 hex digits each, never empty.
    public var hashes: [String]
    /// As the project's previous grouping configuration has them; looked up when none of `hashes` leads anywhere.
    public var previousHashes: [String]
    public var environment: String?
    public var release: String?
    /// `EventUser.identity`; nil when nobody is known to be affected.
    public var userIdentity: String?
    /// False when some mechanism says so.
    public var isHandled: Bool
    /// What searches find it by.
    public var tags: PackedTags

    public init(
        id: EventID, occurredAt: Timestamp, receivedAt: Timestamp, type: EventType, level: Level, platform: String,
        title: String, culprit: String, location: String?, metadata: EventMetadata, logger: String?, hashes: [String],
        environment: String?, release: String?, userIdentity: String?, isHandled: Bool, previousHashes: [String] = [],
        tags: PackedTags = PackedTags(Event())
    ) {
        (self.id, self.occurredAt, self.receivedAt) = (id, occurredAt, receivedAt)
        (self.type, self.level, self.platform, self.title) = (type, level, platform, title)
        (self.culprit, self.location, self.metadata, self.logger) = (culprit, location, metadata, logger)
        (self.hashes, self.environment, self.release) = (hashes, environment, release)
        (self.userIdentity, self.isHandled) = (userIdentity, isHandled)
        (self.previousHashes, self.tags) = (previousHashes, tags)
    }

    /// The facts of a finished event: normalised, grouped, titled. Nil when id, times or hashes are missing.
    public init?(_ event: Event) {
        guard let id = event.id, let receivedAt = event.receivedAt, !event.hashes.isEmpty else { return nil }
        self.init(
            id: id, occurredAt: event.occurredAt ?? receivedAt, receivedAt: receivedAt, type: event.type,
            level: event.level ?? .error, platform: event.platform ?? "other",
            title: event.title ?? "<unlabeled event>", culprit: event.culprit ?? "", location: event.location,
            metadata: event.metadata, logger: event.logger, hashes: event.hashes, environment: event.environment,
            release: event.release, userIdentity: event.user?.identity,
            isHandled: !event.hasUnhandledException, tags: PackedTags(event))
    }

    /// The facts of a stored body, uncompressed. Nil when it is not a finished event.
    public init?(stored json: [UInt8]) {
        guard let document = try? JSONDocument(parsing: json, depthMax: JSONLimits.storedDepthMax) else {
            return nil
        }
        self.init(Event(stored: document.root))
    }
}

/// One event on its way into the store.
public struct EventRow: Sendable {
    public var facts: EventFacts
    /// The stored shape, encoded by `BodyCodec`.
    public var body: [UInt8]
    public init(facts: EventFacts, body: [UInt8]) { (self.facts, self.body) = (facts, body) }
}
