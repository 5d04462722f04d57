import SentryProtocol
import Storage

/// Reports of browsers about violated policies, as they were posted (protocol.md §1.5).
struct RawSecurityHandler: ItemHandler {
    func handle(_ received: ReceivedItem, in context: ItemContext, into batch: inout IngestBatch) -> ItemResult {
        do throws(Unusable) {
            let report = try PolicyReport(reading: received.object().root)
            let header = received.item.header
            let payload = report.event(
                release: header?["sentry_release"]?.string, environment: header?["sentry_environment"]?.string,
                userAgent: header?["user_agent"]?.string ?? context.sender.userAgent, at: context.receivedAt)
            return EventPath.store(payload, in: context, into: &batch)
        } catch {
            return .invalid(error.reason)
        }
    }
}

/// Such reports when a gateway has made an event of them already.
struct SecurityHandler: ItemHandler {
    func handle(_ received: ReceivedItem, in context: ItemContext, into batch: inout IngestBatch) -> ItemResult {
        do throws(Unusable) {
            let document = try received.object()
            guard document.root["csp"]?.kind == .object else { throw Unusable(.unknownReport) }
            return EventPath.store(Array(received.bytes), in: context, into: &batch)
        } catch {
            return .invalid(error.reason)
        }
    }
}
