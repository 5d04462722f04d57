import Scrubbing
import SentryProtocol
import Storage

/// Descriptions of segments of replays (protocol.md §5.15).
struct ReplayEventHandler: ItemHandler {
    func handle(_ received: ReceivedItem, in context: ItemContext, into batch: inout IngestBatch) -> ItemResult {
        .of { () throws(Unusable) in try Self.store(received.object(), in: context, into: &batch) }
    }

    static func store(
        _ document: JSONDocument, in context: ItemContext, into batch: inout IngestBatch
    ) throws(Unusable) {
        let root = context.scrubbed(document, as: .replayEvent).root
        let replay = try ReplayItem(reading: root)
        // Users, platforms, releases and environments mean what they mean in events.
        var event = Event(reading: root)
        EventNormalizer(source: context.source(of: replay.replayID)).normalize(&event)
        let time = event.occurredAt ?? context.receivedAt
        let shift = replay.time.map { time.microseconds(since: $0) } ?? 0
        let body = replay.encoded(user: event.user, movedBy: shift, expecting: document.end)
        batch.records.append(
            .replayEvent(
                ReplayEventRow(
                    replayID: replay.replayID, segment: replay.segment,
                    startedAt: replay.start.map { Timestamp(microseconds: $0.microseconds + shift) }, at: time,
                    receivedAt: context.receivedAt, platform: event.platform ?? "other",
                    environment: event.environment, release: event.release, userIdentity: event.user?.identity,
                    errorIDs: replay.errorIDs, traceIDs: replay.traceIDs, urls: replay.urls,
                    body: context.tools.encodeBody(body, .replays))))
    }
}
