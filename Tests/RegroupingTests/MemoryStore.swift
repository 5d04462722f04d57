import Grouping
import Regrouping
import SentryProtocol
import Storage

/// A store in memory that keeps to the contract: it places, moves and takes back events as an engine does.
actor MemoryStore {
    struct Row {
        let place: EventPlace
        let id: EventID
        let project: ProjectID
        var issue: IssueID
        var hash: String?
        let receivedAt: Timestamp
        let body: [UInt8]
        var title: String
        var culprit: String
    }

    /// What a job has changed, so that it can be taken back.
    struct Undo {
        var moves: [(row: Int, from: IssueID)] = []
        var hashes: [String] = []
    }

    struct Broken: Error {}
    struct WrongState: Error {}

    var rows: [Row] = []
    var hashes: [String: IssueID] = [:]
    var redirects: [IssueID: IssueID] = [:]
    var jobs: [RegroupJob] = []
    var undo: [Int64: Undo] = [:]
    var revisions: [GroupingRules] = []
    var lastIssue: Int64 = 0
    /// How many of the next steps throw.
    var stepsToFail = 0
    /// The largest number of events that were asked for at once.
    var largestRead = 0
    var steps = 0

    static let project = ProjectID(rawValue: 7)
    static let start = Timestamp(seconds: 1_790_000_000)
    static let period = Period(start: start, end: start.adding(seconds: 1_000_000))

    /// Jobs of other projects that are over.
    func addFinishedJobs(_ count: Int) {
        for _ in 0..<count {
            jobs.append(
                RegroupJob(
                    id: Int64(jobs.count) + 1, projectID: ProjectID(rawValue: 8), period: Self.period, rulesRevision: 0,
                    state: .done, createdAt: Self.start, updatedAt: Self.start))
        }
    }

    func failSteps(_ count: Int) { stepsToFail = count }

    func issue(
        of hashes: [String], jobID: Int64? = nil, heir: IssueID? = nil
    ) -> (issue: IssueID, isNew: Bool) {
        for (position, hash) in hashes.enumerated() {
            guard let issue = self.hashes[hash] else { continue }
            if position > 0 { learn(hashes[0], issue, jobID) }
            return (issue, false)
        }
        if let heir {
            for hash in hashes { learn(hash, heir, jobID) }
            return (heir, false)
        }
        lastIssue += 1
        for hash in hashes { learn(hash, IssueID(rawValue: lastIssue), jobID) }
        return (IssueID(rawValue: lastIssue), true)
    }

    private func learn(_ hash: String, _ issue: IssueID, _ job: Int64?) {
        hashes[hash] = issue
        if let job { undo[job, default: Undo()].hashes.append(hash) }
    }

    /// Stores an event as ingest does, one a second.
    @discardableResult
    func add(_ json: String, under rules: RuleSet = .standard, receivedAt: Timestamp? = nil) throws -> IssueID {
        let number = rows.count
        let receivedAt = receivedAt ?? Self.start.adding(seconds: Int64(number))
        let source = EventSource(
            eventID: EventID(high: 1, low: UInt64(number) + 1), receivedAt: receivedAt)
        var event = Event(reading: try JSONDocument(parsing: Array(json.utf8)).root)
        EventNormalizer(source: source).normalize(&event)
        let verdict = rules.grouper.group(event).verdict
        let body = StoredShape.encoded(
            source, title: verdict.title, value: verdict.metadata.value, verdict: StoredShape.Verdict(verdict),
            sent: Array(json.utf8)[...])
        let issue = issue(of: verdict.hashes).issue
        insert(
            body, source.eventID, receivedAt, issue, verdict.title, verdict.culprit ?? "", verdict.hashes.first)
        return issue
    }

    /// Stores bytes as they are, which ingest would not.
    func add(damaged body: [UInt8], in issue: IssueID) {
        let number = UInt64(rows.count)
        insert(
            body, EventID(high: 1, low: number + 1), Self.start.adding(seconds: Int64(number)), issue, "damaged", "")
    }

    private func insert(
        _ body: [UInt8], _ id: EventID, _ receivedAt: Timestamp, _ issue: IssueID, _ title: String, _ culprit: String,
        _ hash: String? = nil
    ) {
        let place = EventPlace(day: receivedAt.day, row: Int64(rows.count) + 1)
        rows.append(
            Row(
                place: place, id: id, project: Self.project, issue: issue, hash: hash, receivedAt: receivedAt,
                body: body,
                title: title, culprit: culprit))
    }

    /// How many events each issue has.
    var sizes: [IssueID: Int] { rows.reduce(into: [:]) { $0[$1.issue, default: 0] += 1 } }

    func row(_ id: EventID) -> Row? { rows.first { $0.id == id } }

    fileprivate func stored(_ row: Row) -> StoredEvent {
        StoredEvent(id: row.id, projectID: row.project, issueID: row.issue, body: row.body)
    }

    fileprivate func placed(_ row: Row) -> PlacedEvent {
        PlacedEvent(
            place: row.place, event: stored(row), hashPrefix: row.hash.flatMap { UInt64($0.prefix(16), radix: 16) })
    }

    fileprivate func selected(_ project: ProjectID, _ period: Period) -> [Row] {
        rows.filter { $0.project == project && $0.receivedAt >= period.start && $0.receivedAt < period.end }
            .sorted { $0.place < $1.place }
    }

    fileprivate func change(_ id: Int64, _ body: (inout RegroupJob) -> Void) throws -> RegroupJob {
        guard let index = jobs.firstIndex(where: { $0.id == id }) else { throw Broken() }
        body(&jobs[index])
        return jobs[index]
    }
}

extension MemoryStore: RegroupStore {
    func placedEvents(of project: ProjectID, in period: Period, after place: EventPlace?, limit: Int) -> [PlacedEvent] {
        largestRead = max(largestRead, limit)
        let found = selected(project, period).filter { row in place.map { row.place > $0 } ?? true }
        return found.prefix(limit).map(placed)
    }

    func newestEvents(of project: ProjectID, in period: Period, limit: Int) -> [PlacedEvent] {
        selected(project, period).suffix(limit).reversed().map(placed)
    }

    func eventCount(of project: ProjectID, in period: Period) -> Int { selected(project, period).count }

    func beginRegrouping(
        of project: ProjectID, in period: Period, rulesRevision: Int64, by author: UserID?, at now: Timestamp
    ) -> RegroupJob? {
        guard !jobs.contains(where: { $0.projectID == project && $0.isAtWork }) else { return nil }
        let job = RegroupJob(
            id: Int64(jobs.count) + 1, projectID: project, period: period, rulesRevision: rulesRevision,
            eventsTotal: eventCount(of: project, in: period), authorID: author, createdAt: now, updatedAt: now)
        jobs.append(job)
        return job
    }

    func regroup(
        _ events: [EventRegrouping], upTo last: EventPlace, of job: Int64, at now: Timestamp
    ) throws -> RegroupJob {
        steps += 1
        if stepsToFail > 0 {
            stepsToFail -= 1
            throw Broken()
        }
        guard let before = regroupJob(job), before.state == .running else { throw WrongState() }
        var (moved, opened, emptied) = (0, 0, 0)
        for event in events {
            guard let index = rows.firstIndex(where: { $0.place == event.place }) else { throw Broken() }
            let (issue, isNew) = issue(of: event.facts.hashes, jobID: job, heir: event.heir?.issueID)
            rows[index].hash = event.facts.hashes.first
            (rows[index].title, rows[index].culprit) = (event.facts.title, event.facts.culprit)
            let from = rows[index].issue
            guard issue != from else { continue }
            rows[index].issue = issue
            undo[job, default: Undo()].moves.append((index, from))
            (moved, opened) = (moved + 1, opened + (isNew ? 1 : 0))
            guard !rows.contains(where: { $0.issue == from }) else { continue }
            redirects[from] = issue
            emptied += 1
        }
        let read = selected(before.projectID, before.period).count { row in
            row.place <= last && (before.progress.map { row.place > $0 } ?? true)
        }
        return try change(job) {
            ($0.progress, $0.eventsRead, $0.updatedAt) = (last, $0.eventsRead + read, now)
            ($0.eventsMoved, $0.issuesOpened) = ($0.eventsMoved + moved, $0.issuesOpened + opened)
            $0.issuesEmptied += emptied
        }
    }

    func revertSome(of job: Int64, at now: Timestamp) throws -> RegroupJob {
        if stepsToFail > 0 {
            stepsToFail -= 1
            throw Broken()
        }
        guard regroupJob(job)?.state == .reverting else { throw WrongState() }
        for _ in 0..<50 {
            guard let move = undo[job]?.moves.popLast() else { break }
            rows[move.row].issue = move.from
            redirects[move.from] = nil
        }
        guard undo[job]?.moves.isEmpty ?? true else { return try change(job) { $0.updatedAt = now } }
        for hash in undo[job]?.hashes ?? [] { hashes[hash] = nil }
        undo[job] = nil
        return try change(job) { ($0.state, $0.updatedAt) = (.reverted, now) }
    }

    func setState(
        _ state: RegroupJob.State, problem: String?, of job: Int64, at now: Timestamp
    ) throws -> RegroupJob? {
        guard let before = regroupJob(job) else { return nil }
        switch (before.state, state) {
        case (.running, .done), (.running, .failed), (.running, .cancelled): break
        case (.done, .reverting), (.failed, .reverting), (.cancelled, .reverting):
            if jobs.contains(where: { $0.projectID == before.projectID && $0.isAtWork }) { return nil }
        default: return nil
        }
        return try change(job) { ($0.state, $0.problem, $0.updatedAt) = (state, problem, now) }
    }

    func regroupJob(_ id: Int64) -> RegroupJob? { jobs.first { $0.id == id } }

    func regroupJobsAtWork() -> [RegroupJob] { jobs.filter(\.isAtWork) }

    func regroupJobs(of project: ProjectID?, limit: Int) -> [RegroupJob] {
        let listed = jobs.reversed().filter { job in project.map { job.projectID == $0 } ?? true }
        return Array(listed.prefix(limit))
    }
}

extension MemoryStore: IssueMerging {
    func issue(ofMerge merge: Int64) async throws -> IssueID? { nil }
    func hashes(of issue: IssueID, limit: Int) -> [IssueHash] {
        let found = hashes.filter { $0.value == issue }.keys.sorted().prefix(limit)
        return found.map {
            IssueHash(hash: $0, issueID: issue, configuration: Grouper.configurationName, createdAt: Self.start)
        }
    }

    func merge(_ issues: [IssueID], into target: IssueID?, by actor: Actor, at now: Timestamp) throws -> Merge {
        guard issues.count > 1, let target = target ?? issues.max(by: { sizes[$0, default: 0] < sizes[$1, default: 0] })
        else { throw MergeError.tooFew }
        let others = Set(issues).subtracting([target])
        for (hash, issue) in hashes where others.contains(issue) { hashes[hash] = target }
        for index in rows.indices where others.contains(rows[index].issue) { rows[index].issue = target }
        for issue in others { redirects[issue] = target }
        return Merge(id: 1, target: target, merged: others.sorted())
    }

    func unmerge(_ hashes: [String], of issue: IssueID, by actor: Actor, at now: Timestamp) throws -> Unmerging {
        throw MergeError.unknownHashes(hashes)
    }

    func shortIDs(ofMerged issues: [IssueID]) -> [IssueID: ShortID] { [:] }

    func undo(merge: Int64, by actor: Actor, at now: Timestamp) throws -> Unmerging {
        throw MergeError.unknownHashes([])
    }

    func isMovingEvents(of issue: IssueID) -> Bool { false }

    func finishMoves() {}

    func lead(_ hashes: [String], to issue: IssueID, at now: Timestamp) {
        for hash in hashes where self.hashes[hash] == nil { self.hashes[hash] = issue }
    }

    func known(_ hashes: [String], in project: ProjectID) -> [String: IssueHash] {
        guard project == Self.project else { return [:] }
        var known: [String: IssueHash] = [:]
        for hash in hashes {
            guard let issue = self.hashes[hash] else { continue }
            known[hash] = IssueHash(
                hash: hash, issueID: issue, configuration: Grouper.configurationName, createdAt: Self.start)
        }
        return known
    }
}

extension MemoryStore: GroupingRuleStore {
    func groupingRules(of project: ProjectID) -> GroupingRules { revisions.last ?? GroupingRules() }
    func groupingRules() -> [ProjectID: GroupingRules] { revisions.last.map { [Self.project: $0] } ?? [:] }
    func groupingRuleHistory(of project: ProjectID, limit: Int) -> [GroupingRules] {
        Array(revisions.reversed().prefix(limit))
    }
    func save(
        _ rules: GroupingRules, of project: ProjectID, by author: UserID?, at now: Timestamp
    ) throws -> GroupingRules {
        let current = revisions.last?.revision ?? 0
        guard rules.revision == current else { throw RulesConflict(current: current) }
        var rules = rules
        (rules.revision, rules.authorID, rules.createdAt) = (current + 1, author, now)
        revisions.append(rules)
        return rules
    }
    func groupingConfiguration(of project: ProjectID) -> GroupingConfiguration {
        GroupingConfiguration(name: Grouper.configurationName)
    }
    func groupingConfigurations() -> [ProjectID: GroupingConfiguration] { [:] }
    func setGroupingConfiguration(_ configuration: GroupingConfiguration, of project: ProjectID) {}
}

extension MemoryStore: EventReader {
    private func summary(_ id: IssueID) -> IssueSummary? {
        let own = rows.filter { $0.issue == id }
        guard let first = own.first, let last = own.last, let event = stored(last).event else { return nil }
        return IssueSummary(
            id: id, shortID: ShortID(projectSlug: "shop", number: id.rawValue), projectID: last.project,
            title: last.title, culprit: last.culprit, location: nil, level: .error, platform: "python",
            type: event.type, metadata: event.metadata, logger: nil, status: .unresolved, substatus: .new,
            statusChangedAt: nil, firstSeen: first.receivedAt, lastSeen: last.receivedAt, timesSeen: own.count,
            usersAffected: 0, isUnhandled: false, firstRelease: nil, lastRelease: nil, timesSeenInPeriod: own.count)
    }

    func issues(matching query: IssueQuery) -> Page<IssueSummary> {
        let all = Set(rows.filter { query.projects.contains($0.project) }.map(\.issue)).compactMap(summary)
            .filter { issue in query.search.terms.allSatisfy { Self.matches(issue, $0.condition) } }
            .sorted { ($0.lastSeen, $0.id) > ($1.lastSeen, $1.id) }
        let skipped = Int(query.cursor.offset)
        let rows = all.dropFirst(skipped).prefix(query.limit)
        let end = skipped + rows.count
        return Page(
            rows: Array(rows), next: end < all.count ? Cursor(value: 0, offset: Int64(end), isPrevious: false) : nil)
    }

    private static func matches(_ issue: IssueSummary, _ condition: SearchCondition) -> Bool {
        switch condition {
        case .field(.title, .like(let pattern)): issue.title.hasPrefix(pattern.pieces[0])
        case .field(.culprit, .anyOf(let texts)): texts.contains(issue.culprit)
        default: false
        }
    }

    func issueCount(matching query: IssueQuery, upTo limit: Int) -> Int {
        min(limit, issues(matching: query).rows.count)
    }
    func issue(_ id: IssueID) -> IssueSummary? { summary(id) }
    func issue(_ shortID: ShortID, in organization: OrganizationID) -> IssueSummary? {
        summary(IssueID(rawValue: shortID.number))
    }
    func trends(of issues: [IssueID], environments: [String], over period: Period, bars: Int) -> [IssueID: [Int]] {
        [:]
    }
    func trend(of projects: [ProjectID], environments: [String], over period: Period, bars: Int) -> [Int] { [] }
    func position(of event: StoredEvent) -> Int? {
        rows.filter { $0.issue == event.issueID }.firstIndex { $0.id == event.id }.map { $0 + 1 }
    }
    func event(_ selector: EventSelector, of issue: IssueID, environments: [String]) -> StoredEvent? {
        let own = rows.filter { $0.issue == issue }
        return switch selector {
        case .latest, .recommended: own.last.map(stored)
        case .oldest: own.first.map(stored)
        case .id(let id): own.first { $0.id == id }.map(stored)
        }
    }
    func event(_ id: EventID, in project: ProjectID) -> StoredEvent? { row(id).map(stored) }
    func events(of issue: IssueID, environments: [String], cursor: Cursor, limit: Int) -> Page<EventSummary> {
        Page(rows: [])
    }
    func events(of project: ProjectID, cursor: Cursor, limit: Int) -> Page<EventSummary> { Page(rows: []) }
    func environments(of projects: [ProjectID]) -> [String] { [] }
}
