import Scrubbing
import SentryProtocol
import Storage

/// Feedback: an event of the issue "User Feedback", and what it says beside the event that it is about
/// (protocol.md §5.13).
struct FeedbackHandler: ItemHandler {
    func handle(_ received: ReceivedItem, in context: ItemContext, into batch: inout IngestBatch) -> ItemResult {
        do throws(Unusable) {
            let document = try received.object()
            let feedback = try FeedbackItem(reading: document.root)
            let size = received.range.count
            let result = EventPath.store(feedback.event(expecting: size), in: context, into: &batch)
            guard case .one(.accepted) = result, let about = feedback.associatedEventID else { return result }
            let scrubbed = try FeedbackItem(reading: context.scrubbed(document, as: .event).root)
            batch.records.append(
                .userReport(
                    UserReportRow(
                        eventID: about, name: scrubbed.name ?? "", email: scrubbed.email ?? "",
                        comments: scrubbed.message, receivedAt: context.receivedAt)))
            return result
        } catch {
            return .invalid(error.reason)
        }
    }
}
