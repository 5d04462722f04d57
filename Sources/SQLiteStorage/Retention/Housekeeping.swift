import SentryProtocol
import Storage

/// One round of housekeeping.
///
/// Reading and deleting in old files happens beside the writer. It is only held for what changes `culprit.db`, a few
/// milliseconds at a time, and whatever waits for it gets its turn in between.
struct Housekeeping {
    let layout: StoreLayout
    let configuration: SQLiteConfiguration
    let writer: Writer
    let readers: ReadPool
    let gate: MoveGate
    let tags: TagKeeper
    let queue = RetentionQueue()
    let now: Timestamp
    let policy: RetentionPolicy
    /// By which ages are judged; never later than `now`.
    var agesAt: Timestamp
    /// The clock shows less than it did at the last round.
    var isClockBehind = false
    var report = MaintenanceReport()
    /// Days out of which rows were deleted in this round, and with them the last names of blobs, perhaps.
    var thinned: Set<RecordFileKey> = []
    /// How long the writer had to wait the last time.
    private(set) var lastPause: Duration = .zero

    init(_ engine: SQLiteEngine, now: Timestamp, policy: RetentionPolicy) {
        (layout, configuration) = (engine.layout, engine.configuration)
        (writer, readers, gate, tags) = (engine.writer, engine.readers, engine.gate, engine.tags)
        (self.now, self.policy, agesAt) = (now, policy, now)
    }

    mutating func run() async throws -> MaintenanceReport {
        try await resume()
        try await judgeAges()
        try await dropOldDays()
        try await dropFutureDays()
        try await dropProjectsWithLess()
        try await tidyOutcomes()
        try await keepBelowCap()
        try await collectBlobs()
        try await deleteRemovedIssues()
        try await perform { try $0.retained().records?.closeIdleFiles() }
        return report
    }

    /// Goes on with what an earlier round, or an earlier process, has begun.
    private mutating func resume() async throws {
        let begun = try await readers.read { reader in
            try reader.culprit.rows("SELECT day, project_id FROM event_day_removal") { row in
                EventDayRemoval(
                    day: Day(number: row.int(0)),
                    project: row.integer(1) == 0 ? nil : ProjectID(rawValue: row.integer(1)))
            }
        }
        for removal in begun { try await remove(removal) }
        _ = try await tags.perform { try $0.finishUnfoldingDaysGone() }
        try await sweep()
    }

    private mutating func dropOldDays() async throws {
        for kind in DataKind.records + [.errors] {
            let first = RetentionPolicy.firstDay(keeping: policy.longestDays(of: kind), at: agesAt)
            for day in days(of: kind) where day < first { try await drop(day, kind, .age) }
        }
    }

    /// The oldest days go first, of whatever kind; today stays.
    private mutating func keepBelowCap() async throws {
        guard let cap = policy.diskBytesMax else { return }
        let layout = layout
        var used = try await queue.run { layout.bytesUsed() }
        let candidates = (DataKind.records + [.errors]).flatMap { kind in days(of: kind).map { (day: $0, kind: kind) } }
        // What came before midnight may still be on its way into yesterday's files.
        let today = now.adding(seconds: -3600).day
        for (day, kind) in candidates.sorted(by: { $0.day < $1.day }) {
            guard used > cap, day < today else { break }
            try await drop(day, kind, .diskCap)
            report.problems.append(
                "\(kind.rawValue) of \(day.text) were dropped: the data took \(used) bytes, more than \(cap)")
            used = try await queue.run { layout.bytesUsed() }
        }
        if used > cap {
            report.problems.append("the data takes \(used) bytes, more than \(cap), and only today is left")
        }
    }

    /// Days that have a file or blobs.
    func days(of kind: DataKind) -> [Day] {
        Set(layout.days(of: kind)).union(DirectoryBlobStore(layout).days(of: kind)).sorted()
    }

    mutating func drop(_ day: Day, _ kind: DataKind, _ reason: DroppedDay.Reason) async throws {
        if kind == .errors {
            try await remove(EventDayRemoval(day: day, project: nil))
        } else {
            let layout = layout
            try await perform { files in
                try files.retained().records?.close(RecordFileKey(kind: kind, day: day))
                _ = layout.hide(day, kind)
            }
            try await queue.run { try DirectoryBlobStore(layout).deleteDay(day, of: kind) }
        }
        try await forgetProjects(on: day, kind)
        report.dropped.append(DroppedDay(kind: kind, day: day, reason: reason))
        try await sweep()
    }

    /// Gives the space of hidden files back.
    private func sweep() async throws {
        readers.closeRemovedFiles()
        let layout = layout
        try await queue.run { layout.sweepRemoved() }
    }

    /// Runs `body` on the writer's thread, and notes how long it kept it.
    mutating func perform<T: Sendable>(
        _ body: @escaping @Sendable (WriterFiles) throws -> T
    ) async throws -> T {
        let (result, elapsed) = try await writer.perform { files in
            let start = ContinuousClock.now
            let result = try body(files)
            return (result, ContinuousClock.now - start)
        }
        report.longestPause = max(report.longestPause, elapsed)
        lastPause = elapsed
        return result
    }
}

extension SQLiteEngine: Maintenance {
    public func maintain(now: Timestamp, policy: RetentionPolicy) async throws -> MaintenanceReport {
        try? await finishMoves()
        var housekeeping = Housekeeping(self, now: now, policy: policy)
        return try await housekeeping.run()
    }
}
