import SentryProtocol
import Storage
import Testing

@Suite("Lists of events")
struct EventListTests {
    /// 23 events of one issue over three days, three at each moment, between events of another issue.
    private func fill(_ store: any StorageEngine) async throws -> IssueID {
        for number in 0..<23 {
            let time = Sample.noon.adding(seconds: Int64(number / 8) * 86_400 + Int64(number / 3))
            _ = try await store.commit(
                Sample.batch(
                    Sample.event(number, in: ["a"], at: time, environment: number % 2 == 0 ? "prod" : "dev"),
                    Sample.event(1000 + number, in: ["b"], at: time)))
        }
        return IssueID(rawValue: 1)
    }

    @Test("pages walk from the newest to the oldest and back", arguments: EngineUnderTest.all, [1, 4, 23, 100])
    func pages(engine: EngineUnderTest, limit: Int) async throws {
        try await withEngine(engine) { store, _ in
            let issue = try await fill(store)
            var forwards: [EventID] = []
            var pages = 0
            var page = try await store.events(of: issue, environments: [], cursor: .start, limit: limit)
            #expect(page.previous == nil)
            while true {
                forwards += page.rows.map(\.facts.id)
                pages += 1
                guard let next = page.next else { break }
                page = try await store.events(of: issue, environments: [], cursor: next, limit: limit)
                #expect(page.previous != nil)
            }
            #expect(forwards == (0..<23).reversed().map { Sample.id($0) })
            #expect(pages == (23 + limit - 1) / limit)
            var backwards = page.rows.map(\.facts.id)
            while let previous = page.previous {
                page = try await store.events(of: issue, environments: [], cursor: previous, limit: limit)
                backwards = page.rows.map(\.facts.id) + backwards
            }
            #expect(backwards == forwards)
        }
    }

    @Test("a page shows what its events are", arguments: EngineUnderTest.all)
    func summaries(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let issue = try await fill(store)
            let row = try #require(
                try await store.events(of: issue, environments: [], cursor: .start, limit: 1).rows.first)
            #expect(row.issueID == issue)
            #expect(row.projectID == Sample.project)
            #expect(row.facts.title == "ValueError: bad value")
            #expect(row.facts.environment == "prod")
            #expect(row.facts.hashes == [Sample.hash("a")])
        }
    }

    @Test("environments narrow a list", arguments: EngineUnderTest.all)
    func environments(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let issue = try await fill(store)
            let prod = try await store.events(of: issue, environments: ["prod"], cursor: .start, limit: 100)
            #expect(prod.rows.count == 12)
            let none = try await store.events(of: issue, environments: [""], cursor: .start, limit: 100)
            #expect(none.rows.isEmpty)
        }
    }

    @Test("a project's list holds the events of all its issues", arguments: EngineUnderTest.all)
    func projectList(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            _ = try await fill(store)
            var count = 0
            var cursor: Cursor? = .start
            var last = Timestamp(seconds: 4_000_000_000)
            while let place = cursor {
                let page = try await store.events(of: Sample.project, cursor: place, limit: 10)
                for row in page.rows {
                    #expect(row.facts.occurredAt <= last)
                    last = row.facts.occurredAt
                }
                count += page.rows.count
                cursor = page.next
            }
            #expect(count == 46)
            #expect(try await store.events(of: ProjectID(rawValue: 9), cursor: .start, limit: 10).rows.isEmpty)
        }
    }

    @Test("every event knows its neighbours, across days", arguments: EngineUnderTest.all)
    func neighbours(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let issue = try await fill(store)
            for number in 0..<23 {
                let event = try #require(try await store.event(.id(Sample.id(number)), of: issue, environments: []))
                #expect(event.previous == (number > 0 ? Sample.id(number - 1) : nil))
                #expect(event.next == (number < 22 ? Sample.id(number + 1) : nil))
                #expect(event.event?.id == Sample.id(number))
            }
        }
    }

    @Test("the latest and the oldest are the ends of the list", arguments: EngineUnderTest.all)
    func selectors(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let issue = try await fill(store)
            #expect(try await store.event(.latest, of: issue, environments: [])?.id == Sample.id(22))
            #expect(try await store.event(.recommended, of: issue, environments: [])?.id == Sample.id(22))
            #expect(try await store.event(.oldest, of: issue, environments: [])?.id == Sample.id(0))
            #expect(try await store.event(.latest, of: issue, environments: ["dev"])?.id == Sample.id(21))
            #expect(try await store.event(.latest, of: issue, environments: ["nowhere"]) == nil)
            #expect(try await store.event(.latest, of: IssueID(rawValue: 99), environments: []) == nil)
            #expect(
                try await store.event(.id(Sample.id(1001)), of: issue, environments: []) == nil,
                "an event of another issue")
            #expect(try await store.event(Sample.id(5), in: ProjectID(rawValue: 2)) == nil)
        }
    }
}
