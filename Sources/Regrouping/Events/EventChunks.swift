import SentryProtocol
import Storage

/// Reads a project's stored events of a period in the order of their places, a few megabytes at a time.
struct EventChunks {
    let store: any RegroupStore
    let project: ProjectID
    let period: Period
    /// Events up to here have been read.
    private(set) var place: EventPlace?
    /// Events that may still be read.
    private(set) var left: Int
    private var size = ChunkSize()

    init(_ store: any RegroupStore, of project: ProjectID, in period: Period, eventsMax: Int = .max) {
        (self.store, self.project, self.period, left) = (store, project, period, eventsMax)
    }

    /// The next events; none at the end.
    mutating func next() async throws -> [PlacedEvent] {
        try Task.checkCancellation()
        let limit = min(size.events, left)
        guard limit > 0 else { return [] }
        let chunk = try await store.placedEvents(of: project, in: period, after: place, limit: limit)
        guard let last = chunk.last else { return [] }
        place = last.place
        left -= chunk.count
        size.learn(from: chunk)
        return chunk
    }
}

/// How many events to read at once, by the size of those that were read before.
struct ChunkSize {
    private(set) var events = 64

    mutating func learn(from chunk: [PlacedEvent]) {
        guard !chunk.isEmpty else { return }
        let bytes = chunk.reduce(0) { $0 + $1.event.body.count }
        let mean = max(1, bytes / chunk.count)
        // The next ones may be larger: the step grows slowly and shrinks at once.
        let fitting = min(RegroupingLimits.chunkBytesMax / mean, 2 * events)
        events = min(max(fitting, RegroupingLimits.chunkEventsMin), RegroupingLimits.chunkEventsMax)
    }
}
