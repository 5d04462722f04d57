import Grouping
import Pages
import Regrouping
import SentryProtocol
import Storage

/// What pages and the API ask about grouping, answered by the grouper and by stored events.
struct GroupingService: Sendable {
    let storage: any StorageEngine & IssuePageReader
    /// Shared with ingest, so that both group alike and remember together.
    let rules: RuleSetCache
    let runner: RegroupRunner
    let move: ConfigurationMove
    private let similarMemory = SimilarMemory()
    /// Previews, dry runs and searches for similar issues share the machine with ingest.
    private let turns = Turns(runningMax: 2, waitingMax: 16)

    init(
        storage: any StorageEngine & IssuePageReader, rules: RuleSetCache, runner: RegroupRunner,
        move: ConfigurationMove
    ) {
        (self.storage, self.rules, self.runner, self.move) = (storage, rules, runner, move)
    }

    /// Events that a dry run looks at: as many as are read within its time on most machines.
    private static let dryRunEventsMax = 50_000
    /// What a preview lists of each kind, and of each case.
    private static let casesMax = 20
    private static let partsMax = 5

    /// A project's rules, as they are in force.
    func ruleSet(of project: ProjectID) async throws -> RuleSet {
        rules.ruleSet(
            for: try await storage.groupingRules(of: project),
            configuration: try await storage.groupingConfiguration(of: project).name)
    }

    /// What new projects group with.
    static let newestConfiguration = Grouper.configurationName

    // MARK: Similar issues

    /// How long a page waits for similar issues before it offers a link to them instead.
    private static let similarPatience = Duration.milliseconds(5)

    /// Similar issues that are remembered of each issue: as many as anybody may ask for.
    private static let similarMax = 50

    /// Similar issues as they are now; nil when finding them takes longer than a page should wait and `waits` is false,
    /// and when too many are being looked for.
    func similar(to issue: IssueSummary, limit: Int, waits: Bool) async throws -> [Pages.SimilarIssue]? {
        do {
            return try await find(similarTo: issue, limit: limit, patience: waits ? nil : Self.similarPatience)?.map {
                Pages.SimilarIssue(issue: $0.issue, likeness: Pages.SimilarIssue.Likeness($0.likeness))
            }
        } catch is Turns.TooMany {
            return nil
        }
    }

    /// Without `patience` the answer is waited for; throws `Turns.TooMany`.
    func find(
        similarTo issue: IssueSummary, limit: Int, patience: Duration? = nil
    ) async throws -> [Regrouping.SimilarIssue]? {
        let found = try await similarMemory.similar(to: issue.id, patience: patience) {
            try await turns.run {
                try await SimilarIssues(reader: storage).similar(
                    to: issue.id, under: ruleSet(of: issue.projectID), limit: Self.similarMax)
            }
        }
        guard let found else { return nil }
        // Some may have been merged since.
        let now = try await storage.issues(found.map(\.issue.id))
        let similar = found.compactMap { entry -> Regrouping.SimilarIssue? in
            var entry = entry
            guard let issue = now[entry.issue.id] else { return nil }
            entry.issue = issue
            return entry
        }
        return Array(similar.prefix(limit))
    }

    // MARK: Previews

    /// What rules that nobody has saved yet would do to the newest events of a period; throws `Turns.TooMany`.
    func preview(
        _ draft: Storage.GroupingRules, of project: ProjectID, over days: RegroupDays, at now: Timestamp
    ) async throws -> GroupingPreview {
        let configuration = try await storage.groupingConfiguration(of: project).name
        let forecast = try await turns.run {
            try await RulePreview(store: storage).run(
                RuleSet(leniently: draft, configuration: configuration), on: project, in: days.period(at: now))
        }
        return try await preview(forecast, days)
    }

    /// What the rules that are in force would do; throws `Turns.TooMany`.
    func dryRun(of project: ProjectID, over days: RegroupDays, at now: Timestamp) async throws -> GroupingPreview {
        let forecast = try await turns.run {
            try await RulePreview(store: storage).run(
                ruleSet(of: project), on: project, in: days.period(at: now), eventsMax: Self.dryRunEventsMax)
        }
        return try await preview(forecast, days)
    }

    private func preview(_ forecast: RegroupForecast, _ days: RegroupDays) async throws -> GroupingPreview {
        let (splits, joins) = (forecast.splits.prefix(Self.casesMax), forecast.joins.prefix(Self.casesMax))
        let replaced = forecast.replacements.prefix(Self.casesMax)
        var names: [IssueID: GroupingPreview.IssueName] = [:]
        let gathered = (Array(joins) + replaced).flatMap { $0.sources.prefix(Self.partsMax).map(\.from) }
        for id in Set(splits.map(\.issue) + gathered) {
            if let issue = try await storage.issue(id) { names[id] = GroupingPreview.IssueName(issue) }
        }
        func name(_ id: IssueID, _ title: String) -> GroupingPreview.IssueName {
            names[id] ?? GroupingPreview.IssueName(id: id, shortID: "#\(id.rawValue)", title: title)
        }
        func joint(_ join: RegroupForecast.Gathering) -> GroupingPreview.Joint? {
            guard var result = join.sources.first.flatMap({ GroupingPreview.Part($0) }) else { return nil }
            (result.title, result.events) = (join.title, join.events)
            return GroupingPreview.Joint(
                issues: join.sources.prefix(Self.partsMax).map { (name($0.from, $0.title), $0.events) },
                issuesTotal: join.sourcesTotal, result: result)
        }
        var preview = GroupingPreview(
            days: days.rawValue, events: forecast.eventsRead, isCut: forecast.isPartial, moved: forecast.eventsMoved,
            issuesBefore: forecast.issuesBefore, issuesAfter: forecast.issuesAfter,
            splits: splits.map { split in
                GroupingPreview.Split(
                    issue: name(split.issue, split.title),
                    parts: split.parts.prefix(Self.partsMax).compactMap { GroupingPreview.Part($0) },
                    partsTotal: split.partsTotal)
            }, splitsTotal: forecast.splitsTotal,
            merges: joins.compactMap(joint), mergesTotal: forecast.joinsTotal)
        (preview.opened, preview.emptied) = (forecast.openingsTotal, forecast.issuesLeft)
        (preview.retitled, preview.isAbridged) = (forecast.eventsRetitled, forecast.isAbridged)
        preview.replaced = replaced.compactMap(joint)
        preview.replacedTotal = forecast.replacements.count
        return preview
    }
}

extension RegroupForecast {
    /// Issues that would be opened in the place of one that exists, of those that are listed: all of its events, and none
    /// of others.
    fileprivate var replacements: [Gathering] {
        let torn = Set(splits.map(\.issue))
        return openings.filter { opening in
            opening.sourcesTotal == 1 && opening.sources.allSatisfy { !torn.contains($0.from) }
        }
    }
}

extension GroupingPreview.Part {
    fileprivate init?(_ move: RegroupForecast.Move) {
        guard let example = move.examples.first else { return nil }
        self.init(title: move.title, events: move.events, example: example, exampleIssue: move.from)
    }
}

extension Pages.SimilarIssue.Likeness {
    fileprivate init(_ likeness: Regrouping.SimilarIssue.Likeness) {
        self =
            switch likeness {
            case .sharedFrames(let shared, let all): .inAppFrames(shared: shared, of: all)
            case .sameTypeInSameFunction: .sameTypeAndFunction
            }
    }
}
