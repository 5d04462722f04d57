import Scrubbing
import SentryProtocol
import Storage

/// Profiles of transactions, and chunks of continuous ones (protocol.md §5.16).
struct ProfileHandler: ItemHandler {
    let isChunk: Bool

    func handle(_ received: ReceivedItem, in context: ItemContext, into batch: inout IngestBatch) -> ItemResult {
        .of { () throws(Unusable) in
            let document = try received.largeJSON(limit: WireLimits.profileBytesMax)
            let profile = try isChunk ? ProfileItem(readingChunk: document.root) : ProfileItem(reading: document.root)
            var writer = JSONWriter(reserving: received.range.count)
            writer.value(context.scrubbed(document, as: .other).root)
            batch.records.append(
                .profile(
                    ProfileRow(
                        id: profile.id, profilerID: profile.profilerID, transactionID: profile.transactionID,
                        traceID: profile.traceID, platform: profile.platform,
                        startedAt: profile.start.map(context.clock.corrected) ?? context.receivedAt,
                        receivedAt: context.receivedAt, duration: profile.duration,
                        environment: profile.environment, release: profile.release,
                        body: context.tools.encodeBody(writer.bytes, .performance))))
        }
    }
}
