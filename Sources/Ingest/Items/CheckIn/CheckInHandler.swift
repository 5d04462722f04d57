import Scrubbing
import SentryProtocol
import Storage

/// Check-ins of scheduled jobs (protocol.md §5.8). Slugs, schedules and names of environments are what jobs are found
/// by and stay as they are; of everything else only the owner is free text.
struct CheckInHandler: ItemHandler {
    func handle(_ received: ReceivedItem, in context: ItemContext, into batch: inout IngestBatch) -> ItemResult {
        .of { () throws(Unusable) in
            let document = try received.object()
            let checkIn = try CheckInItem(reading: document.root)
            var config = checkIn.config
            if config?.owner != nil {
                config?.owner = context.scrubbed(document, as: .other).root["monitor_config"]?["owner"]?.string
            }
            batch.records.append(
                .checkIn(
                    CheckInRow(
                        id: checkIn.id, newID: checkIn.id ?? context.randomID(), monitorSlug: checkIn.slug.text,
                        status: CheckInRow.Status(rawValue: checkIn.status) ?? .unknown, duration: checkIn.duration,
                        environment: checkIn.environment, release: checkIn.release, receivedAt: context.receivedAt,
                        traceID: checkIn.traceID, monitorConfig: config?.json)))
        }
    }
}
