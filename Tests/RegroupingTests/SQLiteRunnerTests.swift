import Glibc
import Grouping
import SQLiteStorage
import SentryProtocol
import Storage
import Synchronization
import Testing

@testable import Regrouping

/// The runner over the engine that ships, as far as it can be seen from outside.
@Suite("Regrouping jobs over SQLite", .timeLimit(.minutes(2)))
struct SQLiteRunnerTests {
    private static let project = MemoryStore.project
    private static let quick = RegroupPace(
        idle: .milliseconds(5), pauseMin: .zero, pauseMax: .zero, retryDelay: .milliseconds(1))

    private final class Clock: Sendable {
        private let seconds = Mutex<Int64>(500_000)
        func now() -> Timestamp {
            seconds.withLock { seconds in
                seconds += 1
                return MemoryStore.start.adding(seconds: seconds)
            }
        }
    }

    private func withStore(_ body: (SQLiteEngine, String) async throws -> Void) async throws {
        var template = Array("/tmp/culprit-regroup-XXXXXX".utf8CString)
        _ = try #require(mkdtemp(&template))
        let folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let engine = try SQLiteEngine.open(
            SQLiteConfiguration(
                dataDirectory: folder, now: { MemoryStore.start },
                decodeBody: { stored, _ in Array(stored.dropFirst()) }))
        do {
            try await body(engine, folder)
            await engine.close()
        } catch {
            await engine.close()
            throw error
        }
        #expect(
            try SQLiteEngine.doctor(dataDirectory: folder, decodeBody: { stored, _ in Array(stored.dropFirst()) })
                .differences == [])
    }

    /// Stores 60 events of two types in two regions as ingest does; every third is an `OSError`.
    private func fill(_ engine: SQLiteEngine, from first: Int = 0, under rules: RuleSet = .standard) async throws {
        let source = MemoryStore()
        var batch = IngestBatch(projectID: Self.project)
        for number in 0..<(first + 60) {
            let type = number % 3 == 0 ? "OSError" : "KeyError"
            try await source.add(
                Samples.event(type, tags: ["region": number % 4 == 0 ? "us" : "eu"]), under: rules)
        }
        for row in await source.rows.dropFirst(first) {
            let facts = try #require(EventFacts(stored: row.body))
            batch.events.append(EventRow(facts: facts, body: [0] + row.body))
        }
        _ = try await engine.commit(batch)
    }

    private func run(_ engine: SQLiteEngine, _ rules: String, revision: Int64 = 0) async throws -> RegroupJob {
        let clock = Clock()
        _ = try await engine.save(
            GroupingRules(revision: revision, fingerprintRules: rules), of: Self.project, by: nil, at: clock.now())
        let runner = RegroupRunner(
            store: engine, rules: RuleSetCache(), pace: Self.quick, now: { clock.now() })
        let forecast = try await RegroupDryRun(store: engine).run(
            RuleSet(leniently: try await engine.groupingRules(of: Self.project)), on: Self.project,
            in: MemoryStore.period)
        let begun = try #require(try await runner.begin(on: Self.project, in: MemoryStore.period, by: nil))
        let done = try await work(runner, engine, begun.id) { $0.state == .done }
        #expect(done.eventsMoved == forecast.eventsMoved && done.issuesOpened == forecast.openingsTotal)
        return done
    }

    private func work(
        _ runner: RegroupRunner, _ engine: SQLiteEngine, _ job: Int64, until isEnough: (RegroupJob) -> Bool
    ) async throws -> RegroupJob {
        let task = Task { await runner.run() }
        var found = try #require(try await engine.regroupJob(job))
        while !isEnough(found) {
            try await Task.sleep(for: .milliseconds(2))
            found = try #require(try await engine.regroupJob(job))
        }
        task.cancel()
        await task.value
        return found
    }

    private func sizes(_ engine: SQLiteEngine) async throws -> [IssueID: Int] {
        let issues = try await engine.issues(matching: IssueQuery(projects: [Self.project], limit: 100)).rows
        return Dictionary(issues.map { ($0.id, $0.timesSeen) }, uniquingKeysWith: +)
    }

    @Test("a split moves the smaller part, and is taken back")
    func split() async throws {
        try await withStore { engine, _ in
            try await fill(engine)
            let before = try await sizes(engine)
            let job = try await run(engine, "type:KeyError -> {{ default }}, {{ tags.region }}")
            #expect(job.eventsMoved == 10 && job.issuesOpened == 1 && job.issuesEmptied == 0)
            #expect(try await sizes(engine).values.sorted() == [10, 20, 30])
            let clock = Clock()
            let runner = RegroupRunner(store: engine, rules: RuleSetCache(), pace: Self.quick, now: { clock.now() })
            #expect(try await runner.revert(job.id)?.state == .reverting)
            _ = try await work(runner, engine, job.id) { $0.state == .reverted }
            #expect(try await sizes(engine) == before)
        }
    }

    @Test("a merge by hand outlives a change of all hashes, and can be undone after it")
    func renames() async throws {
        try await withStore { engine, _ in
            try await fill(engine)
            let before = try await sizes(engine)
            let issues = before.keys.sorted()
            let merge = try await engine.merge(issues, into: issues[0], by: .system, at: MemoryStore.start)
            let job = try await run(engine, "type:KeyError -> k title=\"Key\"\ntype:OSError -> o title=\"System\"")
            #expect(job.eventsMoved == 0 && job.issuesOpened == 0)
            #expect(try await sizes(engine) == [issues[0]: 60])
            let compiled = RuleSet(leniently: try await engine.groupingRules(of: Self.project))
            try await fill(engine, from: 60, under: compiled)
            #expect(try await sizes(engine) == [issues[0]: 120])
            let title = try await engine.issue(issues[0])?.title
            #expect(title == "Key" || title == "System")
            let undone = try await engine.undo(merge: merge.id, by: .system, at: MemoryStore.start)
            try await engine.finishMoves()
            #expect(undone.issues == [issues[1]])
            #expect(try await sizes(engine) == before.mapValues { $0 * 2 })
        }
    }
}
