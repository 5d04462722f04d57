import SentryProtocol
import Storage

/// Network error reports of browsers: kept as logs of requests (protocol.md §1.6).
struct NetworkReportHandler: ItemHandler {
    func handle(_ received: ReceivedItem, in context: ItemContext, into batch: inout IngestBatch) -> ItemResult {
        do throws(Unusable) {
            let report = try received.json().root
            // One batch may hold the same report twice, and then it happened twice.
            let identity = context.identity(of: received, Int64(received.range.lowerBound))
            var traceIDs = DerivedTraceIDs(of: identity.bytes)
            guard
                let (payload, _) = NetworkReport.logItems(
                    from: report, at: context.receivedAt, traceID: { traceIDs.next() })
            else { return .one(.unsupported(reason: .unknownReport)) }
            guard let document = try? JSONDocument(parsing: payload) else { throw Unusable(.internalError) }
            return try LogHandler().store(document, knownBy: identity, in: context, into: &batch)
        } catch {
            return .invalid(error.reason)
        }
    }
}
