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
            let identity = context.identity(of: received)
            batch.records.append(
                .session(
                    SessionRow(
                        id: session.id ?? EventID(identity), distinctID: session.distinctID,
                        sequence: session.sequence ?? Self.sequence(of: session, identity),
                        isInitial: session.isInitial, startedAt: try context.clock.sessionStart(session.started),
                        receivedAt: context.receivedAt, status: session.status, errors: session.errors,
                        duration: session.duration, abnormalMechanism: Self.mechanism(scrubbed),
                        release: session.attributes.release, environment: session.attributes.environment)))
        }
    }

    /// The place of an update that says none, by its own time in milliseconds and not by ours, so that the update is
    /// told when it comes again. Updates without a time of their own are kept apart by their content.
    private static func sequence(of session: SessionItem, _ identity: ContentDigest) -> Int64 {
        if let updated = session.updated { return updated.microseconds / 1_000 }
        return session.started.microseconds / 1_000 + Int64(identity.low % 1_000)
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
        let sent = identity(of: received, in: context)
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
                            digest: ContentDigest(of: sent.bytes, [Int64(index)]))))
                tally.accept()
            } catch {
                tally.refuse(error)
            }
        }
        return tally.result
    }

    /// Two servers may count the same in one minute: the time of sending tells them apart, or where that is not said,
    /// from where it was sent.
    private func identity(of received: ReceivedItem, in context: ItemContext) -> ContentDigest {
        if let sentAt = context.sentAt { return context.identity(of: received, sentAt.microseconds) }
        let sender = (context.sender.address ?? "") + " " + (context.sender.client ?? "")
        return context.identity(of: received, Int64(bitPattern: ContentDigest(of: Array(sender.utf8)).low))
    }
}
