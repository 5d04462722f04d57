import SentryProtocol
import Storage
import Testing

@testable import SQLiteStorage

@Suite("Records: sessions")
struct ReleaseRecordTests {
    private func health(_ engine: SQLiteEngine) async throws -> [ReleaseHealth] {
        try await engine.releaseHealth(of: Sample.project, environments: [], over: Sample.period)
    }

    @Test("sessions count as the protocol says: total by first word, errored once, crashes when told")
    func counting() async throws {
        try await withRecords { store, engine, _ in
            try store.store(
                Sample.session(1, 0, initial: true, user: "ann"), Sample.session(1, 1, errors: 1, user: "ann"),
                Sample.session(1, 2, status: "crashed", errors: 2, user: "ann"),
                Sample.session(2, 0, initial: true, user: "bob"), Sample.session(2, 1, status: "exited", user: "bob"),
                Sample.session(3, 0, initial: true, status: "abnormal"))
            let found = try #require(try await health(engine).first)
            #expect(found.sessions == SessionCounts(total: 3, errored: 2, crashed: 1, abnormal: 1))
            #expect(found.users == SessionCounts(total: 2, errored: 1, crashed: 1))
            #expect(found.sessions.healthy == 1)
            #expect(abs((found.sessions.crashFreeRate ?? 0) - 2.0 / 3) < 1e-9)
            #expect(found.users.crashFreeRate == 0.5)
        }
    }

    @Test("an update that comes twice counts once, over midnight too")
    func duplicates() async throws {
        try await withRecords { store, engine, folder in
            let updates = [Sample.session(1, 0, initial: true), Sample.session(1, 1, status: "crashed", errors: 1)]
            try store.store([Sample.records(updates), Sample.records(updates)])
            try folder.recordStore().store([Sample.records(updates)])
            try store.store(
                Sample.session(1, 0, initial: true, received: Sample.tomorrow),
                Sample.session(1, 2, errors: 3, received: Sample.tomorrow))
            #expect(
                try await health(engine).map(\.sessions) == [SessionCounts(total: 1, errored: 1, crashed: 1)])
        }
    }

    @Test("sessions that an SDK has counted itself are added")
    func aggregates() async throws {
        try await withRecords { store, engine, _ in
            let row = SessionAggregateRow(
                startedAt: Sample.noon, receivedAt: Sample.noon, distinctID: nil, exited: 10, errored: 3, abnormal: 1,
                unhandled: 0, crashed: 2, release: "api@2", environment: "prod")
            var hostile = row
            (hostile.exited, hostile.crashed, hostile.release) = (.max, .min, "evil")
            try store.store(.sessionAggregate(row), .sessionAggregate(row), .sessionAggregate(hostile))
            let found = try #require(try await health(engine).first { $0.release == "api@2" })
            #expect(found.sessions == SessionCounts(total: 32, errored: 12, crashed: 4, abnormal: 2))
            #expect(found.sessions.erroredOnly == 6)
            #expect(try await health(engine).first?.release == "evil")
        }
    }

    @Test("health is told per release and per bar, and people are counted once over days")
    func periods() async throws {
        try await withRecords { store, engine, _ in
            try store.store(
                Sample.session(1, 0, initial: true, user: "ann"),
                Sample.session(2, 0, initial: true, user: "ann", started: Sample.tomorrow),
                Sample.session(3, 0, initial: true, user: "bob", release: "shop@2"))
            let found = try await health(engine)
            #expect(found.map(\.release) == ["shop@1", "shop@2"])
            #expect(found.map(\.users.total) == [1, 1])
            let bars = try await engine.sessions(
                of: Sample.project, release: nil, environments: ["prod"], over: Sample.period, bars: 3)
            #expect(bars.map(\.total) == [0, 2, 1])
            let none = try await engine.sessions(
                of: Sample.project, release: nil, environments: ["dev"], over: Sample.period, bars: 3)
            #expect(none.map(\.total) == [0, 0, 0])
        }
    }
}
