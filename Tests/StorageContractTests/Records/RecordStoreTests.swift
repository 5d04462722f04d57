import Glibc
import SentryProtocol
import Storage
import Synchronization
import Testing

@testable import SQLiteStorage

@Suite("Records: files")
struct RecordStoreTests {
    @Test("each kind has its own file for each day")
    func files() async throws {
        try await withRecords { store, _, folder in
            try store.store(
                Sample.transaction(1), Sample.logs(Sample.log("a")), Sample.metric([1]), Sample.checkIn(1, .ok),
                Sample.session(1, 0, initial: true), Sample.attachment(1), Sample.replay(1, segment: 0))
            try store.store(Sample.transaction(2, at: Sample.tomorrow))
            let layout = StoreLayout(directory: folder.path)
            for kind in DataKind.records {
                let days = layout.days(of: kind).map(\.text)
                switch kind {
                case .performance: #expect(days == ["2026-11-23", "2026-11-24"])
                case .requestLogs: #expect(days.isEmpty)
                default: #expect(days == ["2026-11-23"], "\(kind)")
                }
            }
        }
    }

    @Test("all of a call is one transaction in its file: what cannot be stored leaves nothing of its kind")
    func atomic() async throws {
        try await withRecords { store, engine, _ in
            try store.store(Sample.transaction(1))
            let file = try #require(store.openFiles.first { $0.path.contains("performance") })
            lowerBlobLimit(of: file)
            let huge = TransactionRow(
                id: Sample.id(3), traceID: Sample.trace(1), spanID: SpanID(rawValue: 1), parentSpanID: nil,
                receivedAt: Sample.noon, startedAt: Sample.noon, endedAt: Sample.noon, name: "x", op: "y", status: "ok",
                platform: "z", environment: nil, release: nil, userIdentity: nil, spanCount: 0, measurements: [],
                body: [UInt8](repeating: 0, count: 200_000))
            #expect(throws: SQLiteError.self) { try store.store(Sample.transaction(2), .transaction(huge)) }
            #expect(try await engine.transaction(Sample.id(2), in: Sample.project) == nil)
            try store.store(Sample.transaction(2))
            #expect(try await engine.transaction(Sample.id(2), in: Sample.project) != nil)
        }
    }

    @Test("a crash between two files is made good when the sender tries again")
    func crashBetweenFiles() async throws {
        try await withRecords { store, engine, folder in
            let records = [Sample.transaction(1), Sample.logs(Sample.log("a")), Sample.session(1, 0, initial: true)]
            // Only the first file got its commit.
            try store.store(records[0])
            try folder.recordStore().store([Sample.records(records)])
            #expect(try await engine.transactions(matching: TransactionQuery(project: Sample.project)).rows.count == 1)
            #expect(try await engine.logs(matching: LogQuery(project: Sample.project)).rows.count == 1)
            let health = try await engine.releaseHealth(of: Sample.project, environments: [], over: Sample.period)
            #expect(health.map(\.sessions.total) == [1])
        }
    }

    @Test("a damaged file is set aside and a new one begun", arguments: [false, true])
    func damage(atStart: Bool) async throws {
        try await withRecords { store, engine, folder in
            let layout = StoreLayout(directory: folder.path)
            let path = layout.file(of: Sample.noon.day, .logs)
            if !atStart {
                try store.store(Sample.logs(Sample.log("lost")))
                #expect(try await engine.logs(matching: LogQuery(project: Sample.project)).rows.count == 1)
                store.close(RecordFileKey(kind: .logs, day: Sample.noon.day))
            }
            for suffix in ["-wal", "-shm"] { unlink(path + suffix) }
            let file = try #require(fopen(path, "w"))
            fputs(String(repeating: "this is no database\n", count: 1000), file)
            fclose(file)
            try store.store(Sample.logs(Sample.log("kept")))
            #expect(store.problems.count == 1)
            #expect(store.problems.first?.contains("\(path).corrupt-\(Sample.noon.seconds)") == true)
            #expect(access("\(path).corrupt-\(Sample.noon.seconds)", F_OK) == 0)
            let rows = try await engine.logs(matching: LogQuery(project: Sample.project)).rows
            #expect(rows.map(\.message) == ["kept"], "readers notice the new file")
            #expect(layout.days(of: .logs).count == 1)
        }
    }

    @Test("records of a commit are stored with its events, and large contents are on the disk before")
    func engine() async throws {
        try await withRecords { _, engine, folder in
            let content = [UInt8](repeating: 5, count: 40_000)
            var batch = Sample.batch(Sample.event(1))
            batch.records = [Sample.attachment(1, content: content), Sample.report(1, "it broke")]
            let layout = StoreLayout(directory: folder.path)
            await withCheckedContinuation { continuation in
                let staging = ContentStaging(layout)
                staging.stage(staging.contents(of: batch)) { continuation.resume() }
            }
            #expect(DirectoryBlobStore(layout).files(of: .attachments, on: Sample.noon.day).count == 1)
            _ = try await engine.commit(batch)
            let found = try #require(try await engine.attachments(of: Sample.id(1), in: Sample.project).first)
            #expect(try await engine.content(of: found) == content)
            #expect(try await engine.userReport(of: Sample.id(1), in: Sample.project)?.comments == "it broke")
        }
    }

    @Test("few files stay open, and idle ones are closed")
    func idle() async throws {
        try await withRecords { store, _, _ in
            for day in 0..<40 {
                try store.store(Sample.transaction(day, at: Sample.noon.adding(seconds: Int64(day) * 86_400)))
            }
            #expect(store.openFiles.count <= RecordStore.filesOpenMax)
        }
        let clock = Clock()
        let folder = try TemporaryFolder()
        let engine = try SQLiteEngine.open(.test(folder.path))
        let store = try folder.recordStore { clock.now }
        try store.store(Sample.transaction(1))
        clock.pass(601)
        try store.store(Sample.logs(Sample.log("a")))
        #expect(store.openFiles.map(\.path).filter { $0.contains("performance") }.isEmpty)
        await engine.close()
    }
}

/// A clock that a test moves.
final class Clock: Sendable {
    private let moment = Mutex(Sample.noon)
    var now: Timestamp { moment.withLock { $0 } }
    func pass(_ seconds: Int64) { moment.withLock { $0 = $0.adding(seconds: seconds) } }
}
