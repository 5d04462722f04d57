import SentryProtocol
import Storage
import Testing

@testable import SQLiteStorage

@Suite("Records: retention by a clock that is wrong")
struct RetentionClockTests {
    private func day(_ number: Int64) -> Timestamp { Sample.noon.adding(seconds: number * 86_400) }

    /// As the server's: a quarter of a day more with every round.
    private var policy: RetentionPolicy {
        var policy = RetentionPolicy()
        policy.agingSecondsMax = 21_600
        return policy
    }

    private func store(_ engine: SQLiteEngine, on days: Int64...) async throws {
        for number in days {
            _ = try await engine.commit(
                Sample.batch(Sample.event(Int(number) + 1000, at: day(number), received: day(number))))
        }
    }

    @Test("a clock that leaps a year ahead drops nothing that was young, and says so")
    func leap() async throws {
        try await withRecords { _, engine, folder in
            try await engine.makeShop()
            try await store(engine, on: -80, 0)
            #expect(try await engine.maintain(now: day(0), policy: policy).problems == [])
            for _ in 0..<8 {
                let report = try await engine.maintain(now: day(365), policy: policy)
                #expect(report.dropped == [])
                #expect(report.problems.contains { $0.contains("far ahead") })
            }
            #expect(StoreLayout(directory: folder.path).days() == [day(-80).day, day(0).day])
            let right = try await engine.maintain(now: day(1), policy: policy)
            #expect(right.dropped == [] && right.problems == [], "set right again, nothing is left of it")
        }
    }

    @Test("after a pause it catches up step by step, and drops what is old")
    func pause() async throws {
        try await withRecords { _, engine, folder in
            try await engine.makeShop()
            try await store(engine, on: -80, 0)
            _ = try await engine.maintain(now: day(0), policy: policy)
            var rounds = 0
            while StoreLayout(directory: folder.path).days().count == 2, rounds < 100 {
                _ = try await engine.maintain(now: day(30), policy: policy)
                rounds += 1
            }
            // From day 0 to the eleventh, four rounds a day.
            #expect((40...44).contains(rounds))
            #expect(StoreLayout(directory: folder.path).days() == [day(0).day])
        }
    }

    @Test("after a clock that began decades too early, ages are right at once")
    func past() async throws {
        try await withRecords { _, engine, folder in
            try await engine.makeShop()
            try await store(engine, on: -80, 0)
            _ = try await engine.maintain(now: Timestamp(seconds: 86_400), policy: policy)
            #expect(StoreLayout(directory: folder.path).days().count == 2)
            _ = try await engine.maintain(now: day(0), policy: policy)
            for _ in 0..<400 { _ = try await engine.maintain(now: day(20), policy: policy) }
            #expect(StoreLayout(directory: folder.path).days() == [day(0).day])
        }
    }

    @Test("days of the future are kept as long as those of the day on which they were noticed")
    func future() async throws {
        try await withRecords { store, engine, folder in
            try await engine.makeShop()
            try await self.store(engine, on: 0, 200)
            try store.store(Sample.transaction(1, at: day(200)))
            store.close()
            let layout = StoreLayout(directory: folder.path)
            let noticed = try await engine.maintain(now: day(0), policy: RetentionPolicy())
            #expect(noticed.dropped == [] && noticed.problems.count == 2)
            #expect(try await engine.maintain(now: day(29), policy: RetentionPolicy()).problems == [])
            _ = try await engine.maintain(now: day(31), policy: RetentionPolicy())
            #expect(layout.days(of: .performance).isEmpty && layout.days().count == 2)
            let report = try await engine.maintain(now: day(91), policy: RetentionPolicy())
            #expect(Set(report.dropped.map(\.day)) == [day(0).day, day(200).day])
            #expect(layout.days().isEmpty)
            #expect(try SQLiteEngine.doctor(dataDirectory: folder.path, decodeBody: Sample.decode).differences == [])
        }
    }

    @Test("a day of the future that comes true is kept as any other")
    func comesTrue() async throws {
        try await withRecords { _, engine, folder in
            try await engine.makeShop()
            try await store(engine, on: 10)
            _ = try await engine.maintain(now: day(0), policy: RetentionPolicy())
            _ = try await engine.maintain(now: day(9), policy: RetentionPolicy())
            _ = try await engine.maintain(now: day(95), policy: RetentionPolicy())
            #expect(StoreLayout(directory: folder.path).days() == [day(10).day])
        }
    }
}
