import Scrubbing
import SentryProtocol
import Storage

/// Spans without their transaction: containers of the second version, and single ones of the first, which are stored
/// in the form of the second (protocol.md §5.7).
struct SpanHandler: ItemHandler {
    func handle(_ received: ReceivedItem, in context: ItemContext, into batch: inout IngestBatch) -> ItemResult {
        do throws(Unusable) {
            let document = try received.json(limit: ItemBounds.containerBytesMax)
            guard ItemContainer(reading: document.root) != nil else {
                try store(
                    SpanItem(readingLegacy: context.scrubbed(document, as: .span).root), in: context, into: &batch)
                return .accepted
            }
            return storeAll(of: context.scrubbed(document, as: .container), in: context, into: &batch)
        } catch {
            return .invalid(error.reason)
        }
    }

    private func storeAll(
        of document: JSONDocument, in context: ItemContext, into batch: inout IngestBatch
    ) -> ItemResult {
        var tally = EntryTally(of: .span)
        guard let container = ItemContainer(reading: document.root) else { return tally.result }
        let inferred = context.inferred(for: document.root)
        for (index, entry) in container.entries.enumerated() {
            do throws(Unusable) {
                guard index < EntryLimits.spansMax else { throw Unusable(.tooLarge) }
                try store(SpanItem(reading: entry), inferring: inferred, in: context, into: &batch)
                tally.accept()
            } catch {
                tally.refuse(error)
            }
        }
        return tally.result
    }

    private func store(
        _ span: SpanItem, inferring inferred: InferredAttributes? = nil, in context: ItemContext,
        into batch: inout IngestBatch
    ) throws(Unusable) {
        let shift = context.clock.shift(of: span.end)
        var writer = JSONWriter(reserving: 1_024)
        span.write(into: &writer, movedBy: shift, inferring: inferred)
        batch.records.append(
            .span(
                SpanRow(
                    traceID: span.traceID, spanID: span.spanID, parentSpanID: span.parentSpanID,
                    isSegment: span.isSegment, receivedAt: context.receivedAt,
                    startedAt: Timestamp(microseconds: span.start.microseconds + shift),
                    endedAt: Timestamp(microseconds: span.end.microseconds + shift), name: span.name, op: span.op,
                    status: span.status, environment: span.environment, release: span.release,
                    body: context.tools.encodeBody(writer.bytes, .performance))))
    }
}
