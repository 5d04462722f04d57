import Scrubbing
import SentryProtocol
import Storage

/// Check-ins of scheduled jobs (protocol.md §5.8). Slugs, schedules and names of environments are what jobs are found
/// by and stay as they are; of everything else only the owner is free text.
struct CheckInHandler: ItemHandler {
    private let meter = CheckInMeter()

    func handle(_ received: ReceivedItem, in context: ItemContext, into batch: inout IngestBatch) -> ItemResult {
        do throws(Unusable) {
            let document = try received.object()
            return store(try CheckInItem(reading: document.root), of: document, received, in: context, into: &batch)
        } catch {
            return .invalid(error.reason)
        }
    }

    private func store(
        _ checkIn: CheckInItem, of document: JSONDocument, _ received: ReceivedItem, in context: ItemContext,
        into batch: inout IngestBatch
    ) -> ItemResult {
        let (now, meter) = (context.receivedAt, meter)
        // A line of `curl` is the same at every run: without a time of its own, the minute tells runs apart.
        let content = context.identity(of: received, context.sentAt?.microseconds ?? now.minute)
        let place = CheckInMeter.Place(
            project: context.sender.projectID, monitor: checkIn.slug, environment: checkIn.environment)
        switch meter.verdict(on: content, hasID: checkIn.id != nil, at: place, now) {
        case .repeated: return .accepted
        case .tooMany: return .one(.rateLimited(reason: .checkInRate))
        case .admitted: break
        }
        var config = checkIn.config
        if config?.owner != nil {
            config?.owner = context.scrubbed(document, as: .other).root["monitor_config"]?["owner"]?.string
        }
        batch.records.append(
            .checkIn(
                CheckInRow(
                    id: checkIn.id, newID: checkIn.id ?? EventID(content), monitorSlug: checkIn.slug.text,
                    status: CheckInRow.Status(rawValue: checkIn.status) ?? .unknown, duration: checkIn.duration,
                    environment: checkIn.environment, release: checkIn.release, receivedAt: now,
                    traceID: checkIn.traceID, monitorConfig: config?.json)))
        batch.followUps.append { _ in meter.confirm(content, at: place, now) }
        return .accepted
    }
}
