import Storage

/// A batch and whoever waits for it.
struct Submission: Sendable {
    let batch: IngestBatch
    let byteCount: Int
    let answer: @Sendable (Result<Receipt, CommitError>) -> Void
    var rowCount: Int { batch.events.count + batch.records.count }
}

/// The bounded queue in front of the writer, first in, first out.
struct WaitingBatches {
    let bytesMax: Int
    private(set) var bytes = 0
    /// Rows that no transaction has taken yet.
    private var rows = 0
    /// Whether the writer has been told to look.
    var isDraining = false
    var isClosing = false
    private var incoming: [Submission] = []
    /// The oldest is last.
    private var outgoing: [Submission] = []

    /// Rows of one transaction; the rest waits for the next.
    static let rowsMax = 500

    init(bytesMax: Int) { self.bytesMax = bytesMax }

    /// Room for a batch that will come. False when there is none; one larger than the queue is let in when it is empty.
    mutating func reserve(_ byteCount: Int) -> Bool {
        guard bytes == 0 || bytes + byteCount <= bytesMax else { return false }
        bytes += byteCount
        return true
    }

    /// Gives back room that nothing came for.
    mutating func release(_ byteCount: Int) { bytes -= byteCount }

    /// Takes in a batch that room was reserved for.
    mutating func append(_ submission: Submission) {
        rows += submission.rowCount
        incoming.append(submission)
    }

    /// Whole batches, as many as fit a transaction; at least one if any waits.
    mutating func take() -> [Submission] {
        var taken: [Submission] = []
        var takenRows = 0
        while true {
            if outgoing.isEmpty {
                guard !incoming.isEmpty else { break }
                outgoing = incoming.reversed()
                incoming.removeAll(keepingCapacity: true)
            }
            guard let next = outgoing.last, taken.isEmpty || takenRows + next.rowCount <= Self.rowsMax
            else { break }
            takenRows += next.rowCount
            taken.append(outgoing.removeLast())
        }
        rows -= takenRows
        return taken
    }

    /// Gives back the room of batches that were taken; returns how many rows wait.
    mutating func finish(_ taken: [Submission]) -> Int {
        for submission in taken { bytes -= submission.byteCount }
        isDraining = rows > 0
        return rows
    }
}
