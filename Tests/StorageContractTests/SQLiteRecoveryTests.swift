import Glibc
import SentryProtocol
import Storage
import Testing

@testable import SQLiteStorage

@Suite("SQLite: crashes and failures")
struct SQLiteRecoveryTests {
    private func open(
        _ folder: TemporaryFolder, _ change: (inout SQLiteConfiguration) -> Void = { _ in }
    ) throws -> SQLiteEngine {
        var configuration = SQLiteConfiguration.test(folder.path)
        change(&configuration)
        return try SQLiteEngine.open(configuration)
    }

    private func doctor(_ folder: TemporaryFolder) throws -> DoctorReport {
        try SQLiteEngine.doctor(dataDirectory: folder.path, decodeBody: Sample.decode)
    }

    /// Commits of the kinds that matter: old and new issues, healed hashes, two days, a regression.
    private func commitMore(to store: SQLiteEngine) async throws {
        let tomorrow = Sample.noon.adding(seconds: 86_400)
        _ = try await store.commit(
            Sample.batch(Sample.event(10, user: "x"), Sample.event(11, in: ["new"], user: "y")))
        _ = try await store.commit(Sample.batch(Sample.event(12, in: ["healed", "system"], environment: "prod")))
        _ = try await store.commit(
            Sample.batch(Sample.event(13, at: tomorrow, value: "newest"), Sample.event(14, in: ["other"], at: tomorrow))
        )
        _ = try await store.commit(Sample.batch(Sample.event(15, at: Sample.noon.adding(seconds: -500))))
    }

    private func everything(in store: SQLiteEngine) async throws -> [IssueSummary] {
        try await store.issues(matching: IssueQuery(projects: [Sample.project], sort: .firstSeen, limit: 100)).rows
    }

    @Test("events that reached their file but not the counters are counted at the next start, exactly")
    func countsAgain() async throws {
        let folder = try TemporaryFolder()
        let first = try open(folder)
        try await first.makeShop()
        _ = try await first.commit(Sample.batch(Sample.event(1), Sample.event(2, in: ["app", "system"])))
        let id = try #require(try await everything(in: first).first?.id)
        _ = try await first.apply(.resolve, to: [id], by: .system, at: Sample.noon)
        await first.close()

        // The counters of before, the events of after: what a power cut between the two commits leaves.
        try folder.copy("culprit.db", to: "culprit.before")
        let second = try open(folder)
        try await commitMore(to: second)
        let expected = try await everything(in: second)
        #expect(expected.count == 4)
        await second.close()
        try folder.copy("culprit.before", to: "culprit.db")

        let third = try open(folder)
        let isExact = try await everything(in: third) == expected
        #expect(isExact)
        #expect(try await third.activities(of: id, limit: 9).map(\.type) == ["set_regression", "set_resolved"])
        #expect(try doctor(folder).differences == [])
        #expect(try await third.commit(Sample.batch(Sample.event(12), Sample.event(10))).duplicates == 2)
        let healed = try await third.commit(Sample.batch(Sample.event(20, in: ["healed"])))
        #expect(healed.newIssues.isEmpty, "hashes were added again, too")
        #expect(try await third.commit(Sample.batch(Sample.event(21, in: ["fresh"]))).newIssues.map(\.rawValue) == [5])
        await third.close()
        #expect(try doctor(folder).differences == [])
    }

    @Test("many events in many transactions are counted again in order")
    func countsManyAgain() async throws {
        let folder = try TemporaryFolder()
        let first = try open(folder)
        await first.close()
        try folder.copy("culprit.db", to: "culprit.before")
        let second = try open(folder)
        for start in stride(from: 0, to: 1300, by: 100) {
            _ = try await second.commit(
                Sample.batch((start..<start + 100).map { Sample.event($0, in: ["h\($0 % 40)"], user: "\($0 % 9)") }))
        }
        let expected = try await everything(in: second)
        await second.close()
        try folder.copy("culprit.before", to: "culprit.db")
        let third = try open(folder)
        let isExact = try await everything(in: third) == expected
        #expect(isExact)
        await third.close()
        #expect(try doctor(folder).differences == [])
    }

    @Test("a damaged body does not keep the store from opening, and the doctor names it")
    func damagedBody() async throws {
        let folder = try TemporaryFolder()
        let first = try open(folder)
        _ = try await first.commit(Sample.batch(Sample.event(1)))
        await first.close()
        try folder.copy("culprit.db", to: "culprit.before")
        let second = try open(folder)
        _ = try await second.commit(Sample.batch(Sample.event(2)))
        await second.close()
        try folder.copy("culprit.before", to: "culprit.db")
        let file = try Connection(path: folder.path + "/events/2026-11-23.db", mode: .write)
        try file.execute("UPDATE body SET bytes = x'ff' WHERE id = 2")
        let third = try open(folder)
        #expect(try await third.onlyIssue().timesSeen == 2)
        await #expect(throws: SQLiteStorageError.self) { try await third.event(Sample.id(2), in: Sample.project) }
        let page = try await third.events(of: Sample.project, cursor: .start, limit: 5)
        #expect(page.rows.count == 2, "lists still show what its row says")
        await third.close()
        #expect(try doctor(folder).mismatches == 1)
    }

    @Test(
        "what is stored while the counters cannot be written is counted when they can; the next commit waits for that")
    func countersAreBusy() async throws {
        let folder = try TemporaryFolder()
        let store = try open(folder) { $0.busyMilliseconds = 50 }
        _ = try await store.commit(Sample.batch(Sample.event(1)))
        let other = try Connection(path: folder.path + "/culprit.db", mode: .write)
        try other.execute("BEGIN IMMEDIATE")
        #expect(try await store.commit(Sample.batch(Sample.event(2, in: ["new"], user: "u"))).stored == 1)
        _ = try await everything(in: store)
        await #expect(throws: CommitError.self) { try await store.commit(Sample.batch(Sample.event(3))) }
        #expect(await store.readiness() != nil)
        try other.execute("ROLLBACK")
        #expect(await store.readiness() == nil, "trying shows that it works again")
        let receipt = try await store.commit(Sample.batch(Sample.event(2, in: ["new"], user: "u"), Sample.event(3)))
        #expect(receipt.duplicates == 1)
        #expect(receipt.stored == 1)
        let issues = try await everything(in: store)
        #expect(Set(issues.map(\.timesSeen)) == [2, 1])
        #expect(issues.map(\.shortID.number).sorted() == [1, 2])
        await store.close()
        #expect(try doctor(folder).differences == [])
    }

    @Test("a full disk refuses the commit and leaves nothing; space makes it work again")
    func diskFull() async throws {
        let folder = try TemporaryFolder()
        let store = try open(folder)
        _ = try await store.commit(Sample.batch(Sample.event(1)))
        let pages = try await store.writer.perform { files in
            let file = try #require(files.openFiles.first { $0.path.hasSuffix("2026-11-23.db") })
            let pages = try file.integer("PRAGMA page_count") ?? 0
            try file.execute("PRAGMA max_page_count = \(pages + 2)")
            return pages
        }
        #expect(pages > 0)
        var large = Sample.event(2, in: ["large"])
        large.body = [UInt8](repeating: 0, count: 100_000)
        let batch = Sample.batch(large)
        await #expect(throws: CommitError.unavailable(reason: "database or disk is full (13)")) {
            try await store.commit(batch)
        }
        #expect(await store.readiness() == nil, "a commit that fits would work")
        let small = try await store.commit(Sample.batch(Sample.event(3, in: ["small"])))
        #expect(small.newIssues.map(\.rawValue) == [2], "the refused event took no number with it")
        _ = try await store.writer.perform { files in
            for file in files.openFiles { try file.execute("PRAGMA max_page_count = 1000000") }
        }
        #expect(try await store.commit(Sample.batch(Sample.event(2, in: ["large"]))).newIssues.map(\.rawValue) == [3])
        await store.close()
        #expect(try doctor(folder).differences == [])
    }

    @Test("a disk below its floor refuses before any work is done")
    func diskFloor() async throws {
        let folder = try TemporaryFolder()
        let store = try open(folder) { $0.diskFreeBytesMin = .max }
        _ = try? await store.commit(Sample.batch(Sample.event(1)))
        await #expect(throws: CommitError.unavailable(reason: "the disk is almost full")) {
            try await store.commit(Sample.batch(Sample.event(2)))
        }
        #expect(await store.readiness() == "the disk is almost full")
        await store.close()
    }

    @Test("the queue is bounded in bytes; what does not fit is told to come back")
    func backpressure() async throws {
        let folder = try TemporaryFolder()
        let store = try open(folder) { $0.queueBytesMax = 30_000 }
        let results = await withTaskGroup(of: Bool.self) { group in
            for number in 0..<200 {
                group.addTask {
                    do throws(CommitError) {
                        return try await store.commit(Sample.batch(Sample.event(number))).stored == 1
                    } catch {
                        #expect(error == .overloaded(retryAfter: 1))
                        return false
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(try await store.onlyIssue().timesSeen == results.count { $0 })
        #expect(await store.statistics().queuedBytes == 0)
        await store.close()
        #expect(try doctor(folder).differences == [])
    }

    @Test("one batch that cannot be stored does not take its neighbours with it")
    func poison() throws {
        let folder = try TemporaryFolder()
        let files = try WriterFiles(StoreLayout(directory: prepared(folder)), .test(folder.path))
        // SQLite refuses blobs above a limit that is lowered here.
        for file in files.openFiles { lowerBlobLimit(of: file) }
        _ = files.commit([Sample.batch(Sample.event(1))])
        for file in files.openFiles { lowerBlobLimit(of: file) }
        var large = Sample.event(2)
        large.body = [UInt8](repeating: 0, count: 200_000)
        let results = files.commit([Sample.batch(Sample.event(3)), Sample.batch(large), Sample.batch(Sample.event(4))])
        #expect(results.map { (try? $0.get().stored) ?? 0 } == [1, 0, 1])
    }

    private func prepared(_ folder: TemporaryFolder) throws -> String {
        try StoreLayout(directory: folder.path).makeDirectories()
        return folder.path
    }

    @Test("a second server on the same directory is refused, until the first is closed")
    func oneServer() async throws {
        let folder = try TemporaryFolder()
        let first = try open(folder)
        #expect(throws: SQLiteStorageError.inUse(directory: folder.path)) {
            _ = try open(folder) { $0.busyMilliseconds = 30 }
        }
        await first.close()
        let second = try open(folder)
        await second.close()
    }

    @Test("the doctor finds counters that are wrong")
    func doctorFinds() async throws {
        let folder = try TemporaryFolder()
        let store = try open(folder)
        _ = try await store.commit(Sample.batch(Sample.event(1, user: "u"), Sample.event(2, in: ["b"])))
        await store.close()
        #expect(try doctor(folder).events == 2)
        #expect(try doctor(folder).issues == 2)
        let culprit = try Connection(path: folder.path + "/culprit.db", mode: .write)
        for (damage, repair) in [
            ("UPDATE issue SET times_seen = 5 WHERE id = 1", "UPDATE issue SET times_seen = 1 WHERE id = 1"),
            ("UPDATE issue SET users_affected = 0", "UPDATE issue SET users_affected = id = 1"),
            ("UPDATE issue SET last_seen = last_seen + 1", "UPDATE issue SET last_seen = last_seen - 1"),
            ("UPDATE issue_hour SET events = 9", "UPDATE issue_hour SET events = 1"),
            ("UPDATE project_hour SET events = 9", "UPDATE project_hour SET events = 2"),
            ("UPDATE issue_user SET user_hash = user_hash + 1", "UPDATE issue_user SET user_hash = user_hash - 1"),
            ("UPDATE issue_day SET day = day + 1", "UPDATE issue_day SET day = day - 1"),
            ("UPDATE issue SET id = 77 WHERE id = 2", "UPDATE issue SET id = 2 WHERE id = 77"),
            ("UPDATE issue_hash SET issue_id = 3 - issue_id", "UPDATE issue_hash SET issue_id = 3 - issue_id"),
            ("UPDATE applied SET event_row = 3", "UPDATE applied SET event_row = 2"),
        ] {
            try culprit.execute(damage)
            #expect(try doctor(folder).mismatches > 0, "\(damage)")
            try culprit.execute(repair)
            #expect(try doctor(folder).differences == [], "\(repair)")
        }
    }

    @Test("the doctor agrees with a server that is taking events")
    func doctorBesideServer() async throws {
        let folder = try TemporaryFolder()
        let store = try open(folder)
        _ = try await store.commit(Sample.batch(Sample.event(1_000_000)))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in 0..<4 {
                group.addTask {
                    for round in 0..<60 {
                        let number = writer * 1000 + round
                        _ = try await store.commit(
                            Sample.batch(Sample.event(number, in: ["h\(number % 13)"], user: "\(number % 5)")))
                    }
                }
            }
            group.addTask {
                for _ in 0..<8 {
                    let report = try doctor(folder)
                    #expect(report.differences == [])
                }
            }
            try await group.waitForAll()
        }
        // Whoever reads sees everything that was answered, and so does the doctor then.
        _ = try await everything(in: store)
        #expect(try doctor(folder).events == 241)
        await store.close()
    }

    @Test("logs are copied back and do not grow without end")
    func checkpoints() async throws {
        let folder = try TemporaryFolder()
        let store = try open(folder) { $0.synchronous = .normal }
        for start in stride(from: 0, to: 4000, by: 100) {
            let events = (start..<start + 100).map { number in
                var event = Sample.event(number, in: ["h\(number % 9)"])
                event.body += [UInt8](repeating: 0, count: 20_000)
                return event
            }
            _ = try await store.commit(Sample.batch(events))
        }
        // 80 MB went through the log.
        let logBytes = try await store.writer.perform { files in files.openFiles.map(\.logBytes).max() ?? 0 }
        #expect(logBytes < 2 * Checkpointer.logBytesMax)
        await store.close()
    }
}
