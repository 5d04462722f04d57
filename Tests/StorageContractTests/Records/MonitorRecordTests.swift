import SentryProtocol
import Storage
import Testing

@testable import SQLiteStorage

@Suite("Records: check-ins and monitors")
struct MonitorRecordTests {
    private func checkIns(_ engine: SQLiteEngine) async throws -> [StoredCheckIn] {
        try await engine.checkIns(
            of: "nightly", in: Sample.project, environment: nil, cursor: .start, limit: 100
        ).rows
    }

    @Test("a run in progress is finished by a later word, and a finished one never changes")
    func life() async throws {
        try await withRecords { store, engine, _ in
            try store.store(Sample.checkIn(1, .inProgress))
            #expect(try await checkIns(engine).map(\.status) == [.inProgress])
            try store.store(Sample.checkIn(1, .ok, at: Sample.noon.adding(seconds: 42)))
            try store.store(
                Sample.checkIn(1, .error, at: Sample.noon.adding(seconds: 50)),
                Sample.checkIn(1, .inProgress, at: Sample.noon.adding(seconds: 51)))
            let found = try #require(try await checkIns(engine).first)
            #expect(try await checkIns(engine).count == 1)
            #expect(found.status == .ok && found.duration == 42 && found.startedAt == Sample.noon)
            let monitor = try #require(try await engine.monitors(of: [Sample.project]).first)
            #expect(monitor.slug == "nightly" && monitor.environments.map(\.status) == [.ok])
        }
    }

    @Test("a check-in without an id finishes the newest one in progress, or is one of its own")
    func withoutID() async throws {
        try await withRecords { store, engine, _ in
            try store.store(
                Sample.checkIn(1, .inProgress), Sample.checkIn(2, .inProgress, at: Sample.noon.adding(seconds: 60)))
            try store.store(Sample.checkIn(nil, .error, at: Sample.noon.adding(seconds: 90)))
            #expect(try await checkIns(engine).map(\.status) == [.error, .inProgress])
            try store.store(Sample.checkIn(nil, .ok, at: Sample.noon.adding(seconds: 95)))
            try store.store(Sample.checkIn(nil, .ok, at: Sample.noon.adding(seconds: 100), new: 901, duration: 10))
            let found = try await checkIns(engine)
            #expect(found.map(\.id) == [901, 2, 1].map(Sample.id))
            #expect(
                found[0].startedAt == Sample.noon.adding(seconds: 90), "the start is when it began, not when it told")
        }
    }

    @Test("a run over midnight is one run; one of days too, when the monitor allows it")
    func overMidnight() async throws {
        try await withRecords { store, engine, _ in
            try store.store(Sample.checkIn(1, .inProgress))
            try store.store(Sample.checkIn(1, .ok, at: Sample.tomorrow))
            #expect(try await checkIns(engine).map(\.status) == [.ok])
            let long = #"{"schedule":{"type":"interval","value":1,"unit":"week"},"max_runtime":10000}"#
            try store.store(Sample.checkIn(2, .inProgress, config: long))
            try store.store(Sample.checkIn(2, .ok, at: Sample.noon.adding(seconds: 5 * 86_400), config: nil))
            #expect(try await checkIns(engine).map(\.status) == [.ok, .ok])
        }
    }

    @Test("a monitor nobody has described takes no check-ins; a description changes only what it names")
    func configuration() async throws {
        try await withRecords { store, engine, _ in
            try store.store(Sample.checkIn(1, .ok, config: nil))
            #expect(try await checkIns(engine).isEmpty)
            #expect(store.monitors.unknownCheckIns == 1)
            try store.store(Sample.checkIn(2, .ok), Sample.checkIn(3, .ok, config: nil))
            try store.store(
                Sample.checkIn(
                    4, .ok, config: #"{"schedule":{"type":"interval","value":2,"unit":"hour"},"checkin_margin":5}"#))
            let monitor = try #require(try await engine.monitors(of: [Sample.project]).first)
            #expect(
                monitor.config
                    == #"{"schedule":{"type":"interval","value":2,"unit":"hour"},"max_runtime":30,"checkin_margin":5}"#)
            #expect(try await checkIns(engine).count == 3)
        }
    }

    @Test("an id that belongs to another monitor changes nothing")
    func foreign() async throws {
        try await withRecords { store, engine, _ in
            try store.store(Sample.checkIn(1, .inProgress), Sample.checkIn(1, .ok, monitor: "other"))
            #expect(try await checkIns(engine).map(\.status) == [.inProgress])
        }
    }

    @Test("a crash between check-ins and monitors is made good at the next start")
    func crash() async throws {
        let folder = try TemporaryFolder()
        let first = try SQLiteEngine.open(.test(folder.path))
        await first.close()
        try folder.copy("culprit.db", to: "culprit.before")
        let store = try folder.recordStore()
        try store.store(Sample.checkIn(1, .ok), Sample.checkIn(2, .error, at: Sample.noon.adding(seconds: 9)))
        store.close()
        try folder.copy("culprit.before", to: "culprit.db")
        let again = try folder.recordStore()
        let engine = try SQLiteEngine.open(.test(folder.path))
        let monitor = try #require(try await engine.monitors(of: [Sample.project]).first)
        #expect(monitor.environments.map(\.status) == [.error])
        #expect(monitor.environments.map(\.lastCheckInAt) == [Sample.noon.adding(seconds: 9)])
        try again.store(Sample.checkIn(2, .error, at: Sample.noon.adding(seconds: 9)))
        #expect(try await checkIns(engine).count == 2)
        await engine.close()
    }
}
