import Scrubbing
import SentryProtocol
import Storage

/// Containers of metrics: good entries are kept, broken ones counted (protocol.md §5.11).
struct MetricHandler: ItemHandler {
    func handle(_ received: ReceivedItem, in context: ItemContext, into batch: inout IngestBatch) -> ItemResult {
        do throws(Unusable) {
            let document = context.scrubbed(try received.json(), as: .container)
            guard let container = ItemContainer(reading: document.root) else { throw Unusable(.missingField) }
            return store(
                container, of: received, inferring: context.inferred(for: document.root), in: context, into: &batch)
        } catch {
            return .invalid(error.reason)
        }
    }

    private func store(
        _ container: ItemContainer, of received: ReceivedItem, inferring inferred: InferredAttributes,
        in context: ItemContext, into batch: inout IngestBatch
    ) -> ItemResult {
        let clock = context.clock
        var tally = EntryTally(of: .traceMetric)
        var entries: [MetricBlock.Entry] = []
        var writer = JSONWriter(reserving: received.range.count)
        writer.beginArray()
        for (index, entry) in container.entries.enumerated() {
            do throws(Unusable) {
                guard index < EntryLimits.entriesMax else { throw Unusable(.tooLarge) }
                let metric = try MetricItem(reading: entry)
                let shift = clock.shift(of: metric.time)
                metric.write(into: &writer, movedBy: shift, inferring: inferred)
                entries.append(
                    MetricBlock.Entry(
                        at: Timestamp(microseconds: metric.time.microseconds + shift), name: metric.name,
                        type: metric.type, value: metric.value, unit: metric.unit, traceID: metric.traceID,
                        environment: metric.environment, release: metric.release))
                tally.accept()
            } catch {
                tally.refuse(error)
            }
        }
        writer.endArray()
        if !entries.isEmpty {
            let body = context.tools.encodeBody(writer.bytes, .metrics)
            var block = MetricBlock(receivedAt: context.receivedAt, entries: entries, body: body, content: [])
            // Of what was sent: what is stored of it may depend on when it came.
            block.digest = context.identity(of: received)
            batch.records.append(.metrics(block))
        }
        return tally.result
    }
}
