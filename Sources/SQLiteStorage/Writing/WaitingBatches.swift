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
    /// What the writer is doing, or about to do.
    private enum State: Equatable {
        case idle, draining
        /// It waits a moment for this many rows.
        case gathering(rows: Int)
    }

    private var state = State.idle
    /// Rows that were taken the last time: whoever sent them may send as many again, now that they are answered.
    private var lastRows = 0
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
        lastRows = takenRows
        return taken
    }

    /// What the writer must be told of what was appended.
    enum Call {
        case nothing, begin
        /// What it gathers is there.
        case enough
    }

    mutating func call() -> Call {
        switch state {
        case .draining: return .nothing
        case .gathering(let wanted) where rows < wanted: return .nothing
        case .gathering:
            state = .draining
            return .enough
        case .idle:
            state = .draining
            return .begin
        }
    }

    /// Begins to gather; false when enough waits already.
    mutating func gather() -> Bool {
        // Nearly all of those who are about to send: the writer need not stand still for the last.
        let wanted = min(((rows + lastRows) * 7 + 7) / 8, Self.rowsMax)
        guard rows < wanted else { return false }
        state = .gathering(rows: wanted)
        return true
    }

    /// Time is up; false when there was enough before.
    mutating func endGathering() -> Bool {
        guard case .gathering = state else { return false }
        state = .draining
        return true
    }

    /// Gives back the room of batches that were taken; returns how many rows wait.
    mutating func finish(_ taken: [Submission]) -> Int {
        for submission in taken { bytes -= submission.byteCount }
        state = rows > 0 ? .draining : .idle
        return rows
    }
}
