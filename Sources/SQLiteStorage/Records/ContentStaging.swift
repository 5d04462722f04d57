import Dispatch
import SentryProtocol
import Storage

/// Writes large contents to their files ahead of the commit, so that the writer does not wait for the disk with them.
///
/// Nothing depends on it: the writer looks for the file, and writes it when it is not there.
final class ContentStaging: Sendable {
    private let blobs: DirectoryBlobStore
    private let queue = DispatchQueue(label: "culprit.contents", qos: .userInitiated)

    init(_ layout: StoreLayout) { blobs = DirectoryBlobStore(layout) }

    /// Calls `finish` when the large contents of `batch` are on the disk, or cannot be brought there; at once when
    /// there are none.
    func stage(_ batch: IngestBatch, then finish: @escaping @Sendable () -> Void) {
        let large = batch.records.compactMap(\.largeContent)
        guard !large.isEmpty else { return finish() }
        queue.async { [blobs] in
            for (record, content) in large {
                let place = BlobPlace(
                    kind: record.kind, day: record.receivedAt.day, hash: ContentHash.sha256(content))
                // What goes wrong here goes wrong again in the writer, which answers for it.
                try? blobs.put(content, at: place)
            }
            finish()
        }
    }
}

extension Record {
    /// What a file will be made of, as it is stored.
    fileprivate var largeContent: (Record, [UInt8])? {
        let content: [UInt8]
        switch self {
        case .attachment(let row): content = row.content
        case .replayRecording(let row) where row.content.count > KeptContent.inlineBytesMax:
            content = RecordingCodec.encode(row)
        default: return nil
        }
        return content.count > KeptContent.inlineBytesMax ? (self, content) : nil
    }
}
