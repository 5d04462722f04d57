import SentryProtocol
import Storage

/// Replays of mobile apps: description, recording and video of one segment in one map of MessagePack
/// (protocol.md §5.15).
struct ReplayVideoHandler: ItemHandler {
    /// Names of the map that are looked at.
    private static let namesMax = 16

    func handle(_ received: ReceivedItem, in context: ItemContext, into batch: inout IngestBatch) -> ItemResult {
        .of { () throws(Unusable) in
            guard received.range.count <= WireLimits.replayMessageBytesMax else { throw Unusable(.tooLarge) }
            let parts = try Parts(reading: received)
            guard let event = parts.event, let video = parts.video else { throw Unusable(.missingField) }
            let document = try Self.document(received.body, in: event)
            // All parts or none.
            var segment = IngestBatch(projectID: batch.projectID)
            try ReplayEventHandler.store(document, in: context, into: &segment)
            guard case .replayEvent(let row)? = segment.records.last else { throw Unusable(.internalError) }
            if let recording = parts.recording {
                try ReplayRecordingHandler.store(
                    received.body, in: recording, of: row.replayID, in: context, into: &segment)
            }
            segment.records.append(
                .replayRecording(
                    ReplayRecordingRow(
                        replayID: row.replayID, segment: row.segment, receivedAt: context.receivedAt, format: .video,
                        content: Array(received.body[video]))))
            batch.records += segment.records
            batch.followUps += segment.followUps
        }
    }

    private static func document(_ bytes: [UInt8], in range: Range<Int>) throws(Unusable) -> JSONDocument {
        do {
            return try JSONDocument(parsing: bytes, in: range)
        } catch {
            throw Unusable(error.dropReason)
        }
    }

    /// Where the three parts are.
    private struct Parts {
        var event: Range<Int>?
        var recording: Range<Int>?
        var video: Range<Int>?

        init(reading received: ReceivedItem) throws(Unusable) {
            var reader = MessagePackReader(received.body, in: received.range)
            do {
                guard case .map(let count) = try reader.next(), count <= namesMax else { throw Unusable(.corrupt) }
                for _ in 0..<count {
                    guard case .string(let name) = try reader.next() else { throw Unusable(.corrupt) }
                    let part: Range<Int>
                    switch try reader.next() {
                    case .string(let range), .binary(let range): part = range
                    case .null: continue
                    default: throw Unusable(.corrupt)
                    }
                    switch reader.text(name) {
                    case "replay_event": event = part
                    case "replay_recording": recording = part
                    case "replay_video": video = part
                    default: continue
                    }
                }
            } catch {
                throw Unusable(.corrupt)
            }
        }
    }
}
