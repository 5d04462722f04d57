import Scrubbing
import SentryProtocol
import Storage

/// Updates of sessions (protocol.md §5.9). Ids, releases and environments are names and stay as they are; who used the
/// session is hashed where it is stored.
struct SessionHandler: ItemHandler {
    /// Characters of `abnormal_mechanism`.
    private static let mechanismMax = 200

    func handle(_ received: ReceivedItem, in context: ItemContext, into batch: inout IngestBatch) -> ItemResult {
        .of { () throws(Unusable) in
            let document = try received.object()
            let session = try SessionItem(reading: document.root)
            let scrubbed = context.scrubbed(document, as: .other).root
            batch.records.append(
                .session(
                    SessionRow(
                        id: session.id ?? context.randomID(), distinctID: session.distinctID,
                        sequence: session.sequence ?? context.receivedAt.microseconds / 1_000,
                        isInitial: session.isInitial, startedAt: try context.clock.sessionStart(session.started),
                        receivedAt: context.receivedAt, status: session.status, errors: session.errors,
                        duration: session.duration, abnormalMechanism: Self.mechanism(scrubbed),
                        release: session.attributes.release, environment: session.attributes.environment)))
        }
    }

    private static func mechanism(_ root: JSONNode) -> String? {
        guard let text = root["abnormal_mechanism"]?.string, !text.isEmpty, text != "none" else { return nil }
        return String(text.unicodeScalars.prefix(mechanismMax))
    }
}

/// Sessions that an SDK has counted itself: every minute of them is an entry.
struct SessionsHandler: ItemHandler {
    func handle(_ received: ReceivedItem, in context: ItemContext, into batch: inout IngestBatch) -> ItemResult {
        do throws(Unusable) {
            let sessions = try SessionAggregates(reading: received.object().root)
            return store(sessions, of: received, in: context, into: &batch)
        } catch {
            return .invalid(error.reason)
        }
    }

    private func store(
        _ sessions: SessionAggregates, of received: ReceivedItem, in context: ItemContext, into batch: inout IngestBatch
    ) -> ItemResult {
        let sent = ContentDigest(of: Array(received.bytes) + Array("\(context.sentAt?.microseconds ?? 0)".utf8))
        let clock = context.clock
        var tally = EntryTally(of: .session)
        for (index, node) in sessions.entries.enumerated() {
            do throws(Unusable) {
                guard index < SessionAggregates.entriesMax else { throw Unusable(.tooLarge) }
                let entry = try SessionAggregates.Entry(reading: node)
                batch.records.append(
                    .sessionAggregate(
                        SessionAggregateRow(
                            startedAt: try clock.sessionStart(entry.started), receivedAt: context.receivedAt,
                            distinctID: entry.distinctID, exited: entry.exited, errored: entry.errored,
                            abnormal: entry.abnormal, unhandled: entry.unhandled, crashed: entry.crashed,
                            release: sessions.attributes.release, environment: sessions.attributes.environment,
                            digest: context.sentAt == nil
                                ? nil
                                : ContentDigest(
                                    of: sent.bytes + [
                                        UInt8(truncatingIfNeeded: index), UInt8(truncatingIfNeeded: index >> 8),
                                    ]))))
                tally.accept()
            } catch {
                tally.refuse(error)
            }
        }
        return tally.result
    }
}
