import Grouping
import SentryProtocol
import Storage
import Testing

@testable import Regrouping

@Suite("Previews and dry runs")
struct PreviewTests {
    private func store(events: Int, every seconds: (Int) -> Int64 = { Int64($0) }) async throws -> MemoryStore {
        let store = MemoryStore()
        for number in 0..<events {
            try await store.add(
                Samples.event("KeyError", functions: ["f\(number / 100)"]),
                receivedAt: MemoryStore.start.adding(seconds: seconds(number)))
        }
        return store
    }

    @Test("of many events the newest are read, nearly as many as allowed")
    func newest() async throws {
        let store = try await store(events: 1000)
        let forecast = try await RulePreview(store: store).run(
            .standard, on: MemoryStore.project, in: MemoryStore.period, eventsMax: 200, timeMax: Samples.patience)
        #expect((160...200).contains(forecast.eventsRead))
        #expect(forecast.eventsInPeriod == 1000 && forecast.isPartial)
        // The last 200 events are in two of the ten issues.
        #expect(forecast.issuesBefore == 2)
    }

    @Test("a burst at the end of a quiet period is found")
    func burst() async throws {
        let store = try await store(events: 1000) { $0 < 500 ? Int64($0) : 900_000 + Int64($0) / 50 }
        let forecast = try await RulePreview(store: store).run(
            .standard, on: MemoryStore.project, in: MemoryStore.period, eventsMax: 300, timeMax: Samples.patience)
        #expect((200...300).contains(forecast.eventsRead))
    }

    @Test("more events in one microsecond than may be read do not hide all of them")
    func sameMoment() async throws {
        let store = try await store(events: 500) { _ in 77 }
        let forecast = try await RulePreview(store: store).run(
            .standard, on: MemoryStore.project, in: MemoryStore.period, eventsMax: 100, timeMax: Samples.patience)
        #expect(forecast.eventsRead == 100 && forecast.isPartial)
    }

    @Test("the clock runs from the beginning, and is looked at for every event")
    func deadline() async throws {
        let store = try await store(events: 300)
        let forecast = try await RulePreview(store: store).run(
            .standard, on: MemoryStore.project, in: MemoryStore.period, eventsMax: 100, timeMax: .zero)
        #expect(forecast.eventsRead == 0 && forecast.eventsInPeriod == 300 && forecast.isPartial)
    }

    @Test("no events, no news")
    func none() async throws {
        let forecast = try await RulePreview(store: MemoryStore()).run(
            .standard, on: MemoryStore.project, in: Period(lastDays: 14, before: MemoryStore.start))
        #expect(forecast == RegroupForecast())
    }

    @Test("days beyond reason are no trap", arguments: [Int.min, -1, 0, 14, Int.max])
    func days(days: Int) {
        let period = Period(lastDays: days, before: MemoryStore.start)
        #expect(period.start < MemoryStore.start && period.end > MemoryStore.start)
    }

    @Test("a dry run reads everything in small steps")
    func dryRun() async throws {
        let store = try await store(events: 1500)
        let rules = try Samples.rules(fingerprint: "type:KeyError -> {{ type }}")
        let forecast = try await RegroupDryRun(store: store).run(
            rules, on: MemoryStore.project, in: MemoryStore.period)
        #expect(forecast.eventsRead == 1500 && !forecast.isPartial)
        #expect(forecast.joinsTotal == 1 && forecast.joins[0].sourcesTotal == 15)
        #expect(await store.largestRead <= RegroupingLimits.chunkEventsMax)
    }

    @Test("steps shrink at once for large events, and grow slowly")
    func chunkSize() {
        func chunk(_ bytes: Int) -> [PlacedEvent] {
            let event = StoredEvent(
                id: EventID(high: 0, low: 1), projectID: MemoryStore.project, issueID: IssueID(rawValue: 1),
                body: Array(repeating: 0, count: bytes))
            return [PlacedEvent(place: EventPlace(day: Day(number: 1), row: 1), event: event)]
        }
        var size = ChunkSize()
        size.learn(from: chunk(2_000_000))
        #expect(size.events == RegroupingLimits.chunkEventsMin)
        size.learn(from: chunk(100))
        #expect(size.events == 2 * RegroupingLimits.chunkEventsMin)
        for _ in 0..<20 { size.learn(from: chunk(0)) }
        #expect(size.events == RegroupingLimits.chunkEventsMax)
    }

    @Test("a preview stops when nobody waits for it, and when its time is up")
    func stops() async throws {
        let store = try await store(events: 600)
        let task = Task {
            try await RulePreview(store: store).run(.standard, on: MemoryStore.project, in: MemoryStore.period)
        }
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
        let forecast = try await RulePreview(store: store, width: 1).run(
            .standard, on: MemoryStore.project, in: MemoryStore.period, timeMax: .zero)
        #expect(forecast.eventsRead < 600 && forecast.isPartial)
    }

    @Test("10,000 events are previewed")
    func speed() async throws {
        let functions = (0..<40).map { "function_\($0)" }
        let store = MemoryStore()
        for number in 0..<10_000 {
            try await store.add(
                Samples.event(
                    "KeyError", "'\(number)'", functions: functions.dropLast(3) + ["f\(number % 200)"],
                    tags: ["region": number % 3 == 0 ? "eu" : "us"]))
        }
        // The store in memory sorts all of its rows at each read; that is not what is measured.
        let page = FrozenReads(
            await store.placedEvents(
                of: MemoryStore.project, in: MemoryStore.period, after: nil, limit: 10_000), store)
        let rules = try Samples.rules(fingerprint: "type:KeyError -> {{ default }}, {{ tags.region }}")
        let began = ContinuousClock.now
        let forecast = try await RulePreview(store: page).run(
            rules, on: MemoryStore.project, in: MemoryStore.period, timeMax: Samples.patience)
        print("10,000 events of 38 frames previewed in \(ContinuousClock.now - began)")
        #expect(forecast.eventsRead == 10_000 && forecast.splitsTotal == 200)
    }
}

/// Serves reads from a list, and everything else from the store.
private struct FrozenReads: RegroupStore, IssueMerging {
    func issue(ofMerge merge: Int64) async throws -> IssueID? { nil }
    let events: [PlacedEvent]
    let store: MemoryStore

    init(_ events: [PlacedEvent], _ store: MemoryStore) { (self.events, self.store) = (events, store) }

    func placedEvents(of project: ProjectID, in period: Period, after place: EventPlace?, limit: Int) -> [PlacedEvent] {
        let start = place.map { place in events.partitioningIndex { $0.place > place } } ?? 0
        return Array(events[start...].prefix(limit))
    }
    func newestEvents(of project: ProjectID, in period: Period, limit: Int) -> [PlacedEvent] {
        Array(events.suffix(limit).reversed())
    }
    func eventCount(of project: ProjectID, in period: Period) -> Int { events.count }
    func shortIDs(ofMerged issues: [IssueID]) -> [IssueID: ShortID] { [:] }
    func known(_ hashes: [String], in project: ProjectID) async -> [String: IssueHash] {
        await store.known(hashes, in: project)
    }

    func beginRegrouping(
        of project: ProjectID, in period: Period, rulesRevision: Int64, by author: UserID?, at now: Timestamp
    ) -> RegroupJob? { nil }
    func regroup(
        _ events: [EventRegrouping], upTo last: EventPlace, of job: Int64, at now: Timestamp
    ) throws -> RegroupJob { throw MemoryStore.WrongState() }
    func revertSome(of job: Int64, at now: Timestamp) throws -> RegroupJob { throw MemoryStore.WrongState() }
    func setState(
        _ state: RegroupJob.State, problem: String?, of job: Int64, at now: Timestamp
    ) -> RegroupJob? { nil }
    func regroupJob(_ id: Int64) -> RegroupJob? { nil }
    func regroupJobsAtWork() -> [RegroupJob] { [] }
    func regroupJobs(of project: ProjectID?, limit: Int) -> [RegroupJob] { [] }
    func hashes(of issue: IssueID, limit: Int) -> [IssueHash] { [] }
    func merge(_ issues: [IssueID], into target: IssueID?, by actor: Actor, at now: Timestamp) throws -> Merge {
        throw MergeError.busy
    }
    func unmerge(_ hashes: [String], of issue: IssueID, by actor: Actor, at now: Timestamp) throws -> Unmerging {
        throw MergeError.busy
    }
    func undo(merge: Int64, by actor: Actor, at now: Timestamp) throws -> Unmerging { throw MergeError.busy }
    func isMovingEvents(of issue: IssueID) -> Bool { false }
    func finishMoves() {}
    func lead(_ hashes: [String], to issue: IssueID, at now: Timestamp) {}
}

extension Array {
    /// The first index from which on `isLater` holds.
    fileprivate func partitioningIndex(where isLater: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isLater(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
