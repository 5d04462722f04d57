import SentryProtocol
import Storage

/// The page of an issue: two statements on one snapshot for what is beside the event, and one for the event with its
/// neighbour; an event in the middle is found first, its neighbours are looked for on either side, and those that are
/// newer are counted.
extension SQLiteEngine: IssuePageReader {
    public func issuePage(_ question: IssuePageQuestion) async throws -> IssuePageAnswer {
        try await read { reader in
            var answer = IssuePageAnswer()
            let surroundings = try reader.culprit.snapshot {
                let surroundings = try reader.culprit.surroundings(question)
                answer.tags = try reader.culprit.tags(
                    of: surroundings.labels.map { TagOwner.label($0) }, top: question.tagValuesMax)
                return surroundings
            }
            surroundings.fill(&answer, question)
            let scope = EventScope.issue(labels: surroundings.labels, environments: [])
            guard
                let (event, place) = try reader.event(
                    question.selector, of: scope, in: question.project, on: surroundings.days)
            else { return answer }
            answer.event = event
            let seen = question.timesSeen
            switch question.selector {
            case .latest, .recommended: answer.position = max(1, seen)
            case .oldest: answer.position = min(max(0, seen - surroundings.kept) + 1, max(1, seen))
            case .id:
                answer.position = try reader.position(of: place, in: scope, on: surroundings.days, among: seen)
            }
            return answer
        }
    }

    public func issues(_ ids: [IssueID]) async throws -> [IssueID: IssueSummary] {
        guard !ids.isEmpty else { return [:] }
        return try await read { reader in
            let found = try reader.culprit.rows(
                IssueSummary.selection(
                    where: "issue.id IN \(anyOf: ids) AND status <> \(IssueRemoval.status)", eventsInPeriod: nil),
                IssueSummary.init)
            return Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        }
    }
}

extension IssuePageQuestion {
    /// What the first column of `surroundings` says.
    fileprivate enum Part: Int {
        case label, day, hour, activity, mark, release, moving, kept
    }

    /// All that the store knows around the issue's event, in one statement of parts that each walk an index.
    var surroundings: SQL {
        let first = min(day.period.hours.lowerBound, month.period.hours.lowerBound)
        let end = max(day.period.hours.upperBound, month.period.hours.upperBound)
        return """
            SELECT \(Part.label.rawValue), id, NULL, NULL, NULL, NULL FROM retired_issue WHERE target_id = \(issue)
            UNION ALL SELECT \(Part.day.rawValue), day, NULL, NULL, NULL, NULL FROM issue_day WHERE issue_id = \(issue)
            UNION ALL SELECT \(Part.hour.rawValue), hour, events, NULL, NULL, NULL FROM issue_hour
            WHERE issue_id = \(issue) AND hour >= \(first) AND hour < \(end)
            UNION ALL SELECT * FROM (
                SELECT \(Part.activity.rawValue), \(Activity.columns) FROM activity
                WHERE issue_id = \(issue) ORDER BY id DESC LIMIT \(max(activitiesMax, 0))
            )
            UNION ALL SELECT \(Part.mark.rawValue), is_bookmarked, is_subscribed, reason, seen_at, NULL FROM issue_mark
            WHERE issue_id = \(issue) AND user_id = \(viewer)
            UNION ALL SELECT \(Part.release.rawValue), NULL, version, NULL, NULL, NULL FROM (
                \(ReleaseOrder.latest(of: project))
            )
            UNION ALL SELECT \(Part.moving.rawValue), \(issue.isMovingEvents), NULL, NULL, NULL, NULL
            \(kept)
            """
    }

    /// How many events are stored: tells the place of the oldest one, and is asked for with it alone.
    private var kept: SQL {
        guard selector == .oldest else { return "" }
        return """
            UNION ALL SELECT \(Part.kept.rawValue), coalesce(sum(events), 0), NULL, NULL, NULL, NULL FROM issue_hour
            WHERE issue_id IN (SELECT \(issue) UNION ALL SELECT id FROM retired_issue WHERE target_id = \(issue))
            """
    }
}

/// What `IssuePageQuestion.surroundings` answers.
private struct Surroundings {
    /// Of the issue's events; itself first.
    var labels: [IssueID]
    /// Days with events, the oldest first.
    var days: [Day] = []
    var hours: [(hour: Int64, events: Int)] = []
    var activities: [Activity] = []
    var marks = IssueMarks()
    var releases: [String] = []
    var isMoving = false
    /// Events that are stored, when somebody asked.
    var kept = 0

    mutating func add(_ row: Row, of issue: IssueID) {
        switch IssuePageQuestion.Part(rawValue: row.int(0)) {
        case .label: labels.append(IssueID(rawValue: row.integer(1)))
        case .day: days.append(Day(number: row.int(1)))
        case .hour: hours.append((row.integer(1), row.int(2)))
        case .activity: activities.append(Activity(row, of: issue, from: 1))
        case .mark: marks = IssueMarks(row, from: 1)
        case .release: releases.append(row.text(2))
        case .moving: isMoving = row.bool(1)
        case .kept: kept = row.int(1)
        case nil: break
        }
    }

    func fill(_ answer: inout IssuePageAnswer, _ question: IssuePageQuestion) {
        answer.day = bars(question.day)
        answer.month = bars(question.month)
        (answer.activities, answer.marks, answer.isMoving) = (activities, marks, isMoving)
        answer.newestRelease = ReleaseOrder.newest(of: releases)
    }

    private func bars(_ chart: (period: Period, bars: Int)) -> [Int] {
        var bars = HourBars(chart.bars, over: chart.period)
        for (hour, events) in hours where chart.period.hours.contains(Int(hour)) { bars.add(events, at: hour) }
        return bars.counts
    }
}

extension Connection {
    fileprivate func surroundings(_ question: IssuePageQuestion) throws -> Surroundings {
        var surroundings = Surroundings(labels: [question.issue])
        try forEachRow(question.surroundings) { (row: Row) -> Void in surroundings.add(row, of: question.issue) }
        return surroundings
    }
}
