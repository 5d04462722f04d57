import SentryProtocol
import Storage
import Testing

@testable import SQLiteStorage

@Suite("Records: logs and metrics")
struct LogRecordTests {
    private func messages(_ engine: SQLiteEngine, _ query: LogQuery) async throws -> [String] {
        try await engine.logs(matching: query).rows.map(\.message)
    }

    @Test("logs are found by time, level, trace, environment, text and attribute")
    func filters() async throws {
        try await withRecords { store, engine, _ in
            try store.store(
                Sample.logs(
                    Sample.log("first", at: Sample.noon, environment: "prod"),
                    Sample.log("Second thing", at: Sample.noon.adding(seconds: 1), level: .error, trace: 5),
                    Sample.log(
                        "third", at: Sample.noon.adding(seconds: 2), level: .warn,
                        attributes: #"{"user.id":{"type":"string","value":"u-17"},"n":{"type":"integer","value":3}}"#)))
            try store.store(Sample.logs(Sample.log("elsewhere")), project: Sample.other)
            try store.store(Sample.logs(Sample.log("GET /"), kind: .requestLogs))
            let project = Sample.project
            #expect(try await messages(engine, LogQuery(project: project)) == ["third", "Second thing", "first"])
            #expect(try await messages(engine, LogQuery(project: project, level: .error)) == ["Second thing"])
            #expect(try await messages(engine, LogQuery(project: project, traceID: Sample.trace(5))).count == 1)
            #expect(try await messages(engine, LogQuery(project: project, environments: ["prod"])) == ["first"])
            #expect(try await messages(engine, LogQuery(project: project, environments: [""])).count == 2)
            #expect(try await messages(engine, LogQuery(project: project, text: "SECOND")) == ["Second thing"])
            #expect(try await messages(engine, LogQuery(project: project, text: "s*thing")) == ["Second thing"])
            let byAttribute = LogQuery(project: project, attributes: [.init(name: "user.id", value: "U-*")])
            let found = try #require(try await engine.logs(matching: byAttribute).rows.first)
            #expect(found.attributes.map(\.value) == ["u-17", "3"])
            #expect(try await messages(engine, LogQuery(kind: .requestLogs, project: project)) == ["GET /"])
            let late = Period(start: Sample.noon.adding(seconds: 1), end: Sample.noon.adding(seconds: 2))
            #expect(try await messages(engine, LogQuery(project: project, period: late)) == ["Second thing"])
        }
    }

    @Test("the same block is stored once, on the next day too; another project has its own")
    func duplicates() async throws {
        try await withRecords { store, engine, folder in
            let entries = [Sample.log("a"), Sample.log("b")]
            try store.store(Sample.logs(entries), Sample.logs(entries))
            try store.store(Sample.logs(entries, received: Sample.tomorrow))
            try folder.recordStore().store(Sample.logs(entries))
            try store.store(Sample.logs(entries), project: Sample.other)
            try store.store(Sample.metric([1, 2]), Sample.metric([1, 2]), Sample.metric([1, 2, 3]))
            try store.store(Sample.metric([1, 2], received: Sample.tomorrow))
            #expect(try await messages(engine, LogQuery(project: Sample.project)).count == 2)
            #expect(try await messages(engine, LogQuery(project: Sample.other)).count == 2)
            let series = try await engine.metricSeries(
                "queue.depth", of: Sample.project, environments: [], over: Sample.period, bars: 1)
            #expect(series.first??.count == 5)
        }
    }

    @Test("pages of logs lead through blocks and days without losing or repeating an entry")
    func pages() async throws {
        try await withRecords { store, engine, _ in
            for block in 0..<6 {
                let received = Sample.noon.adding(seconds: Int64(block) * 30_000)
                let entries = (0..<5).map {
                    Sample.log("\(block)-\($0)", at: received.adding(seconds: Int64($0 / 2)))
                }
                try store.store(Sample.logs(entries, received: received))
            }
            for text in [nil, "-"] {
                var query = LogQuery(project: Sample.project, text: text, limit: 7)
                var all: [String] = []
                var sizes: [Int] = []
                var cursor: Cursor? = .start
                while let next = cursor {
                    query.cursor = next
                    let page = try await engine.logs(matching: query)
                    all += page.rows.map(\.message)
                    sizes.append(page.rows.count)
                    cursor = page.next
                }
                #expect(sizes == [7, 7, 7, 7, 2])
                #expect(Set(all).count == 30)
                #expect(all.prefix(5) == ["5-4", "5-3", "5-2", "5-1", "5-0"])
            }
        }
    }

    @Test("a search of text reads so many blocks for a page, and the next page goes on")
    func bounded() async throws {
        try await withRecords { store, engine, _ in
            let blocks = (0..<1100).map { number in
                Sample.logs(
                    Sample.log(
                        number == 3 ? "needle" : "hay \(number)", at: Sample.noon.adding(seconds: Int64(number))))
            }
            try store.store([Sample.records(blocks)])
            var query = LogQuery(project: Sample.project, text: "needle")
            var pages = 0
            var found: [String] = []
            var cursor: Cursor? = .start
            while let next = cursor, pages < 10 {
                query.cursor = next
                let page = try await engine.logs(matching: query)
                found += page.rows.map(\.message)
                cursor = page.next
                pages += 1
            }
            #expect(found == ["needle"])
            #expect(pages == 3)
            // And back: from the oldest entry towards the newest.
            query.text = "hay 1099"
            cursor = Cursor(
                value: Sample.noon.microseconds, offset: Int64(Sample.noon.day.number) << 40, isPrevious: true)
            found = []
            while let next = cursor, found.isEmpty, pages < 10 {
                query.cursor = next
                let page = try await engine.logs(matching: query)
                found += page.rows.map(\.message)
                cursor = page.previous
                pages += 1
            }
            #expect(found == ["hay 1099"] && pages == 6)
        }
    }

    @Test("metrics have names and a series")
    func metrics() async throws {
        try await withRecords { store, engine, _ in
            let start = Sample.noon
            try store.store(
                Sample.metric([1, 3], at: start.adding(seconds: 10)),
                Sample.metric([10], at: start.adding(seconds: 70)),
                Sample.metric([5], name: "a.counter"))
            let period = Period(start: start, end: start.adding(seconds: 120))
            #expect(
                try await engine.metrics(of: Sample.project, over: period).map(\.name) == ["a.counter", "queue.depth"])
            let series = try await engine.metricSeries(
                "queue.depth", of: Sample.project, environments: [], over: period, bars: 4)
            #expect(series.map { $0?.sum } == [4, nil, 10, nil])
            #expect(series[0]?.greatest == 3)
            #expect(try await engine.metrics(of: Sample.other, over: period).isEmpty)
        }
    }

    @Test("lists of logs walk an index and never sort")
    func plans() throws {
        let connection = try Connection(path: ":memory:", mode: .create)
        try Migrator.migrate(connection, as: .logs)
        for trace in [nil, Sample.trace(1)] {
            for place in [nil, OccurrencePlace(day: Sample.noon.day, occurredAt: 7, row: 7)] {
                let query = LogQuery(
                    project: Sample.project, period: Sample.period, level: .warn, traceID: trace, environments: ["a"])
                let plan = try connection.queryPlan(
                    of: query.rows(RecordWalk(place: place, oldestFirst: false, limit: 9)))
                #expect(plan.count == 1)
                #expect(plan.first?.contains(trace == nil ? "log_by_project" : "log_by_trace") == true, "\(plan)")
            }
        }
    }
}
