import Compression
import Scrubbing
import SentryProtocol
import Storage

/// Recordings of segments of replays: rrweb's events (protocol.md §5.15).
struct ReplayRecordingHandler: ItemHandler {
    func handle(_ received: ReceivedItem, in context: ItemContext, into batch: inout IngestBatch) -> ItemResult {
        .of { () throws(Unusable) in
            guard let replayID = context.eventID else { throw Unusable(.noEventID) }
            try Self.store(received.body, in: received.range, of: replayID, in: context, into: &batch)
        }
    }

    static func store(
        _ bytes: [UInt8], in range: Range<Int>, of replayID: EventID, in context: ItemContext,
        into batch: inout IngestBatch
    ) throws(Unusable) {
        guard range.count <= WireLimits.replayBytesMax else { throw Unusable(.tooLarge) }
        let recording = try ReplayRecording(reading: bytes, in: range)
        let memory = ByteHold(of: context.tools.budget, forBodyOf: bytes.count)
        let document: JSONDocument
        if recording.isPacked {
            let events = try unpacked(bytes[recording.payload], within: memory)
            document = try parsed(events, in: 0..<events.count, within: memory)
        } else {
            document = try parsed(bytes, in: recording.payload, within: memory)
        }
        // What is printed waits for its commit.
        guard memory.take(document.valueBytes.count) else { throw Unusable(.backpressure) }
        batch.followUps.append { _ in withExtendedLifetime(memory) {} }
        var writer = JSONWriter(reserving: document.valueBytes.count)
        writer.value(context.scrubbed(document, as: .other).root)
        batch.records.append(
            .replayRecording(
                ReplayRecordingRow(
                    replayID: replayID, segment: recording.segment, receivedAt: context.receivedAt, format: .rrweb,
                    content: writer.bytes)))
    }

    private static func unpacked(
        _ bytes: ArraySlice<UInt8>, within memory: ByteHold
    ) throws(Unusable) -> [UInt8] {
        let (most, room) = (WireLimits.replayUncompressedBytesMax, memory.room)
        let events: [UInt8]
        do {
            events = try ContentDecoder.decode(Array(bytes), contentEncoding: "deflate", limit: min(most, room))
        } catch {
            guard error == .tooLarge else { throw Unusable(.corrupt) }
            throw Unusable(room < most ? .backpressure : .tooLarge)
        }
        guard memory.take(events.count) else { throw Unusable(.backpressure) }
        return events
    }

    private static func parsed(
        _ bytes: [UInt8], in range: Range<Int>, within memory: ByteHold
    ) throws(Unusable) -> JSONDocument {
        let tokens = JSONDocument.tokenBound(of: bytes, in: range)
        guard tokens <= ItemBounds.tokensMax else { throw Unusable(.tooLarge) }
        guard memory.take(tokens * ItemBounds.tokenBytes) else { throw Unusable(.backpressure) }
        do {
            let document = try JSONDocument(parsing: bytes, in: range)
            guard document.root.kind == .array else { throw Unusable(.corrupt) }
            return document
        } catch let error as JSONError {
            throw Unusable(error.dropReason)
        } catch {
            throw Unusable(.corrupt)
        }
    }
}
