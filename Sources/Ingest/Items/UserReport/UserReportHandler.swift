import Scrubbing
import SentryProtocol
import Storage

/// Feedback in the old form, about an event that may come later or never (protocol.md §5.13).
struct UserReportHandler: ItemHandler {
    func handle(_ received: ReceivedItem, in context: ItemContext, into batch: inout IngestBatch) -> ItemResult {
        .of { () throws(Unusable) in
            let document = try received.object(limit: ItemBounds.userReportBytesMax)
            let report = try UserReportItem(reading: context.scrubbed(document, as: .other).root)
            guard let eventID = context.eventID ?? report.eventID else { throw Unusable(.noEventID) }
            batch.records.append(
                .userReport(
                    UserReportRow(
                        eventID: eventID, name: report.name, email: report.email, comments: report.comments,
                        receivedAt: context.receivedAt)))
        }
    }
}
