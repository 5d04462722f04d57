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
        let document: JSONDocument
        if recording.isPacked {
            let events = try unpacked(bytes[recording.payload])
            document = try parsed(events, in: 0..<events.count)
        } else {
            document = try parsed(bytes, in: recording.payload)
        }
        var writer = JSONWriter(reserving: recording.payload.count)
        writer.value(context.scrubbed(document, as: .other).root)
        batch.records.append(
            .replayRecording(
                ReplayRecordingRow(
                    replayID: replayID, segment: recording.segment, receivedAt: context.receivedAt, format: .rrweb,
                    content: writer.bytes)))
    }

    private static func unpacked(_ bytes: ArraySlice<UInt8>) throws(Unusable) -> [UInt8] {
        do {
            return try ContentDecoder.decode(
                Array(bytes), contentEncoding: "deflate", limit: WireLimits.replayUncompressedBytesMax)
        } catch {
            throw Unusable(error == .tooLarge ? .tooLarge : .corrupt)
        }
    }

    private static func parsed(_ bytes: [UInt8], in range: Range<Int>) throws(Unusable) -> JSONDocument {
        guard JSONDocument.tokenBound(of: bytes, in: range) <= ItemBounds.tokensMax else { throw Unusable(.tooLarge) }
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
