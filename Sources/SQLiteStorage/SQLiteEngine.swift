import SentryProtocol
import Storage
import Synchronization

/// The store on one machine: `culprit.db` for what is small, `events/<day>.db` for events.
public final class SQLiteEngine: StorageEngine {
    let configuration: SQLiteConfiguration
    let layout: StoreLayout
    let writer: Writer
    let readers: ReadPool
    /// Answers `version()` at once, on the caller's thread.
    let versions: Mutex<Connection?>
    /// What `versions` tells when to forget.
    let directory = DirectoryMemory()
    /// For whoever changes which issues stored events belong to.
    let gate = MoveGate()
    /// For whoever finishes what others have begun; passes the gate step by step.
    let settling = MoveGate()
    /// Counts tags after the fact.
    let tags: TagKeeper
    /// Nil in a process beside the one that takes data.
    let companionDays: CompanionDays?
    private let staging: ContentStaging

    private init(
        _ configuration: SQLiteConfiguration, _ layout: StoreLayout, _ writer: Writer, _ readers: ReadPool,
        _ versions: sending Connection, _ tags: TagKeeper, _ companionDays: CompanionDays?
    ) {
        (self.configuration, self.layout, self.writer, self.readers) = (configuration, layout, writer, readers)
        self.versions = Mutex(versions)
        staging = ContentStaging(layout)
        (self.tags, self.companionDays) = (tags, companionDays)
    }

    /// Opens or makes the store, brings its files up to date, and counts what a crash left uncounted.
    public static func open(_ configuration: SQLiteConfiguration) throws -> SQLiteEngine {
        let layout = StoreLayout(directory: configuration.dataDirectory)
        try layout.makeDirectories()
        let companionDays = configuration.access == .server ? CompanionDays() : nil
        let writer = Writer(layout, configuration, try WriterFiles(layout, configuration, companionDays))
        try layout.prepareSearch(at: configuration.now())
        let engine = SQLiteEngine(
            configuration, layout, writer, try ReadPool(layout, configuration),
            try Connection(path: layout.culprit, mode: .read), try TagKeeper(layout, configuration, writer),
            companionDays)
        engine.tags.start()
        // What this does not come to, the next start does.
        if configuration.access == .server { Task { [weak engine] in try? await engine?.finishMoves() } }
        return engine
    }

    public func commit(
        _ batch: IngestBatch, then finish: @escaping @Sendable (Result<Receipt, CommitError>) -> Void
    ) {
        let contents = batch.records.isEmpty ? [] : staging.contents(of: batch)
        guard !contents.isEmpty else { return writer.commit(batch, then: finish) }
        writer.commit(batch, staging: { [staging] in staging.stage(contents, then: $0) }, then: finish)
    }

    /// Asks about issues and events, after everything that was answered before is counted.
    func read<T: Sendable>(_ question: @escaping @Sendable (Reader) throws -> T) async throws -> T {
        try await writer.countUp()
        return try await readers.read(question)
    }

    public func close() async {
        await tags.close()
        readers.close()
        versions.withLock { $0 = nil }
        await writer.close()
    }

    public func readiness() async -> String? { await writer.obstacle() }

    public func statistics() async -> StorageStatistics { writer.statistics }

    /// Files that were set aside since the store was opened, one sentence each.
    public func problems() async -> [String] { (try? await writer.perform { $0.problems }) ?? [] }

    /// What the data takes on the disk and what is left, in bytes; nil when the file system does not say.
    public func diskUse() async -> (used: Int, free: Int, floor: Int)? {
        guard let free = layout.freeBytes() else { return nil }
        let layout = layout
        let used = (try? await readers.read { _ in layout.bytesUsed() }) ?? 0
        return (used, free, configuration.diskFreeBytesMin)
    }
}
