import SentryProtocol
import Storage

extension SQLiteEngine {
    /// Asks about the issues that match, when everything that was stored before is counted.
    func read<T: Sendable>(
        matching query: IssueQuery, _ question: @escaping @Sendable (Reader, IssueQuery) throws -> T
    ) async throws -> T {
        if query.search.asksForEvents { try await countTags() }
        return try await read { reader in try question(reader, try reader.resolved(query)) }
    }
}

/// How much is read to answer one search.
enum ExaminationLimits {
    /// Issues whose events are read, those of the last events first.
    static let issuesMax = 250
    /// Bodies in all; about 50 ms.
    static let bodiesMax = 500
    static let bodiesOfIssueMax = 100
    /// Releases that are looked at, the newest first.
    static let releasesMax = 600
}

extension Reader {
    /// The same question with what SQL cannot tell put into place: issues for the ids of events and for what is only in
    /// bodies, releases for what is asked of releases, and the issues that merged ones are part of.
    func resolved(_ query: IssueQuery) throws -> IssueQuery {
        var query = query
        for index in query.search.terms.indices {
            switch query.search.terms[index].condition {
            case .issueID(let ids):
                query.search.terms[index].condition = .issueID(try ids.map { try culprit.issue(labelled: $0) })
            case .event(.id(let ids)):
                query.search.terms[index].condition = .issueID(try issues(withEvents: ids, in: query.projects))
            case .event(.tag(let key, .release(let test))):
                let releases = try releases(admittedBy: test, in: query)
                query.search.terms[index].condition = .event(.tag(key, .text(.anyOf(releases))))
            case .event(.tag(let key, .latest)):
                let newest = try newestReleases(of: query.projects)
                query.search.terms[index].condition = .event(.tag(key, .text(.anyOf(newest))))
            case .firstRelease(.latest):
                query.search.terms[index].condition = .firstRelease(
                    .text(.anyOf(try newestReleases(of: query.projects))))
            case .regressedIn(.latest):
                query.search.terms[index].condition = .regressedIn(
                    .text(.anyOf(try newestReleases(of: query.projects))))
            default: continue
            }
        }
        return try examined(query)
    }

    private func issues(withEvents ids: [EventID], in projects: [ProjectID]) throws -> [IssueID] {
        let days = Array(layout.days().reversed())
        var issues: [IssueID] = []
        for id in ids {
            for project in projects {
                guard let found = try event(id, in: project, on: days) else { continue }
                issues.append(try culprit.issue(labelled: found.issueID))
            }
        }
        return issues
    }

    // MARK: Bodies

    /// Issues in place of what only bodies tell: those of which one of the last events meets every term about events.
    private func examined(_ query: IssueQuery) throws -> IssueQuery {
        guard query.search.terms.contains(where: \.readsBodies) else { return query }
        let asked = query.search.terms.filter(\.isExaminable)
        var candidates = query
        candidates.search.terms.removeAll(where: \.readsBodies)
        let issues = try latestIssues(matching: candidates)
        let bodies = ExaminationLimits.bodiesMax / max(issues.count, 1)
        var found: [IssueID] = []
        for issue in issues
        where try hasEvent(issue, meeting: asked, query, among: min(max(bodies, 1), ExaminationLimits.bodiesOfIssueMax))
        {
            found.append(issue)
        }
        candidates.search.terms.append(SearchTerm(.issueID(found)))
        return candidates
    }

    private func latestIssues(matching query: IssueQuery) throws -> [IssueID] {
        var query = query
        query.sort = .lastSeen
        let statements = query.rows(
            after: nil, backwards: false, limit: ExaminationLimits.issuesMax, at: configuration.now())
        var places = try statements.flatMap { statement in
            try culprit.rows(statement) { IssuePlace(key: $0.integer(1), id: $0.integer(0)) }
        }
        places.sort { ($0.key, $0.id) > ($1.key, $1.id) }
        return places.prefix(ExaminationLimits.issuesMax).map { IssueID(rawValue: $0.id) }
    }

    private func hasEvent(
        _ issue: IssueID, meeting terms: [SearchTerm], _ query: IssueQuery, among count: Int
    ) throws -> Bool {
        let now = configuration.now()
        // What happened before the period's end; nothing is newer than now.
        let end = query.period.flatMap { $0.end < now ? $0.end : nil }
        let place = end.map { OccurrencePlace(day: $0.day, occurredAt: $0.microseconds, row: 0) }
        let scope = try scope(of: issue, environments: query.environments)
        for row in try events(of: scope, on: days(of: scope), after: place, oldestFirst: false, limit: count) {
            if let period = query.period, row.place.occurredAt < period.start.microseconds { break }
            // A body that cannot be read meets nothing.
            guard let json = try? body(of: row),
                let document = try? JSONDocument(parsing: json, depthMax: JSONLimits.storedDepthMax)
            else { continue }
            let event = Event(stored: document.root)
            if terms.allSatisfy({ $0.holds(for: event, at: now) }) { return true }
        }
        return false
    }

    // MARK: Releases

    /// `latest` is what a resolved issue takes for the newest release, too.
    private func newestReleases(of projects: [ProjectID]) throws -> [String] {
        try projects.compactMap { try ReleaseOrder(culprit: culprit, project: $0).newest() }
    }

    private func releases(admittedBy test: ReleaseTest, in query: IssueQuery) throws -> [String] {
        if case .stage(let stages) = test { return try releases(at: stages, in: query) }
        return try culprit.rows(
            """
            SELECT DISTINCT version FROM (
                SELECT version FROM release_seen WHERE project_id IN \(anyOf: query.projects)
                ORDER BY first_seen DESC LIMIT \(ExaminationLimits.releasesMax)
            )
            """
        ) { $0.text(0) }.filter(test.admits)
    }

    /// Sessions of the last day against those of the last month, a day at a time.
    private func releases(at stages: [ReleaseStage], in query: IssueQuery) throws -> [String] {
        let now = configuration.now()
        var adopted: Set<String> = []
        var replaced: Set<String> = []
        for day in 0..<30 {
            let period = Period(
                start: now.adding(seconds: -86_400 * Int64(day + 1)), end: now.adding(seconds: -86_400 * Int64(day)))
            let counts = try sessions(of: query.projects, environments: query.environments, over: period)
            let all = counts.values.reduce(0) { $0 + $1.total }
            let frequent = Set(counts.filter { $0.value.total > 0 && $0.value.total * 10 >= all }.keys)
            if day == 0 { adopted = frequent } else { replaced.formUnion(frequent) }
        }
        replaced.subtract(adopted)
        let known = try culprit.rows(
            """
            SELECT DISTINCT version FROM release_seen WHERE project_id IN \(anyOf: query.projects)
            ORDER BY first_seen DESC LIMIT \(ExaminationLimits.releasesMax)
            """
        ) { $0.text(0) }
        return known.filter { version in
            let stage: ReleaseStage =
                adopted.contains(version) ? .adopted : replaced.contains(version) ? .replaced : .lowAdoption
            return stages.contains(stage)
        }
    }
}

extension SearchTerm {
    /// Only bodies tell.
    fileprivate var readsBodies: Bool { if case .event(.detail) = condition { true } else { false } }

    /// To be met by the same event as what only its body tells.
    fileprivate var isExaminable: Bool {
        switch condition {
        case .event: true
        default: false
        }
    }
}

extension SearchQuery {
    /// Some term is about events rather than about issues.
    var asksForEvents: Bool {
        terms.contains { term in
            switch term.condition {
            case .event, .text, .firstRelease(.latest): true
            default: false
            }
        }
    }
}
