import Glibc
import SentryProtocol
import Storage
import Testing

@testable import SQLiteStorage

@Suite("SQLite: regrouping when things go wrong")
struct SQLiteRegroupTests {
    private func doctor(_ folder: TemporaryFolder) throws -> [String] {
        try SQLiteEngine.doctor(dataDirectory: folder.path, decodeBody: Sample.decode).differences
    }

    @Test("a job is not done before its issues are recounted")
    func failingRecount() async throws {
        try await withRecords { _, engine, folder in
            try await Sample.fillThree(engine)
            let begun = try await RegroupTests.begin(engine)
            let events = try await engine.placedEvents(of: begun.projectID, in: begun.period, after: nil, limit: 99)
            let last = try #require(events.last?.place)
            _ = try await RegroupTests.step(begun, events, upTo: last, on: engine) { facts in
                facts.userIdentity == nil ? [] : [facts.id.low % 2 == 0 ? "b" : "c"]
            }
            let file = try Connection(path: folder.path + "/events/2026-11-23.db", mode: .write)
            try file.execute("ALTER TABLE event RENAME TO away")
            await #expect(throws: (any Error).self) {
                try await engine.setState(.done, problem: nil, of: begun.id, at: Sample.day(5))
            }
            #expect(try await engine.regroupJob(begun.id)?.state == .running)
            try file.execute("ALTER TABLE away RENAME TO event")
            #expect(try await engine.setState(.done, problem: nil, of: begun.id, at: Sample.day(5))?.state == .done)
            let culprit = try Connection(path: folder.path + "/culprit.db", mode: .read)
            #expect(try culprit.integer("SELECT count(*) FROM issue_recount") == 0)
            #expect(try doctor(folder) == [])
        }
    }

    @Test("of a day that is set aside nothing is taken back, and its new file is regrouped from its first row")
    func setAside() async throws {
        let folder = try TemporaryFolder()
        let first = try SQLiteEngine.open(.test(folder.path))
        try await Sample.fillThree(first)
        let job = try await RegroupTests.begin(first)
        let events = try await first.placedEvents(of: job.projectID, in: job.period, after: nil, limit: 9)
        let last = try #require(events.last?.place)
        _ = try await RegroupTests.step(job, events, upTo: last, on: first) { _ in ["moved"] }
        #expect(last.day == Sample.noon.day && last.row > 1)
        await first.close()
        let file = try #require(fopen(folder.path + "/events/2026-11-23.db", "r+"))
        #expect(fwrite(Array(repeating: UInt8(0xff), count: 4096), 1, 4096, file) == 4096)
        fclose(file)
        let second = try SQLiteEngine.open(.test(folder.path))
        _ = try await second.commit(Sample.batch(Sample.event(700, in: ["late"], received: Sample.noon)))
        #expect(await second.problems().count == 1)
        let culprit = try Connection(path: folder.path + "/culprit.db", mode: .read)
        #expect(try culprit.integer("SELECT count(*) FROM regroup_step") == 0)
        let found = try #require(try await second.regroupJob(job.id))
        let rest = try await second.placedEvents(of: job.projectID, in: job.period, after: found.progress, limit: 99)
        #expect(rest.contains { $0.event.id == Sample.id(700) })
        await second.close()
    }
}
