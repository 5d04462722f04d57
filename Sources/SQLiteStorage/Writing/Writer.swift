import Dispatch
import SentryProtocol
import Storage
import Synchronization

/// The one thread that writes: batches of events, and what people change in between.
final class Writer: Sendable {
    private let layout: StoreLayout
    private let configuration: SQLiteConfiguration
    private let queue = DispatchQueue(label: "culprit.writer", qos: .userInitiated)
    /// Nil once closed.
    private let files: Mutex<WriterFiles?>
    private let waiting: Mutex<WaitingBatches>
    /// Signalled when as many batches wait as the writer stands still for.
    private let gathered = DispatchSemaphore(value: 0)
    private let health = Mutex(Health())
    private let checkpointer: Checkpointer

    /// What others may know without asking the writer's thread.
    private struct Health {
        var statistics = StorageStatistics()
        /// Why the last commit failed; nil when it worked.
        var failure: String?
        var isDiskLow = false
        /// Stored events are not counted yet.
        var hasUncounted = false
        var isFoldPlanned = false
        var lastFold = ContinuousClock.now - .seconds(1)
        var foldInterval = Writer.foldInterval
    }

    init(_ layout: StoreLayout, _ configuration: SQLiteConfiguration, _ files: sending WriterFiles) {
        (self.layout, self.configuration) = (layout, configuration)
        let checkpointer = Checkpointer()
        self.checkpointer = checkpointer
        files.closeElsewhere = { checkpointer.close($0) }
        self.files = Mutex(files)
        waiting = Mutex(WaitingBatches(bytesMax: configuration.queueBytesMax))
    }

    /// Calls `finish` after the group commit that holds `batch`, on the writer's thread.
    func commit(_ batch: IngestBatch, then finish: @escaping @Sendable (Result<Receipt, CommitError>) -> Void) {
        guard batch.hasRows else { return finish(.success(Receipt())) }
        do throws(CommitError) {
            try refuseIfDiskIsLow()
        } catch {
            return finish(.failure(error))
        }
        submit(Submission(batch: batch, byteCount: batch.byteCount, answer: finish), hasRoom: false)
    }

    /// The same for a batch whose contents `stage` brings to the disk first: what waits for that is in the queue already.
    func commit(
        _ batch: IngestBatch, staging stage: (@escaping @Sendable () -> Void) -> Void,
        then finish: @escaping @Sendable (Result<Receipt, CommitError>) -> Void
    ) {
        do throws(CommitError) {
            try refuseIfDiskIsLow()
        } catch {
            return finish(.failure(error))
        }
        let submission = Submission(batch: batch, byteCount: batch.byteCount, answer: finish)
        let refusal: CommitError? = waiting.withLock { waiting in
            if waiting.isClosing { return .closing }
            return waiting.reserve(submission.byteCount) ? nil : .overloaded(retryAfter: 1)
        }
        if let refusal { return finish(.failure(refusal)) }
        stage { self.submit(submission, hasRoom: true) }
    }

    /// Runs `body` on the writer's thread, between two commits of events.
    func perform<T: Sendable>(_ body: @escaping @Sendable (WriterFiles) throws -> T) async throws -> T {
        stopGathering()
        return try await withCheckedThrowingContinuation { continuation in
            queue.async { [self] in
                continuation.resume(
                    with: Result {
                        try files.withLock { files in
                            guard let files else { throw SQLiteStorageError.closed }
                            // What people do comes after the events that were there before.
                            try files.fold()
                            return try body(files)
                        }
                    })
            }
        }
    }

    /// Commits what waits, then closes the files.
    func close() async {
        waiting.withLock { $0.isClosing = true }
        stopGathering()
        await withCheckedContinuation { continuation in
            queue.async { [self] in
                while drainOnce() > 0 {}
                checkpointer.close()
                files.withLock { files in
                    // What cannot be counted now will be when the store is opened again.
                    try? files?.fold()
                    files?.records?.close()
                    files?.checkpoint(truncating: true)
                    files = nil
                }
                continuation.resume()
            }
        }
    }

    var statistics: StorageStatistics {
        var statistics = health.withLock { $0.statistics }
        statistics.queuedBytes = waiting.withLock { $0.bytes }
        return statistics
    }

    /// Nil when a commit would work. After a failure, tries.
    func obstacle() async -> String? {
        if let reason = layout.obstacle() { return reason }
        if isDiskLow() { return Self.diskIsLow }
        guard health.withLock({ $0.failure }) != nil else { return nil }
        do {
            try await perform { try $0.tryOut() }
            health.withLock { $0.failure = nil }
            return nil
        } catch {
            return "\(error)"
        }
    }

    /// How often the free space is looked at.
    static let commitsBetweenLooks = 32
    static let diskIsLow = "the disk is almost full"

    private func submit(_ submission: Submission, hasRoom: Bool) {
        enum Answer { case waits(WaitingBatches.Call), refused(CommitError) }
        let answer: Answer = waiting.withLock { waiting in
            if waiting.isClosing {
                if hasRoom { waiting.release(submission.byteCount) }
                return .refused(.closing)
            }
            guard hasRoom || waiting.reserve(submission.byteCount) else {
                return .refused(.overloaded(retryAfter: 1))
            }
            waiting.append(submission)
            return .waits(waiting.call())
        }
        switch answer {
        case .waits(.nothing): break
        case .waits(.begin): queue.async { self.drain() }
        case .waits(.enough): gathered.signal()
        case .refused(let error): submission.answer(.failure(error))
        }
    }

    /// One transaction, then everybody else on the queue, then the next.
    private func drain() {
        guard drainOnce() > 0 else { return }
        // Those who were just answered are about to send more, and larger transactions cost less for each event.
        // The thread stands still meanwhile: a timer would cost more than the transaction.
        if waiting.withLock({ $0.gather() }) {
            let end = DispatchTime.now() + .microseconds(configuration.gatherMicroseconds)
            if gathered.wait(timeout: end) == .timedOut, !waiting.withLock({ $0.endGathering() }) {
                // Enough came in the last moment; whoever brought it is about to say so.
                gathered.wait()
            }
        }
        queue.async { self.drain() }
    }

    /// Somebody else wants the thread.
    private func stopGathering() {
        if waiting.withLock({ $0.endGathering() }) { gathered.signal() }
    }

    /// Commits what has gathered since the last time; returns how many rows wait now.
    private func drainOnce() -> Int {
        let group = waiting.withLock { $0.take() }
        if !group.isEmpty {
            let results = files.withLock { $0?.commit(group.map(\.batch)) }
            note(results ?? [])
            for (offset, submission) in group.enumerated() {
                submission.answer(results?[offset] ?? .failure(.closing))
            }
            foldSoon()
            files.withLock { files in
                guard let files else { return }
                for file in files.openFiles where checkpointer.isDue(path: file.path, logBytes: file.logBytes) {
                    startCheckpoint(of: file.path)
                }
            }
        }
        return waiting.withLock { $0.finish(group) }
    }

    /// Counts what was stored: at once when little is going on, else a few times in a tenth of a second.
    private func foldSoon() {
        let delay: Duration? = health.withLock { health in
            health.hasUncounted = true
            guard !health.isFoldPlanned else { return nil }
            health.isFoldPlanned = true
            return max(.zero, health.foldInterval - (ContinuousClock.now - health.lastFold))
        }
        guard let delay else { return }
        let microseconds = Int(delay / .microseconds(1))
        if microseconds == 0 {
            fold()
        } else {
            queue.asyncAfter(deadline: .now() + .microseconds(microseconds)) { self.fold() }
        }
    }

    private func fold() {
        health.withLock { $0.isFoldPlanned = false }
        do {
            let rows = try files.withLock { files in
                let rows = files?.ingestion?.uncountedCount ?? 0
                try files?.fold()
                return rows
            }
            health.withLock { health in
                (health.hasUncounted, health.lastFold) = (false, .now)
                health.foldInterval = rows < Self.foldRowsFew ? Self.foldInterval : Self.busyFoldInterval
            }
        } catch {
            health.withLock { $0.failure = "\(error)" }
        }
    }

    /// Waits until everything that was stored before is counted as well, so that readers see what they sent; while that
    /// cannot be done, they see what was counted before.
    func countUp() async throws {
        guard health.withLock({ $0.hasUncounted }) else { return }
        stopGathering()
        await Patience.wait(on: queue) { [self] in
            if health.withLock({ $0.hasUncounted }) { fold() }
        }
    }

    /// Notes what nobody depends on, in its turn.
    func note(_ body: @escaping @Sendable (WriterFiles) throws -> Void) async {
        stopGathering()
        await Patience.wait(on: queue) { [self] in
            files.withLock { files in if let files { try? body(files) } }
        }
    }

    /// Counters follow the events this often, and less often when there are many: the same counters change for all of
    /// them. Whoever reads waits for them (`countUp`).
    static let foldInterval = Duration.milliseconds(20)
    static let busyFoldInterval = Duration.milliseconds(200)
    private static let foldRowsFew = 40

    private func startCheckpoint(of path: String) {
        checkpointer.checkpoint(path) { [self] in
            // Only a log that is copied to its end starts over. Under steady load somebody must hold the writer for the
            // last few frames.
            queue.async { [self] in
                files.withLock { $0?.openFiles.first { $0.path == path }?.checkpoint() }
            }
        }
    }

    private func note(_ results: [Result<Receipt, CommitError>]) {
        health.withLock { health in
            // Every commit would be too often: looking takes 10 µs.
            if health.statistics.commits % Self.commitsBetweenLooks == 0 { health.isDiskLow = isDiskLow() }
            health.statistics.commits += 1
            for result in results {
                switch result {
                case .success(let receipt):
                    health.failure = nil
                    health.statistics.eventsStored += receipt.stored
                    health.statistics.eventsDuplicate += receipt.duplicates
                    health.statistics.recordsStored += receipt.records
                    health.statistics.telemetryStored += receipt.telemetry
                case .failure(.unavailable(let reason)): health.failure = reason
                case .failure: break
                }
            }
        }
    }

    private func refuseIfDiskIsLow() throws(CommitError) {
        guard health.withLock({ $0.isDiskLow }) else { return }
        let isLow = isDiskLow()
        health.withLock { $0.isDiskLow = isLow }
        if isLow { throw .unavailable(reason: Self.diskIsLow) }
    }

    private func isDiskLow() -> Bool {
        layout.freeBytes().map { $0 < configuration.diskFreeBytesMin } ?? false
    }
}

/// The writer's files. Used by its thread alone.
final class WriterFiles {
    /// For what people do: durable on return.
    let directory: Connection
    /// Nil in a process that does not take events.
    let ingestion: Ingestion?
    /// Everything that is no event; nil likewise.
    let records: RecordStore?
    /// Kept while events are taken.
    private let lock: StoreLock?
    private let layout: StoreLayout
    private let configuration: SQLiteConfiguration
    private var knownMover: EventMover?
    private(set) var ownProblems: [String] = []
    /// What comes for them came in before their keys were revoked.
    private var deletedProjects: Set<ProjectID> = []
    /// Closes a file that is about to be removed wherever else it is open.
    var closeElsewhere: (String) -> Void = { _ in } {
        didSet { ingestion?.closeElsewhere = closeElsewhere }
    }

    init(
        _ layout: StoreLayout, _ configuration: SQLiteConfiguration, _ companionDays: CompanionDays? = nil
    ) throws {
        (self.layout, self.configuration) = (layout, configuration)
        lock =
            configuration.access == .server
            ? try StoreLock(layout, waiting: configuration.busyMilliseconds) : nil
        directory = try Connection(
            path: layout.culprit, mode: .create, busyMilliseconds: Int32(clamping: configuration.busyMilliseconds))
        try directory.prepareForWriting(synchronous: .full, cacheKibibytes: 2048)
        try Migrator.migrate(directory, as: .culprit)
        ingestion = configuration.access == .server ? try Ingestion(layout, configuration) : nil
        records = configuration.access == .server ? try RecordStore(layout, configuration, companionDays) : nil
        guard configuration.access == .server else { return }
        // What cannot be relabelled now still counts where it was moved to.
        do { try mover()?.relabelNoted() } catch { ownProblems.append("moved events are not relabelled: \(error)") }
    }

    /// Moves events between issues; nil in a process that does not take events.
    func mover() throws -> EventMover? {
        guard ingestion != nil else { return nil }
        if let knownMover { return knownMover }
        let mover = try EventMover(directory, layout, configuration)
        knownMover = mover
        return mover
    }

    var openFiles: [Connection] { (ingestion?.openFiles ?? [directory]) + (records?.openFiles ?? []) }

    var problems: [String] { ownProblems + (ingestion?.problems ?? []) + (records?.problems ?? []) }

    func checkpoint(truncating: Bool) {
        for file in openFiles { file.checkpoint(truncating: truncating) }
    }

    /// One transaction for all; when something is wrong with one batch, one for each.
    func commit(_ batches: [IngestBatch]) -> [Result<Receipt, CommitError>] {
        guard let ingestion, let records else {
            return batches.map { _ in .failure(.unavailable(reason: "this process does not take events")) }
        }
        guard deletedProjects.isEmpty || !batches.contains(where: { deletedProjects.contains($0.projectID) }) else {
            // Senders come again and find that they may not.
            return batches.flatMap { deletedProjects.contains($0.projectID) ? [.failure(.closing)] : commit([$0]) }
        }
        do {
            // Events first: they are known by their ids when they come again, which not every record is.
            let receipts = try ingestion.commit(batches)
            let (failures, unplaced) = store(batches, in: records)
            return zip(failures, zip(receipts, batches)).map { failure, commit in
                if let failure { return .failure(failure) }
                var (receipt, batch) = commit
                receipt.unknownMonitors = unplaced.isEmpty ? 0 : batch.count(of: unplaced)
                receipt.records = batch.records.count
                receipt.telemetry = batch.records.count { $0.isTelemetry }
                return .success(receipt)
            }
        } catch let error as SQLiteError where !error.isAboutTheMachine && batches.count > 1 {
            return batches.flatMap { commit([$0]) }
        } catch is MissingKeyframe {
            return batches.count > 1 ? batches.flatMap { commit([$0]) } : [.failure(.keyframeMissing)]
        } catch {
            return batches.map { _ in .failure(.unavailable(reason: "\(error)")) }
        }
    }

    /// Stores the records of all batches; when something is wrong with one of them, each for itself. Nil where it worked.
    private func store(
        _ batches: [IngestBatch], in records: RecordStore
    ) -> ([CommitError?], unplaced: Set<CheckInKey>) {
        if (try? records.store(batches)) != nil { return (batches.map { _ in nil }, records.unplacedCheckIns) }
        var unplaced: Set<CheckInKey> = []
        let failures: [CommitError?] = batches.map { batch in
            guard !batch.records.isEmpty else { return nil }
            do {
                try records.store([batch])
                unplaced.formUnion(records.unplacedCheckIns)
                return nil
            } catch {
                return .unavailable(reason: "\(error)")
            }
        }
        return (failures, unplaced)
    }

    /// Counts what is stored.
    func fold() throws { try ingestion?.fold() }

    /// Changes of the directory and of issues, durable on return.
    func change<T>(_ body: (Connection) throws -> T) throws -> T {
        try directory.transaction { try body(directory) }
    }

    /// Finds out whether writing works again.
    func tryOut() throws {
        if let ingestion, ingestion.isBehind { try ingestion.catchUp() }
        _ = try change { try $0.run("UPDATE issue_counter SET last_id = last_id") }
    }
}

extension WriterFiles: RetainedFiles {
    func forget(_ issues: [IssueID]) { ingestion?.forgetIssues() }

    func refuse(_ project: ProjectID) { deletedProjects.insert(project) }

    func close(_ day: Day) {
        ingestion?.close(day)
        closeElsewhere(layout.file(of: day))
    }
}

extension IngestBatch {
    /// How many of its check-ins are among `unplaced`.
    fileprivate func count(of unplaced: Set<CheckInKey>) -> Int {
        records.count {
            guard case .checkIn(let row) = $0 else { return false }
            return unplaced.contains(CheckInKey(project: projectID, id: row.newID))
        }
    }
}
