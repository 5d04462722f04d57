import SentryProtocol
import Storage

/// Stores records, each in the file of its kind and day. Used by the writer's thread alone.
///
/// All rows of a call that go into one file are one transaction, and unique keys in the same file make storing them
/// again a matter of course: whoever is not answered sends again, and nothing is there twice.
final class RecordStore {
    let layout: StoreLayout
    let configuration: SQLiteConfiguration
    let blobs: DirectoryBlobStore
    let monitors: MonitorIndex
    /// Told of everything that is stored beside events; nil when nobody in this process reads.
    let companionDays: CompanionDays?
    /// What was set aside since the store was opened; the newest 50.
    private(set) var problems: [String] = []
    var files: [RecordFileKey: OpenFile] = [:]
    /// Check-ins of the last call that were not kept, as there is no such monitor.
    var unplacedCheckIns: Set<CheckInKey> = []
    /// Files in whose transaction something is being stored.
    var begun: [RecordFileKey] = []

    /// Files that stay open without being used.
    static let filesOpenMax = 16
    static let idleSecondsMax: Int64 = 600
    static let cacheKibibytes = 1024
    static let problemsMax = 50

    struct OpenFile {
        let file: any RecordFile
        var usedAt: Timestamp
    }

    init(
        _ layout: StoreLayout, _ configuration: SQLiteConfiguration, _ companionDays: CompanionDays? = nil
    ) throws {
        (self.layout, self.configuration, self.companionDays) = (layout, configuration, companionDays)
        blobs = DirectoryBlobStore(layout)
        monitors = MonitorIndex(layout, configuration)
        try layout.makeDirectories()
        try reconcileMonitors()
    }

    /// Logs that have grown, after a commit.
    var openFiles: [Connection] { files.values.map(\.file.connection) + monitors.openFiles }

    /// Stores the records of all batches. When it throws, some kinds may be stored; storing again is safe.
    func store(_ batches: [IngestBatch]) throws {
        unplacedCheckIns.removeAll()
        let kinds = Self.kinds(of: batches)
        for kind in DataKind.records where kinds.contains(kind) { try store(kind, of: batches) }
        if !kinds.isEmpty { closeIdleFiles() }
    }

    private static func kinds(of batches: [IngestBatch]) -> Set<DataKind> {
        var kinds: Set<DataKind> = []
        for batch in batches { for record in batch.records { kinds.insert(record.kind) } }
        return kinds
    }

    /// The transactions of one kind: one for each day, nearly always one. A file that turns out to be damaged is set
    /// aside once, and then everything begins anew.
    private func store(_ kind: DataKind, of batches: [IngestBatch], isSecondTry: Bool = false) throws {
        do {
            try insert(kind, of: batches)
            try commit()
        } catch let damage as DamagedRecordFile {
            rollBack()
            guard !isSecondTry else { throw damage.error }
            try setAside(damage)
            return try store(kind, of: batches, isSecondTry: true)
        } catch {
            rollBack()
            throw error
        }
    }

    private func insert(_ kind: DataKind, of batches: [IngestBatch]) throws {
        var checkIns = CheckInFiling(self)
        for batch in batches {
            for record in batch.records where record.kind == kind {
                switch record {
                case .checkIn(let row): try checkIns.file(row, of: batch.projectID)
                default: try insert(record, of: batch.projectID)
                }
            }
        }
        guard kind == .checkIns else { return }
        try commit()
        try checkIns.updateMonitors()
    }

    private func insert(_ record: Record, of project: ProjectID) throws {
        let day = record.receivedAt.day
        let kind = record.kind
        switch record {
        case .transaction(let row):
            try insert(in: PerformanceFile.self, kind, day) {
                try $0.contains(transaction: row.id, of: project)
            } _: {
                try $0.insert(row, of: project)
            }
        case .span(let row):
            try insert(in: PerformanceFile.self, kind, day) {
                try $0.contains(span: row, of: project)
            } _: {
                try $0.insert(row, of: project)
            }
        case .profile(let row):
            try insert(in: PerformanceFile.self, kind, day) {
                try $0.contains(profile: row.id, of: project)
            } _: {
                try $0.insert(row, of: project)
            }
        case .logs(let block):
            let hash = block.contentHash(of: project)
            try insert(in: LogFile.self, kind, day) {
                try $0.contains(hash)
            } _: {
                try $0.insert(block, hash: hash, of: project)
            }
        case .metrics(let block):
            let hash = block.contentHash(of: project)
            try insert(in: MetricFile.self, kind, day) {
                try $0.contains(hash)
            } _: {
                try $0.insert(block, hash: hash, of: project)
            }
        case .checkIn: break
        case .session(let row):
            let before = try existing(SessionFile.self, kind, day.advanced(by: -1))
            try write(SessionFile.self, kind, day) { try $0.insert(row, of: project, before: before) }
        case .sessionAggregate(let row):
            try write(SessionFile.self, kind, day) { try $0.insert(row, of: project) }
        case .userReport(let row):
            companionDays?.note(row.eventID, on: day)
            try write(AttachmentFile.self, kind, day) { try $0.insert(row, of: project) }
        case .attachment(let row):
            let content = try keep(row.content, of: kind, on: day)
            try insert(in: AttachmentFile.self, kind, day) {
                try $0.contains(row, hash: content.hash, of: project)
            } _: {
                companionDays?.note(row.eventID, on: day)
                try $0.insert(row, content, of: project)
            }
        case .replayEvent(let row):
            try insert(in: ReplayFile.self, kind, day) {
                try $0.contains(row, of: project)
            } _: {
                try $0.insert(row, of: project)
            }
        case .replayRecording(let row):
            let content = try keep(RecordingCodec.encode(row), of: kind, on: day)
            try insert(in: ReplayFile.self, kind, day) {
                try $0.contains(row, of: project)
            } _: {
                try $0.insert(row, content, of: project)
            }
        }
    }

    /// Stores in the day's file what the file of the day before does not have.
    private func insert<File: RecordFile>(
        in type: File.Type, _ kind: DataKind, _ day: Day, unless isKnown: (File) throws -> Bool,
        _ body: (File) throws -> Void
    ) throws {
        let dayBefore = day.advanced(by: -1)
        if let before = try existing(type, kind, dayBefore),
            try attempt(RecordFileKey(kind: kind, day: dayBefore), { try isKnown(before) })
        {
            return
        }
        try write(type, kind, day, body)
    }

    /// Small contents go into their row; large ones are durable in a file before the row that names them.
    private func keep(_ content: [UInt8], of kind: DataKind, on day: Day) throws -> KeptContent {
        let hash = ContentHash.sha256(content)
        guard content.count > KeptContent.inlineBytesMax else { return KeptContent(hash: hash, inline: content) }
        try blobs.put(content, at: BlobPlace(kind: kind, day: day, hash: hash))
        return KeptContent(hash: hash, inline: nil)
    }

    func note(_ problem: String) {
        if problems.count >= Self.problemsMax { problems.removeFirst() }
        problems.append(problem)
    }
}
