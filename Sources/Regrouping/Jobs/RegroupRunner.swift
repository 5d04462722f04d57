import Grouping
import SentryProtocol
import Storage

/// What the runner needs of a store.
public typealias RegroupWork = GroupingRuleStore & IssueMerging & RegroupStore

/// Carries regroupings forward, and back, step by step.
///
/// Everything that a job has done is in the store: after a restart it goes on where it was. Jobs of several projects
/// take turns.
public final class RegroupRunner: Sendable {
    private let store: any RegroupWork
    private let rules: RuleSetCache
    private let pace: RegroupPace
    private let now: @Sendable () -> Timestamp
    private let report: @Sendable (String) -> Void
    private let nudges = Nudge()

    /// `report` is told what went wrong, in a sentence for the log.
    public init(
        store: any RegroupWork, rules: RuleSetCache, pace: RegroupPace = RegroupPace(),
        now: @escaping @Sendable () -> Timestamp, report: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        (self.store, self.rules, self.pace, self.now, self.report) = (store, rules, pace, now, report)
    }

    /// Looks for work and does it until the task is cancelled.
    public func run() async {
        var bench = Workbench()
        while !Task.isCancelled {
            let isBusy = await round(&bench)
            if !isBusy { await nudges.wait(upTo: pace.idle) }
        }
    }

    /// Says that there may be something to do.
    public func nudge() { nudges.nudge() }

    // MARK: What people ask for

    /// Begins to apply the newest rules to the events received in `period`, until ingest follows the same rules for
    /// sure; nil while another job of the project is at work.
    public func begin(on project: ProjectID, in period: Period, by author: UserID?) async throws -> RegroupJob? {
        let moment = now()
        // What comes in later is grouped by the same rules already. Where a period ends right now depends on who asked.
        let isUpToNow = period.end >= moment.adding(seconds: -RegroupingLimits.followingSecondsMax)
        let followed = moment.adding(seconds: RegroupingLimits.followingSecondsMax)
        let passed = Period(start: period.start, end: isUpToNow ? followed : period.end)
        let revision = try await store.groupingRules(of: project).revision
        let job = try await store.beginRegrouping(
            of: project, in: passed, rulesRevision: revision, by: author, at: moment)
        nudge()
        return job
    }

    /// Stops a job; what was moved stays moved. Nil when it is not running.
    public func cancel(_ job: Int64) async throws -> RegroupJob? {
        try await store.setState(.cancelled, problem: nil, of: job, at: now())
    }

    /// Takes back what a job has done; nil while it is running, and when another job of its project is at work.
    public func revert(_ job: Int64) async throws -> RegroupJob? {
        let reverting = try await store.setState(.reverting, problem: nil, of: job, at: now())
        nudge()
        return reverting
    }

    // MARK: Work

    /// One step of every job that is at work; false when there was nothing to do.
    private func round(_ bench: inout Workbench) async -> Bool {
        let jobs: [RegroupJob]
        do {
            jobs = try await store.regroupJobsAtWork()
        } catch {
            report("regroupings cannot be read: \(error)")
            return false
        }
        bench.keepOnly(jobs)
        var didWork = false
        for job in jobs where bench[job.id].isDue(at: .now) {
            guard !Task.isCancelled else { return true }
            didWork = true
            let began = ContinuousClock.now
            await step(job, &bench[job.id])
            _ = try? await Task.sleep(for: pace.pause(after: ContinuousClock.now - began))
        }
        return didWork
    }

    private func step(_ job: RegroupJob, _ state: inout Workbench.JobState) async {
        do {
            switch job.state {
            case .running: try await advance(job, &state)
            case .reverting: _ = try await store.revertSome(of: job.id, at: now())
            case .done, .failed, .cancelled, .reverted: return
            }
            state.failures = 0
        } catch {
            guard !Task.isCancelled else { return }
            await note(error, of: job, &state)
        }
    }

    private func advance(_ job: RegroupJob, _ state: inout Workbench.JobState) async throws {
        let rules = try await compiledRules(of: job, &state)
        guard let plan = state.plan else { return try await survey(job, rules, &state) }
        let chunk = try await store.placedEvents(
            of: job.projectID, in: job.period, after: job.progress, limit: state.size.events)
        guard let last = chunk.last else {
            // More may come in.
            guard now() >= job.period.end else { return state.restsUntil = .now + pace.idle }
            _ = try await store.setState(.done, problem: nil, of: job.id, at: now())
            return
        }
        // A damaged event stays where it is.
        let regroupings = chunk.compactMap { rules.regroup($0, as: plan) }
        _ = try await store.regroup(regroupings, upTo: last.place, of: job.id, at: now())
        state.size.learn(from: chunk)
    }

    /// Looks at the next events of the period: where each may stay depends on where all of them would go. After a
    /// restart this begins anew; what has moved by then leads where it went.
    private func survey(_ job: RegroupJob, _ rules: RuleSet, _ state: inout Workbench.JobState) async throws {
        var survey = state.survey ?? Workbench.Survey(ledger: ForecastLedger(store, of: job.projectID))
        let chunk = try await store.placedEvents(
            of: job.projectID, in: job.period, after: survey.place, limit: state.size.events)
        guard let last = chunk.last else {
            (state.plan, state.survey, state.size) = (survey.ledger.plan(), nil, ChunkSize())
            return
        }
        try await survey.ledger.add(chunk.map { rules.judge($0) })
        survey.place = last.place
        state.survey = survey
        state.size.learn(from: chunk)
    }

    /// The rules of the revision that the job began with, even if others have been saved since.
    private func compiledRules(of job: RegroupJob, _ state: inout Workbench.JobState) async throws -> RuleSet {
        if let rules = state.rules { return rules }
        let configuration = try await store.groupingConfiguration(of: job.projectID).name
        let compiled = rules.ruleSet(
            for: try await rules(ofRevision: job.rulesRevision, in: job.projectID), configuration: configuration)
        state.rules = compiled
        return compiled
    }

    private func rules(ofRevision revision: Int64, in project: ProjectID) async throws -> Storage.GroupingRules {
        if revision == 0 { return Storage.GroupingRules() }
        let newest = try await store.groupingRules(of: project)
        if newest.revision == revision { return newest }
        let history = try await store.groupingRuleHistory(of: project, limit: RegroupingLimits.revisionsMax)
        guard let found = history.first(where: { $0.revision == revision }) else {
            throw RegroupFailure.rulesMissing(revision: revision)
        }
        return found
    }

    /// A step that fails is tried again; a job whose steps keep failing has failed. Going back never gives up.
    private func note(_ error: any Error, of job: RegroupJob, _ state: inout Workbench.JobState) async {
        state.failures += 1
        state.restsUntil = .now + pace.delay(afterFailures: state.failures)
        let details = String(describing: error).prefix(RegroupingLimits.problemCharactersMax)
        report("regrouping \(job.id): \(details)")
        guard job.state == .running, state.failures >= RegroupingLimits.failuresMax else { return }
        do {
            _ = try await store.setState(
                .failed, problem: RegroupProblem(error).rawValue, of: job.id, at: now())
        } catch {
            report("regrouping \(job.id): its failure could not be noted: \(error)")
        }
    }
}

/// Why a job cannot go on, other than what the store says.
public enum RegroupFailure: Error, Sendable, Equatable {
    case rulesMissing(revision: Int64)
}

extension RegroupJob {
    /// Whether there is something to do for it.
    public var isAtWork: Bool { state == .running || state == .reverting }
}
