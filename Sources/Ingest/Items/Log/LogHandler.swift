import Scrubbing
import SentryProtocol
import Storage

/// Containers of logs: good entries are kept, broken ones counted (protocol.md §5.10).
struct LogHandler: ItemHandler {
    func handle(_ received: ReceivedItem, in context: ItemContext, into batch: inout IngestBatch) -> ItemResult {
        do throws(Unusable) {
            let document = try received.json(limit: ItemBounds.containerBytesMax)
            return try store(document, knownBy: context.identity(of: received), in: context, into: &batch)
        } catch {
            return .invalid(error.reason)
        }
    }

    /// Adds the entries of the container to `batch`: at most one block of each kind. `identity` is of what was sent:
    /// what is stored of it may depend on when it came.
    func store(
        _ document: JSONDocument, knownBy identity: ContentDigest, in context: ItemContext,
        into batch: inout IngestBatch
    ) throws(Unusable) -> ItemResult {
        let document = context.scrubbed(document, as: .container)
        guard let container = ItemContainer(reading: document.root) else { throw Unusable(.missingField) }
        let clock = context.clock
        let inferred = context.inferred(for: document.root)
        var tally = EntryTally(of: .logItem)
        var ofApplication = Block(kind: .logs)
        var ofRequests = Block(kind: .requestLogs)
        for (index, entry) in container.entries.enumerated() {
            do throws(Unusable) {
                guard index < EntryLimits.entriesMax else { throw Unusable(.tooLarge) }
                let log = try LogItem(reading: entry)
                let shift = clock.shift(of: log.time)
                if LogKindRule.kind(log.request) == .logs {
                    ofApplication.append(log, movedBy: shift, inferring: inferred, expecting: document.end)
                } else {
                    ofRequests.append(log, movedBy: shift, inferring: inferred, expecting: document.end)
                }
                tally.accept()
            } catch {
                tally.refuse(error)
            }
        }
        ofApplication.finish(knownBy: identity, in: context, into: &batch)
        ofRequests.finish(knownBy: identity, in: context, into: &batch)
        return tally.result
    }

    /// Entries that are kept equally long, printed one after the other.
    private struct Block {
        let kind: DataKind
        var entries: [LogBlock.Entry] = []
        var writer = JSONWriter(reserving: 0)

        init(kind: DataKind) { self.kind = kind }

        mutating func append(
            _ log: LogItem, movedBy shift: Int64, inferring inferred: InferredAttributes, expecting size: Int
        ) {
            if entries.isEmpty {
                writer = JSONWriter(reserving: size)
                writer.beginArray()
            }
            log.write(into: &writer, movedBy: shift, inferring: inferred)
            entries.append(
                LogBlock.Entry(
                    at: Timestamp(microseconds: log.time.microseconds + shift),
                    level: LogLevel(rawValue: log.severity) ?? .info, traceID: log.traceID, spanID: log.spanID,
                    environment: log.environment, release: log.release))
        }

        mutating func finish(
            knownBy identity: ContentDigest, in context: ItemContext, into batch: inout IngestBatch
        ) {
            guard !entries.isEmpty else { return }
            writer.endArray()
            let body = context.tools.encodeBody(writer.bytes, kind)
            var block = LogBlock(kind: kind, receivedAt: context.receivedAt, entries: entries, body: body, content: [])
            block.digest = identity
            batch.records.append(.logs(block))
        }
    }
}
