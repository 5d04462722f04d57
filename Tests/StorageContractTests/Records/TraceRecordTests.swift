import SentryProtocol
import Storage
import Testing

@testable import SQLiteStorage

@Suite("Records: transactions, spans and profiles")
struct TraceRecordTests {
    @Test("a transaction comes back as it was stored, with measurements and body")
    func transaction() async throws {
        try await withRecords { store, engine, _ in
            try store.store(Sample.transaction(1, milliseconds: 250, measurements: ["lcp": 12.5, "fcp": 3]))
            let found = try #require(try await engine.transaction(Sample.id(1), in: Sample.project))
            #expect(found.summary.name == "/orders")
            #expect(found.summary.startedAt == Timestamp(microseconds: Sample.noon.microseconds - 250_000))
            #expect(found.summary.traceID == Sample.trace(1))
            #expect(found.measurements.map(\.name) == ["fcp", "lcp"])
            #expect(String(decoding: found.json, as: UTF8.self) == #"{"transaction":"/orders"}"#)
            #expect(try await engine.transaction(Sample.id(1), in: Sample.other) == nil)
        }
    }

    @Test("the same transaction is stored once, also over midnight, also after a restart")
    func duplicates() async throws {
        try await withRecords { store, engine, folder in
            try store.store(Sample.transaction(1), Sample.transaction(1), Sample.transaction(2))
            try store.store(Sample.transaction(1))
            store.close()
            let second = try folder.recordStore()
            try second.store(Sample.transaction(1, received: Sample.tomorrow), Sample.span(1), Sample.span(1))
            try second.store(Sample.span(1, received: Sample.tomorrow))
            try second.store(Sample.transaction(1), project: Sample.other)
            let page = try await engine.transactions(matching: TransactionQuery(project: Sample.project))
            #expect(page.rows.map(\.id) == [Sample.id(2), Sample.id(1)])
            #expect(try await engine.trace(Sample.trace(1), in: [Sample.project]).spans.count == 1)
            let elsewhere = try await engine.transactions(matching: TransactionQuery(project: Sample.other))
            #expect(elsewhere.rows.count == 1, "another project has its own")
        }
    }

    @Test("pages of transactions lead forth and back over days")
    func pages() async throws {
        try await withRecords { store, engine, _ in
            for number in 0..<7 {
                let at = Sample.noon.adding(seconds: Int64(number) * 20_000)
                try store.store(Sample.transaction(number, at: at))
            }
            var query = TransactionQuery(project: Sample.project, limit: 3)
            var pages: [[EventID]] = []
            var cursor: Cursor? = .start
            var backwards: Cursor?
            while let next = cursor {
                query.cursor = next
                let page = try await engine.transactions(matching: query)
                pages.append(page.rows.map(\.id))
                (cursor, backwards) = (page.next, page.previous)
            }
            #expect(pages == [[6, 5, 4], [3, 2, 1], [0]].map { $0.map(Sample.id) })
            query.cursor = try #require(backwards)
            #expect(try await engine.transactions(matching: query).rows.map(\.id) == pages[1])
        }
    }

    @Test("transactions are summed up by name, with percentiles within 1 % and the share of failures")
    func statistics() async throws {
        try await withRecords { store, engine, _ in
            try store.store([
                Sample.records(
                    (1...100).map {
                        Sample.transaction(
                            $0, milliseconds: Int64($0), status: $0 <= 10 ? "internal_error" : "ok",
                            user: "id:\($0 % 5)", measurements: ["lcp": Double($0) * 10])
                    }),
                Sample.records([
                    Sample.transaction(200, name: "/slow", milliseconds: 60_000),
                    Sample.transaction(201, name: "/dev", environment: "dev"),
                    Sample.transaction(202, at: Sample.noon.adding(seconds: -10 * 86_400), received: Sample.noon),
                ]),
            ])
            let found = try await engine.transactionStatistics(
                of: Sample.project, environments: ["prod"], over: Sample.period, limit: 10)
            #expect(found.map(\.name) == ["/slow", "/orders"])
            let orders = try #require(found.last)
            #expect(orders.durations.count == 100)
            #expect(orders.failureRate == 0.1)
            #expect(orders.users == 5)
            #expect(abs(orders.durations.average - 50.5) < 0.001)
            for (percent, exact) in [(50.0, 50.0), (75, 75), (95, 95), (99, 99)] {
                #expect(abs(orders.durations.percentile(percent) - exact) <= exact * 0.01 + 1)
            }
            let lcp = try #require(
                try await engine.measurement(
                    "lcp", of: Sample.project, transaction: "/orders", environments: [], over: Sample.period))
            #expect(abs(lcp.percentile(75) - 750) < 20)
            let none = try await engine.measurement(
                "cls", of: Sample.project, transaction: nil, environments: [], over: Sample.period)
            #expect(none == nil)
        }
    }

    @Test("a trace shows transactions and spans of the projects asked for, oldest first")
    func trace() async throws {
        try await withRecords { store, engine, _ in
            try store.store(Sample.transaction(1), Sample.span(2), Sample.span(3), Sample.span(4, trace: 2))
            try store.store(Sample.transaction(5, at: Sample.tomorrow))
            try store.store(Sample.span(9), project: Sample.other)
            let trace = try await engine.trace(Sample.trace(1), in: [Sample.project])
            #expect(trace.transactions.map(\.summary.id) == [Sample.id(1), Sample.id(5)])
            #expect(trace.spans.map(\.spanID.rawValue) == [2, 3])
            #expect(!trace.isCut)
            #expect(try await engine.trace(Sample.trace(1), in: [Sample.project, Sample.other]).spans.count == 3)
            #expect(try await engine.trace(Sample.trace(1), in: []).spans.isEmpty)
        }
    }

    @Test("first spans without a transaction are listed and summed up like transactions")
    func segments() async throws {
        try await withRecords { store, engine, _ in
            try store.store(Sample.span(1, trace: 1), Sample.span(1, trace: 2), Sample.span(2), Sample.transaction(1))
            let page = try await engine.segments(of: Sample.project, over: Sample.period, cursor: .start, limit: 1)
            #expect(page.rows.map(\.name) == ["query"] && page.next != nil)
            #expect(page.rows.map { String(decoding: $0.json, as: UTF8.self) } == [#"{"n":1}"#])
            let found = try await engine.transactionStatistics(
                of: Sample.project, environments: [], over: Sample.period, limit: 9)
            #expect(found.map(\.name) == ["query", "/orders"] && found.map(\.durations.count) == [2, 1])
        }
    }

    @Test("a profile is found by its transaction and by its id")
    func profile() async throws {
        try await withRecords { store, engine, _ in
            let row = ProfileRow(
                id: Sample.id(70), profilerID: nil, transactionID: Sample.id(1), traceID: nil, platform: "python",
                startedAt: Sample.noon, receivedAt: Sample.noon, duration: 2.5, environment: nil, release: "shop@1",
                body: Sample.body("{}"))
            try store.store(.profile(row), .profile(row))
            let found = try #require(try await engine.profile(ofTransaction: Sample.id(1), in: Sample.project))
            #expect(found.id == Sample.id(70) && found.duration == 2.5 && found.json == Array("{}".utf8))
            #expect(try await engine.profile(Sample.id(70), in: Sample.project) != nil)
            #expect(try await engine.profile(Sample.id(70), in: Sample.other) == nil)
        }
    }

    @Test("lists of transactions walk an index and never sort")
    func plans() throws {
        let connection = try Connection(path: ":memory:", mode: .create)
        try Migrator.migrate(connection, as: .performance)
        for place in [nil, OccurrencePlace(day: Sample.noon.day, occurredAt: 7, row: 7)] {
            for oldestFirst in [false, true] {
                let walk = RecordWalk(place: place, oldestFirst: oldestFirst, limit: 51)
                let query = TransactionQuery(project: Sample.project, name: "x", environments: ["a"])
                let plan = try connection.queryPlan(of: query.rows(walk))
                #expect(plan.count == 1)
                #expect(plan.first?.contains("USING INDEX performance_transaction_by_project") == true, "\(plan)")
            }
        }
    }

    @Test("spreads hold negative numbers, zeros and huge ones")
    func spread() {
        let spread = Spread([-100, -1, 0, 0, 1, 100, .infinity, .nan, 1e300])
        #expect(spread.count == 7)
        #expect(spread.percentile(0) == -100)
        #expect(spread.percentile(50) == 0)
        #expect(abs(spread.percentile(100) / 1e300 - 1) < 0.01)
        #expect(Spread().percentile(50) == 0)
    }

    @Test("distinct hashes are counted exactly, and beyond 65,536 nearly")
    func distinct() {
        var count = DistinctCount()
        for number in 0..<60_000 { count.insert(Int64(bitPattern: StableHash.mixed("\(number % 50_000)"))) }
        #expect(count.count == 50_000)
        for number in 0..<300_000 { count.insert(Int64(bitPattern: StableHash.mixed("\(number)"))) }
        #expect(abs(Double(count.count) / 300_000 - 1) < 0.03)
    }
}
