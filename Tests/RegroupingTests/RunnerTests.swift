import Grouping
import SentryProtocol
import Storage
import Synchronization
import Testing

@testable import Regrouping

@Suite("Regrouping jobs", .timeLimit(.minutes(2)))
struct RunnerTests {
    private static let quick = RegroupPace(
        idle: .milliseconds(5), pauseMin: .zero, pauseMax: .zero, retryDelay: .milliseconds(1))
    private static let slow = RegroupPace(
        idle: .milliseconds(5), pauseMin: .milliseconds(30), pauseMax: .milliseconds(30), retryDelay: .milliseconds(1))

    /// Every look at it takes five seconds.
    private static func clock() -> @Sendable () -> Timestamp {
        let seconds = Shared(500_000)
        return {
            seconds.value.withLock { seconds in
                seconds += 5
                return MemoryStore.start.adding(seconds: seconds)
            }
        }
    }

    private final class Shared: Sendable {
        let value: Mutex<Int64>
        init(_ value: Int64) { self.value = Mutex(value) }
    }

    /// Events of one issue in two regions, and rules that tell these apart.
    private func shop(_ events: Int = 400) async throws -> MemoryStore {
        let store = MemoryStore()
        for number in 0..<events {
            try await store.add(Samples.event("KeyError", tags: ["region": number % 4 == 0 ? "us" : "eu"]))
        }
        let rules = GroupingRules(fingerprintRules: "type:KeyError -> {{ default }}, {{ tags.region }}")
        _ = try await store.save(rules, of: MemoryStore.project, by: nil, at: MemoryStore.start)
        return store
    }

    private func runner(_ store: MemoryStore, _ pace: RegroupPace = quick) -> RegroupRunner {
        RegroupRunner(
            store: store, rules: RuleSetCache(), pace: pace, now: Self.clock())
    }

    private func begin(_ runner: RegroupRunner) async throws -> RegroupJob {
        try #require(await runner.begin(on: MemoryStore.project, in: MemoryStore.period, by: nil))
    }

    /// Waits until the job is as wanted, while `runner` is at work.
    @discardableResult
    private func work(
        _ runner: RegroupRunner, _ store: MemoryStore, until isEnough: @Sendable (RegroupJob) -> Bool, of job: Int64
    ) async throws -> RegroupJob {
        let task = Task { await runner.run() }
        var found = try #require(await store.regroupJob(job))
        while !isEnough(found) {
            try await Task.sleep(for: .milliseconds(2))
            found = try #require(await store.regroupJob(job))
        }
        task.cancel()
        await task.value
        return try #require(await store.regroupJob(job))
    }

    @Test("moves every event where today's rules lead, and says how many")
    func moves() async throws {
        let store = try await shop()
        let before = await store.rows[0].issue
        let runner = runner(store)
        let job = try await begin(runner)
        #expect(job.eventsTotal == 400 && job.rulesRevision == 1)
        let done = try await work(runner, store, until: { $0.state == .done }, of: job.id)
        #expect(done.eventsRead == 400 && done.eventsMoved == 100)
        #expect(done.issuesOpened == 1 && done.issuesEmptied == 0 && done.problem == nil)
        #expect(await store.sizes.values.sorted() == [100, 300])
        #expect(await store.sizes[before] == 300, "the larger part keeps the issue")
    }

    @Test("a hash that merely changes leaves issues where they are, those that people merged too")
    func renames() async throws {
        let store = MemoryStore()
        for number in 0..<60 { try await store.add(Samples.event(number % 3 == 0 ? "OSError" : "KeyError")) }
        let (one, other) = (await store.rows[0].issue, await store.rows[1].issue)
        _ = try await store.merge([one, other], into: one, by: .system, at: MemoryStore.start)
        let rules = GroupingRules(fingerprintRules: "type:KeyError -> k\ntype:OSError -> o")
        _ = try await store.save(rules, of: MemoryStore.project, by: nil, at: MemoryStore.start)
        let runner = runner(store)
        let job = try await begin(runner)
        let done = try await work(runner, store, until: { $0.state == .done }, of: job.id)
        #expect(done.eventsMoved == 0 && done.issuesOpened == 0 && done.issuesEmptied == 0)
        #expect(await store.sizes == [one: 60])
        // What comes in now is grouped by the same rules, and finds its issue.
        let compiled = RuleSet(leniently: await store.groupingRules(of: MemoryStore.project))
        #expect(try await store.add(Samples.event("KeyError"), under: compiled) == one)
        #expect(try await store.add(Samples.event("OSError"), under: compiled) == one)
    }

    @Test("events that come in while ingest does not follow the new rules yet are regrouped, too")
    func arrivals() async throws {
        let store = try await shop(20)
        let runner = runner(store)
        let job = try await begin(runner)
        let us = Samples.event("KeyError", tags: ["region": "us"])
        try await store.add(us, receivedAt: job.createdAt.adding(seconds: 1))
        #expect(job.period.end >= job.createdAt.adding(seconds: 2))
        try await store.add(us, receivedAt: job.period.end)
        let done = try await work(runner, store, until: { $0.state == .done }, of: job.id)
        #expect(done.eventsRead == 21 && done.eventsMoved == 6)
        #expect(done.updatedAt >= job.period.end, "more may have come in until then")
    }

    @Test("a period that ended long ago ends there")
    func closedPeriod() async throws {
        let store = try await shop(20)
        let period = Period(start: MemoryStore.start, end: MemoryStore.start.adding(seconds: 10))
        #expect(try await runner(store).begin(on: MemoryStore.project, in: period, by: nil)?.period == period)
    }

    @Test("a job is not forgotten, however many have been begun since")
    func oldJob() async throws {
        let store = try await shop(20)
        let old = try await begin(runner(store))
        await store.addFinishedJobs(300)
        let done = try await work(runner(store), store, until: { $0.state == .done }, of: old.id)
        #expect(done.eventsRead == 20)
    }

    @Test("does what the forecast said")
    func asForecast() async throws {
        let store = try await shop()
        let rules = RuleSet(leniently: await store.groupingRules(of: MemoryStore.project))
        let forecast = try await RegroupDryRun(store: store).run(
            rules, on: MemoryStore.project, in: MemoryStore.period)
        let runner = runner(store)
        let job = try await begin(runner)
        let done = try await work(runner, store, until: { $0.state == .done }, of: job.id)
        #expect(done.eventsMoved == forecast.eventsMoved && done.issuesOpened == forecast.openingsTotal)
        #expect(await store.sizes.values.sorted(by: >) == forecast.splits[0].parts.map(\.events))
        let after = try await RegroupDryRun(store: store).run(
            rules, on: MemoryStore.project, in: MemoryStore.period)
        #expect(after.eventsMoved == 0)
    }

    @Test("goes on after a restart where it was stopped")
    func resumes() async throws {
        let store = try await shop()
        let first = runner(store, Self.slow)
        let job = try await begin(first)
        let half = try await work(first, store, until: { $0.eventsRead > 0 }, of: job.id)
        #expect(half.state == .running && half.problem == nil)
        #expect(half.eventsRead < 400 && half.progress != nil)
        let second = runner(store)
        let done = try await work(second, store, until: { $0.state == .done }, of: job.id)
        #expect(done.eventsRead == 400 && done.eventsMoved == 100)
        #expect(await store.sizes.values.sorted() == [100, 300])
    }

    @Test("stops when it is cancelled; what was moved stays until it is reverted")
    func cancels() async throws {
        let store = try await shop()
        let before = await store.sizes
        let runner = runner(store, Self.slow)
        let job = try await begin(runner)
        try await work(runner, store, until: { $0.eventsRead > 0 }, of: job.id)
        #expect(try await runner.cancel(job.id)?.state == .cancelled)
        let steps = await store.steps
        let task = Task { await runner.run() }
        try await Task.sleep(for: .milliseconds(60))
        task.cancel()
        await task.value
        #expect(await store.steps == steps)
        #expect(await store.sizes != before)
        #expect(try await runner.cancel(job.id) == nil)
        #expect(try await runner.revert(job.id)?.state == .reverting)
        try await work(runner, store, until: { $0.state == .reverted }, of: job.id)
        #expect(await store.sizes == before)
    }

    @Test("takes back a whole job, hashes included")
    func reverts() async throws {
        let store = try await shop()
        let (sizes, hashes) = (await store.sizes, await store.hashes)
        let runner = runner(store)
        let job = try await begin(runner)
        try await work(runner, store, until: { $0.state == .done }, of: job.id)
        #expect(await store.sizes != sizes)
        _ = try await runner.revert(job.id)
        // A way back that stumbles is tried again for as long as it takes.
        await store.failSteps(5)
        try await work(runner, store, until: { $0.state == .reverted }, of: job.id)
        #expect(await store.sizes == sizes)
        #expect(await store.hashes == hashes)
        #expect(try await runner.revert(job.id) == nil)
    }

    @Test("a second job of a project is refused while one is at work, backwards too")
    func oneAtATime() async throws {
        let store = try await shop(20)
        let runner = runner(store)
        let job = try await begin(runner)
        #expect(try await runner.begin(on: MemoryStore.project, in: MemoryStore.period, by: nil) == nil)
        try await work(runner, store, until: { $0.state == .done }, of: job.id)
        _ = try await runner.revert(job.id)
        #expect(try await runner.begin(on: MemoryStore.project, in: MemoryStore.period, by: nil) == nil)
        try await work(runner, store, until: { $0.state == .reverted }, of: job.id)
        #expect(try await runner.begin(on: MemoryStore.project, in: MemoryStore.period, by: nil) != nil)
    }

    @Test("a step that fails now and then is tried again")
    func retries() async throws {
        let store = try await shop()
        await store.failSteps(RegroupingLimits.failuresMax - 1)
        let runner = runner(store)
        let job = try await begin(runner)
        let done = try await work(runner, store, until: { !$0.isAtWork }, of: job.id)
        #expect(done.state == .done && done.eventsMoved == 100)
    }

    @Test("a job whose steps keep failing has failed, says why, and can be reverted")
    func fails() async throws {
        let store = try await shop()
        await store.failSteps(RegroupingLimits.failuresMax)
        let reports = Mutex<[String]>([])
        let runner = RegroupRunner(
            store: store, rules: RuleSetCache(), pace: Self.quick,
            now: Self.clock(),
            report: { text in reports.withLock { $0.append(text) } })
        let job = try await begin(runner)
        let failed = try await work(runner, store, until: { !$0.isAtWork }, of: job.id)
        #expect(failed.state == .failed && failed.problem == RegroupProblem.storage.rawValue)
        #expect(reports.withLock { $0.count } == RegroupingLimits.failuresMax)
        #expect(try await runner.revert(job.id)?.state == .reverting)
    }

    @Test("rules that are saved meanwhile wait for the next job")
    func keepsRevision() async throws {
        let store = try await shop()
        let runner = runner(store, Self.slow)
        let job = try await begin(runner)
        try await work(runner, store, until: { $0.eventsRead > 0 }, of: job.id)
        _ = try await store.save(
            GroupingRules(revision: 1, fingerprintRules: "type:KeyError -> all"), of: MemoryStore.project, by: nil,
            at: MemoryStore.start)
        let next = self.runner(store)
        try await work(next, store, until: { $0.state == .done }, of: job.id)
        #expect(await store.sizes.values.sorted() == [100, 300])
    }

    @Test("a revision that is gone fails the job")
    func missingRevision() async throws {
        let store = try await shop(10)
        let job = try #require(
            await store.beginRegrouping(
                of: MemoryStore.project, in: MemoryStore.period, rulesRevision: 9, by: nil, at: MemoryStore.start))
        let failed = try await work(runner(store), store, until: { !$0.isAtWork }, of: job.id)
        #expect(failed.state == .failed && failed.problem == RegroupProblem.rulesMissing.rawValue)
    }

    @Test("damaged events stay where they are and do not stop a job")
    func damaged() async throws {
        let store = try await shop(10)
        let issue = await store.rows[0].issue
        await store.add(damaged: Array("{".utf8), in: issue)
        for _ in 0..<10 { try await store.add(Samples.event("KeyError", tags: ["region": "eu"])) }
        let runner = runner(store)
        let job = try await begin(runner)
        let done = try await work(runner, store, until: { !$0.isAtWork }, of: job.id)
        #expect(done.state == .done && done.eventsRead == 21 && done.eventsMoved == 3)
        #expect(await store.sizes[issue] == 18)
    }

    @Test("a nudge ends the wait for work at once")
    func nudged() async throws {
        let store = try await shop(10)
        let patient = runner(
            store, RegroupPace(idle: .seconds(60), pauseMin: .zero, pauseMax: .zero, retryDelay: .zero))
        let task = Task { await patient.run() }
        try await Task.sleep(for: .milliseconds(50))
        let job = try await begin(patient)
        while await store.regroupJob(job.id)?.state != .done { try await Task.sleep(for: .milliseconds(2)) }
        task.cancel()
        await task.value
    }

    @Test("pauses are as long as the step, within bounds")
    func pace() {
        let pace = RegroupPace()
        #expect(pace.pause(after: .zero) == pace.pauseMin)
        #expect(pace.pause(after: .milliseconds(300)) == .milliseconds(300))
        #expect(pace.pause(after: .seconds(60)) == pace.pauseMax)
        #expect(pace.delay(afterFailures: 1) == .seconds(1) && pace.delay(afterFailures: .max) == .seconds(64))
    }
}
