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

    /// The records of `batch` that a file will be made of.
    func contents(of batch: IngestBatch) -> [Record] { batch.records.filter(\.isLarge) }

    /// Calls `finish` when the contents of `records` are on the disk, or cannot be brought there.
    func stage(_ records: [Record], then finish: @escaping @Sendable () -> Void) {
        queue.async { [blobs] in
            for record in records {
                guard let content = record.content else { continue }
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
    /// Whether a file may be made of it.
    fileprivate var isLarge: Bool {
        switch self {
        case .attachment(let row): row.content.count > KeptContent.inlineBytesMax
        case .replayRecording(let row): row.content.count > KeptContent.inlineBytesMax
        default: false
        }
    }

    /// What a file will be made of, as it is stored; nil when it is small enough for a row.
    fileprivate var content: [UInt8]? {
        let content: [UInt8]
        switch self {
        case .attachment(let row): content = row.content
        case .replayRecording(let row): content = RecordingCodec.encode(row)
        default: return nil
        }
        return content.count > KeptContent.inlineBytesMax ? content : nil
    }
}
