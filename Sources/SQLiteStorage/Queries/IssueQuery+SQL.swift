import SentryProtocol
import Storage

/// A place in a list of issues: the sort key, and the id that breaks ties.
struct IssuePlace: Comparable {
    var key: Int64
    var id: Int64

    static func < (left: Self, right: Self) -> Bool { (left.key, left.id) < (right.key, right.id) }
}

/// An issue, and where it stands in a list.
struct PlacedIssue {
    let place: IssuePlace
    let issue: IssueSummary

    /// A row of `IssueSummary.selection(at:eventsInPeriod:hits:)`.
    init(_ row: Row) {
        place = IssuePlace(key: row.integer(IssueSummary.columnCount), id: row.integer(0))
        issue = IssueSummary(row)
    }

    /// Where such a row says how many issues match, when it was asked to.
    static let hitsColumn = IssueSummary.columnCount + 1
}

extension IssueQuery {
    /// Issues of a page are looked for in so many projects and statuses with one statement.
    static let lanesMax = 60

    /// Statements that each answer, in order, the next `limit` issues after `place` as (id, key).
    ///
    /// Their answers, merged, are the page; there is one unless there are very many projects.
    func rows(after place: IssuePlace?, backwards: Bool, limit: Int, at now: Timestamp) -> [SQL] {
        places(after: place, backwards: backwards, limit: limit, at: now).map { lists(at: now) + $0 }
    }

    /// The same issues in full, in any order, as `PlacedIssue` reads them.
    ///
    /// Without `countsEvents` whoever asks counts those of the period. Each row says how many issues match, up to
    /// `hitsMax`, if that is asked for: see `tellsHits`.
    func summaries(
        after place: IssuePlace?, backwards: Bool, limit: Int, countsEvents: Bool = true, hitsMax: Int? = nil,
        at now: Timestamp
    ) -> [SQL] {
        places(after: place, backwards: backwards, limit: limit, at: now).map { places in
            lists(at: now)
                + IssueSummary.selection(
                    at: places, eventsInPeriod: countsEvents ? eventsAtPlace : nil,
                    hits: hitsMax.map { matches(upTo: $0, at: now) })
        }
    }

    /// The same of places that are known.
    func summaries(at places: [IssuePlace], countsEvents: Bool = true) -> SQL {
        let rows = places.map { place -> SQL in "(\(place.id), \(place.key))" }
        return IssueSummary.selection(
            at: "SELECT column1 AS id, column2 AS key FROM (VALUES \(rows.joined(separator: ", ")))",
            eventsInPeriod: countsEvents ? eventsAtPlace : nil)
    }

    /// Whether the statement of a page may just as well tell how many issues match: what it lists of events, which takes
    /// most of the time of a search, is then listed once for both.
    func tellsHits(at now: Timestamp) -> Bool {
        rankCeiling == nil && projects.count * statuses.count <= Self.lanesMax && !lists(at: now).text.isEmpty
    }

    /// How many issues match, counting no further than `limit`.
    func count(upTo limit: Int, at now: Timestamp) -> SQL? {
        guard !projects.isEmpty, !statuses.isEmpty else { return nil }
        return lists(at: now) + matches(upTo: limit, at: now)
    }

    private func matches(upTo limit: Int, at now: Timestamp) -> SQL {
        """
        SELECT count(*) FROM (
            SELECT 1 FROM issue
            WHERE project_id IN \(anyOf: projects) AND status IN \(anyOf: statuses)\(filters(at: now))
            LIMIT \(limit)
        )
        """
    }

    /// `rows` without what they list of events.
    private func places(after place: IssuePlace?, backwards: Bool, limit: Int, at now: Timestamp) -> [SQL] {
        guard !projects.isEmpty, !statuses.isEmpty else { return [] }
        switch sort {
        case .lastSeen, .firstSeen:
            let lanes = projects.flatMap { project in statuses.map { (project, $0) } }
            return stride(from: 0, to: lanes.count, by: Self.lanesMax).map { start in
                walk(Array(lanes[start..<min(start + Self.lanesMax, lanes.count)]), place, backwards, limit, now)
            }
        case .events, .users, .trends, .recommended, .inbox, .priority:
            return [ranking(place, backwards, limit, now)]
        }
    }

    /// What `eventsInPeriod` counts of the issue at a place; a list that goes by it has counted already.
    private var eventsAtPlace: SQL? { sort == .events ? "place.key" : eventsInPeriod(of: "issue.id") }

    /// How many events of one issue lie in the period and the environments; nil when that is all of them.
    func eventsInPeriod(of issue: SQL) -> SQL? {
        guard period != nil || !environments.isEmpty else { return nil }
        return """
            SELECT coalesce(sum(events), 0) FROM issue_hour
            WHERE issue_id = \(issue)\(hourFilter)\(environmentFilter)
            """
    }

    /// Walks along `issue_by_last_seen` or `issue_by_first_seen` in each project and status, and merges; no sort.
    private func walk(
        _ lanes: [(ProjectID, IssueStatus)], _ place: IssuePlace?, _ backwards: Bool, _ limit: Int, _ now: Timestamp
    ) -> SQL {
        let key: SQL = sort == .firstSeen ? "first_seen" : "last_seen"
        // The other column must not lure SQLite to the other index, from which it would have to sort.
        let columns = sort == .firstSeen ? TimeColumns(lastSeen: "+last_seen") : TimeColumns(firstSeen: "+first_seen")
        let filters = filters(columns, at: now)
        let selects = lanes.map { project, status -> SQL in
            """
            SELECT id, \(key) AS key FROM issue
            WHERE project_id = \(project) AND status = \(status)\(Self.range(key, place, backwards))\(filters)
            """
        }
        return selects.joined(separator: "\nUNION ALL\n") + Self.order(backwards, limit)
    }

    /// Counts first, then sorts. The inner limit keeps SQLite from counting anew wherever the key is named.
    private func ranking(_ place: IssuePlace?, _ backwards: Bool, _ limit: Int, _ now: Timestamp) -> SQL {
        let key = rank(at: now)
        return """
            SELECT id, key FROM (
                SELECT id, \(key) AS key FROM issue
                WHERE project_id IN \(anyOf: projects) AND status IN \(anyOf: statuses)\(filters(at: now))
                LIMIT -1
            ) WHERE TRUE\(Self.range("key", place, backwards))\(Self.order(backwards, limit))
            """
    }

    /// Statements that answer (id, key, ceiling) of all issues that match, the highest ceiling first, for a `RankedWalk`;
    /// nil for an order without ceilings.
    ///
    /// The key of a row is computed when the row is read, so that whoever stops early has the events of few issues added up.
    func candidates(at now: Timestamp) -> [SQL]? {
        guard let ceiling = rankCeiling else { return nil }
        guard !projects.isEmpty, !statuses.isEmpty else { return [] }
        return sort == .events ? candidatesByTimesSeen(now) : [candidates(by: ceiling, now)]
    }

    /// Walks along `issue_by_times_seen` in each project, and merges; no sort.
    private func candidatesByTimesSeen(_ now: Timestamp) -> [SQL] {
        // The signs keep SQLite from other indexes, from which it would have to sort.
        let filters = filters(TimeColumns(firstSeen: "+first_seen", lastSeen: "+last_seen"), at: now)
        let key = rank(at: now)
        return stride(from: 0, to: projects.count, by: Self.lanesMax).map { start -> SQL in
            let selects = projects[start...].prefix(Self.lanesMax).map { project -> SQL in
                """
                SELECT id, \(key) AS key, times_seen AS ceiling FROM issue
                WHERE project_id = \(project) AND +status IN \(anyOf: statuses)\(filters)
                """
            }
            return lists(at: now) + selects.joined(separator: "\nUNION ALL\n") + "\nORDER BY ceiling DESC"
        }
    }

    /// Sorts by the ceilings, and only then looks at hours: the rows come in the order of the inner statement, whose limit
    /// keeps SQLite from making one statement of both.
    private func candidates(by ceiling: SQL, _ now: Timestamp) -> SQL {
        lists(at: now) + """
            SELECT id, \(rank(at: now)) AS key, ceiling FROM (
                SELECT id, first_seen, last_seen, times_seen, level, is_unhandled, \(ceiling) AS ceiling FROM issue
                WHERE project_id IN \(anyOf: projects) AND status IN \(anyOf: statuses)\(rowFilters(at: now))
                ORDER BY ceiling DESC LIMIT -1
            ) AS issue WHERE TRUE\(hourFilters())
            """
    }

    private static func range(_ key: SQL, _ place: IssuePlace?, _ backwards: Bool) -> SQL {
        guard let place else { return "" }
        return backwards
            ? " AND (\(key), id) > (\(place.key), \(place.id))" : " AND (\(key), id) < (\(place.key), \(place.id))"
    }

    private static func order(_ backwards: Bool, _ limit: Int) -> SQL {
        backwards ? "\nORDER BY key ASC, id ASC LIMIT \(limit)" : "\nORDER BY key DESC, id DESC LIMIT \(limit)"
    }

    /// The statuses that the search leaves.
    private var statuses: [IssueStatus] {
        IssueStatus.allCases.filter { status in
            search.terms.allSatisfy { term in
                switch term.condition {
                case .status(let wanted): (status == wanted) != term.isNegated
                case .forReview: term.isNegated || status == .unresolved
                // A substatus belongs to one status.
                case .substatus(let wanted): term.isNegated || status == wanted.status
                default: true
                }
            }
        }
    }

    /// Issues whose events match, listed once however many lanes there are.
    private func lists(at now: Timestamp) -> SQL {
        var lists: [SQL] = []
        for (index, term) in search.terms.enumerated() {
            var list = matching(term, at: now)?.filter(as: "").list
            if case .text(let text) = term.condition { list = EventMatching.list(within: TextPattern(within: text)) }
            if case .firstRelease(.latest) = term.condition {
                list = "SELECT value AS id FROM (\(EventMatching.latestReleases(of: projects)))"
            }
            if let list { lists.append("\(Self.listName(index)) (id) AS MATERIALIZED (\(list))") }
        }
        return lists.isEmpty ? "" : "WITH " + lists.joined(separator: ",\n") + "\n"
    }

    private static func listName(_ index: Int) -> SQL { SQL(stringLiteral: "matching_\(index)") }

    private func matching(_ term: SearchTerm, at now: Timestamp) -> EventMatching? {
        guard case .event(let condition) = term.condition else { return nil }
        return EventMatching(
            condition: condition, isNegated: term.isNegated, projects: projects, period: period, now: now)
    }

    /// Everything but project and status, each with AND in front.
    private func filters(_ columns: TimeColumns = TimeColumns(), at now: Timestamp) -> SQL {
        rowFilters(columns, at: now) + hourFilters(columns)
    }

    /// What the search says, and that something was seen since the period's start.
    private func rowFilters(_ columns: TimeColumns = TimeColumns(), at now: Timestamp) -> SQL {
        var filters: SQL = ""
        for (index, term) in search.terms.enumerated() {
            if case .status = term.condition { continue }
            let filter = matching(term, at: now)?.filter(as: Self.listName(index)).filter
            filters += " AND \(filter ?? term.filter(columns, list: Self.listName(index), at: now))"
        }
        if let period { filters += " AND \(columns.lastSeen) >= \(period.start)" }
        return filters
    }

    /// Whether there were events in the period and the environments, of issues that `rowFilters` leaves.
    private func hourFilters(_ columns: TimeColumns = TimeColumns()) -> SQL {
        guard let period else { return environments.isEmpty ? "" : " AND \(isInEnvironment)" }
        let began: SQL = "\(columns.firstSeen) < \(period.end)"
        let hours: SQL = "EXISTS (SELECT 1 FROM issue_hour WHERE issue_id = issue.id\(hourFilter)\(environmentFilter))"
        var filters: SQL = ""
        // What was last seen before the end was first seen before it: the index alone tells.
        if sort == .firstSeen { filters += " AND \(began)" }
        var isLastMeant: SQL = "last_seen < \(period.end)"
        if !environments.isEmpty {
            filters += " AND \(isInEnvironment)"
            // And the last event of an issue that knows no other environment was in one of these.
            isLastMeant += " AND NOT \(isInOtherEnvironment)"
        }
        return filters + " AND ((\(isLastMeant)) OR (\(began) AND \(hours)))"
    }

    /// Whether the issue ever had events in the environments; a look at few rows, where hours are many.
    private var isInEnvironment: SQL {
        "EXISTS (SELECT 1 FROM issue_environment WHERE issue_id = issue.id\(environmentFilter))"
    }

    private var isInOtherEnvironment: SQL {
        """
        EXISTS (SELECT 1 FROM issue_environment
            WHERE issue_id = issue.id AND environment_id NOT IN (\(SQL.environmentIDs(environments))))
        """
    }

    private var hourFilter: SQL {
        guard let hours = period?.hours else { return "" }
        return " AND hour >= \(hours.lowerBound) AND hour < \(hours.upperBound)"
    }

    private var environmentFilter: SQL { SQL.environmentFilter(environments) }
}

extension SQL {
    /// Restricts a table with an `environment_id`; nothing when every environment will do.
    static func environmentFilter(_ names: [String]) -> SQL {
        names.isEmpty ? "" : " AND environment_id IN (\(environmentIDs(names)))"
    }

    fileprivate static func environmentIDs(_ names: [String]) -> SQL {
        "SELECT id FROM environment WHERE name IN \(anyOf: names)"
    }
}

extension Period {
    /// The hours it touches.
    var hours: Range<Int> {
        guard start < end else { return start.hour..<start.hour }
        return start.hour..<Timestamp(microseconds: end.microseconds - 1).hour + 1
    }
}

extension IssueSummary {
    /// Issues as `init(_:)` reads them.
    static func selection(where condition: SQL, eventsInPeriod: SQL?) -> SQL {
        """
        SELECT \(columns(eventsInPeriod)) FROM issue \(joins)
        WHERE \(condition)
        """
    }

    /// The issues that `places` lists as (id, key), each followed by its key, and by the number that `hits` answers.
    static func selection(at places: SQL, eventsInPeriod: SQL?, hits: SQL? = nil) -> SQL {
        let hits: SQL = hits.map { ", (\($0))" } ?? ""
        return """
            SELECT \(columns(eventsInPeriod)), place.key\(hits)
            FROM (\(places)) AS place CROSS JOIN issue ON issue.id = place.id \(joins)
            """
    }

    private static func columns(_ eventsInPeriod: SQL?) -> SQL {
        let events: SQL = eventsInPeriod.map { "(\($0))" } ?? "times_seen"
        return """
            issue.id, number, project_id, title, culprit, location, level, issue.platform, type,
            metadata_type, metadata_value, metadata_filename, metadata_function, metadata_title, logger, status,
            substatus, status_changed_at, first_seen, last_seen, times_seen, users_affected, is_unhandled,
            first_release, last_release, coalesce(project.slug, project_id), \(events),
            \(IssueWorkflow.columns)
            """
    }

    /// Columns that `init(_:)` reads.
    static let columnCount = 27 + IssueWorkflow.columnCount

    private static let joins: SQL = """
        LEFT JOIN project ON project.id = issue.project_id
        LEFT JOIN issue_return ON issue_return.issue_id = issue.id
        """

    /// The issue that a label leads to.
    static func selection(leadTo label: IssueID) -> SQL {
        let lead: SQL = "SELECT target_id FROM retired_issue WHERE retired_issue.id = \(label)"
        return selection(
            where: "issue.id = coalesce((\(lead)), \(label)) AND +status <> \(IssueRemoval.status)",
            eventsInPeriod: nil)
    }

    init(_ row: Row) {
        var metadata = EventMetadata()
        metadata.type = row.optionalText(9)
        metadata.value = row.optionalText(10)
        metadata.filename = row.optionalText(11)
        metadata.function = row.optionalText(12)
        metadata.title = row.optionalText(13)
        self.init(
            id: IssueID(rawValue: row.integer(0)),
            shortID: ShortID(projectSlug: row.text(25), number: row.integer(1)),
            projectID: ProjectID(rawValue: row.integer(2)), title: row.text(3), culprit: row.text(4),
            location: row.optionalText(5), level: Level(rawValue: row.int(6)) ?? .error, platform: row.text(7),
            type: EventType(rawValue: row.text(8)) ?? .default, metadata: metadata, logger: row.optionalText(14),
            status: IssueStatus(rawValue: row.int(15)) ?? .unresolved,
            substatus: row.isNull(16) ? nil : IssueSubstatus(rawValue: row.int(16)),
            statusChangedAt: row.optionalTime(17), firstSeen: row.time(18), lastSeen: row.time(19),
            timesSeen: row.int(20), usersAffected: row.int(21), isUnhandled: row.bool(22),
            firstRelease: row.optionalText(23), lastRelease: row.optionalText(24), timesSeenInPeriod: row.int(26))
        workflow = IssueWorkflow(row, from: 27)
    }
}
