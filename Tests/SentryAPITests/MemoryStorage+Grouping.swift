import SentryAPI
import SentryProtocol
import Storage

extension MemoryStorage {
    // MARK: Merging

    func hashes(of issue: IssueID, limit: Int) -> [IssueHash] {
        var hashes: [IssueHash] = []
        for event in eventRows.reversed() where event.issueID == issue {
            guard let facts = EventFacts(stored: event.json), let hash = facts.hashes.first else { continue }
            if let index = hashes.firstIndex(where: { $0.hash == hash }) {
                hashes[index].events += 1
            } else {
                let source = mergedRows.first { $0.value.into == issue && $0.value.events.contains(event.id) }?.key
                hashes.append(
                    IssueHash(
                        hash: hash, issueID: issue, configuration: "culprit-1", createdAt: facts.occurredAt,
                        mergedFrom: source, events: 1, latestEvent: event.id))
            }
        }
        return Array(hashes.prefix(limit))
    }

    func merge(_ issues: [IssueID], into target: IssueID?, by actor: Actor, at now: Timestamp) throws -> Merge {
        let found = issueRows.filter { issues.contains($0.id) }
        guard found.count >= 2 else { throw MergeError.tooFew }
        guard Set(found.map(\.projectID)).count == 1 else { throw MergeError.unlike }
        let wanted = target ?? found.max { ($0.timesSeen, $0.id) < ($1.timesSeen, $1.id) }?.id ?? found[0].id
        for issue in found where issue.id != wanted {
            mergedRows[issue.id] = (wanted, issue, eventRows.filter { $0.issueID == issue.id }.map(\.id))
            for index in eventRows.indices where eventRows[index].issueID == issue.id {
                eventRows[index].issueID = wanted
            }
            issueRows.removeAll { $0.id == issue.id }
        }
        activityRows.insert(
            Activity(
                id: Int64(activityRows.count + 1), issueID: wanted, type: "merge", userID: nil, createdAt: now,
                data: "{}"), at: 0)
        return Merge(id: Int64(mergedRows.count), target: wanted, merged: found.map(\.id).filter { $0 != wanted })
    }

    func unmerge(_ hashes: [String], of issue: IssueID, by actor: Actor, at now: Timestamp) throws -> Unmerging {
        let all = self.hashes(of: issue, limit: .max)
        let unknown = hashes.filter { hash in !all.contains { $0.hash == hash } }
        guard unknown.isEmpty else { throw MergeError.unknownHashes(unknown) }
        guard hashes.count < all.count else { throw MergeError.nothingLeft }
        var restored: [IssueID] = []
        for source in all.filter({ hashes.contains($0.hash) }).compactMap(\.mergedFrom) {
            guard let merged = mergedRows.removeValue(forKey: source) else { continue }
            issueRows.append(merged.row)
            for index in eventRows.indices where merged.events.contains(eventRows[index].id) {
                eventRows[index].issueID = source
            }
            restored.append(source)
        }
        return Unmerging(source: issue, issues: restored)
    }

    func shortIDs(ofMerged issues: [IssueID]) -> [IssueID: ShortID] { [:] }

    func issue(ofMerge merge: Int64) -> IssueID? { nil }

    func undo(merge: Int64, by actor: Actor, at now: Timestamp) throws -> Unmerging { throw Broken() }

    func isMovingEvents(of issue: IssueID) -> Bool { false }

    func finishMoves() {}

    func lead(_ hashes: [String], to issue: IssueID, at now: Timestamp) {}

    func known(_ hashes: [String], in project: ProjectID) -> [String: IssueHash] {
        var found: [String: IssueHash] = [:]
        for event in eventRows where event.projectID == project {
            guard let hash = EventFacts(stored: event.json)?.hashes.first, hashes.contains(hash) else { continue }
            found[hash] = IssueHash(
                hash: hash, issueID: event.issueID, configuration: "culprit-1", createdAt: World.now)
        }
        return found
    }

    // MARK: Rules

    func groupingRules(of project: ProjectID) -> GroupingRules { ruleRows[project]?.last ?? GroupingRules() }
    func groupingRules() -> [ProjectID: GroupingRules] { ruleRows.compactMapValues(\.last) }

    func groupingRuleHistory(of project: ProjectID, limit: Int) -> [GroupingRules] {
        Array((ruleRows[project] ?? []).reversed().prefix(limit))
    }

    func save(_ rules: GroupingRules, of project: ProjectID, by author: UserID?, at now: Timestamp) throws
        -> GroupingRules
    {
        if let conflicting = conflictingRules {
            conflictingRules = nil
            ruleRows[project, default: []].append(conflicting)
        }
        let current = groupingRules(of: project).revision
        guard rules.revision == current else { throw RulesConflict(current: current) }
        var saved = rules
        (saved.revision, saved.authorID, saved.createdAt) = (current + 1, author, now)
        ruleRows[project, default: []].append(saved)
        return saved
    }

    func groupingConfiguration(of project: ProjectID) -> GroupingConfiguration {
        GroupingConfiguration(name: "culprit-1")
    }
    func groupingConfigurations() -> [ProjectID: GroupingConfiguration] { [:] }
    func setGroupingConfiguration(_ configuration: GroupingConfiguration, of project: ProjectID) {}

    // MARK: Regrouping, which the API does not ask for

    func placedEvents(of project: ProjectID, in period: Period, after place: EventPlace?, limit: Int) -> [PlacedEvent] {
        []
    }
    func newestEvents(of project: ProjectID, in period: Period, limit: Int) -> [PlacedEvent] { [] }
    func eventCount(of project: ProjectID, in period: Period) -> Int { 0 }
    func beginRegrouping(
        of project: ProjectID, in period: Period, rulesRevision: Int64, by author: UserID?, at now: Timestamp
    ) -> RegroupJob? { nil }
    func regroup(_ events: [EventRegrouping], upTo last: EventPlace, of job: Int64, at now: Timestamp) throws
        -> RegroupJob
    { throw Broken() }
    func revertSome(of job: Int64, at now: Timestamp) throws -> RegroupJob { throw Broken() }
    func setState(_ state: RegroupJob.State, problem: String?, of job: Int64, at now: Timestamp) -> RegroupJob? { nil }
    func regroupJob(_ id: Int64) -> RegroupJob? { nil }
    func regroupJobsAtWork() -> [RegroupJob] { [] }
    func regroupJobs(of project: ProjectID?, limit: Int) -> [RegroupJob] { [] }
}

/// Explains every event by its type, finds all other issues similar, and knows only rules with a colon.
struct StubGrouping: GroupingAnswers {
    func move(_ project: ProjectID, toConfiguration name: String, at now: Timestamp) -> Bool { name == "culprit-1" }

    let storage: MemoryStorage

    func grouping(of event: StoredEvent) -> EventGrouping? {
        guard let event = event.event else { return nil }
        let parts = event.exceptions.compactMap(\.type).map { (tag: "type", text: $0) }
        return EventGrouping(
            configuration: "culprit-1", kind: event.fingerprint.isEmpty ? "exception" : "custom",
            fingerprint: event.fingerprint,
            variants: event.hashes.map { EventGrouping.Variant(name: "app", hash: $0, parts: parts) })
    }

    func similarIssues(to issue: IssueSummary, limit: Int) async -> [SimilarIssue] {
        let others = await storage.issueRows.filter { $0.id != issue.id }
        return others.prefix(limit).map { SimilarIssue(issue: $0, score: 0.95) }
    }

    func problems(in rules: GroupingRules) -> [RuleProblem] {
        let texts: [(RuleProblem.Text, String)] = [
            (.stackRules, rules.stackRules), (.fingerprintRules, rules.fingerprintRules),
        ]
        return texts.flatMap { text, lines in
            lines.split(separator: "\n").enumerated().filter { !$0.element.contains(":") }.map {
                RuleProblem(text, line: $0.offset + 1, column: 1, sentence: "This is no rule.")
            }
        }
    }
}
