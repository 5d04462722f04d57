import SentryProtocol
import Storage

/// How a statement names the times of an issue. A `+` keeps SQLite from choosing an index by that column.
struct TimeColumns {
    var firstSeen: SQL = "first_seen"
    var lastSeen: SQL = "last_seen"
}

extension SearchTerm {
    /// What a row of `issue` must fulfil. Never NULL, so that NOT turns it around.
    /// What is known of events is listed under `list`.
    func filter(_ columns: TimeColumns, list: SQL, at now: Timestamp) -> SQL {
        let filter = condition.filter(columns, list, at: now)
        return isNegated ? "NOT (\(filter))" : filter
    }
}

extension SearchCondition {
    fileprivate func filter(_ columns: TimeColumns, _ list: SQL, at now: Timestamp) -> SQL {
        switch self {
        case .status(let status): "status = \(status)"
        case .substatus(let substatus): "substatus IS \(substatus)"
        case .assigned: "assignee_kind IS NOT NULL"
        case .forReview:
            """
            (status = \(IssueStatus.unresolved)
            AND coalesce(substatus, 0) IN \(anyOf: [IssueSubstatus.new, .regressed, .escalating]))
            """
        case .workflow(let condition): condition.filter
        case .level(let levels): "level IN \(anyOf: levels)"
        case .priority(let priorities): Self.filter(priorities)
        case .text(let text):
            """
            (text_match(\(TextPattern(within: text).encoded), title, culprit, metadata_value, metadata_title) \
            OR issue.id IN (SELECT id FROM \(list)))
            """
        case .time(.firstSeen, let test): test.filter(columns.firstSeen, at: now)
        case .time(.lastSeen, let test): test.filter(columns.lastSeen, at: now)
        case .timesSeen(.compared(let comparison, let number)): "+times_seen \(comparison.sql) \(number)"
        case .timesSeen(.anyOf(let numbers)): "+times_seen IN \(anyOf: numbers)"
        case .field(let field, let test): Self.filter(field, test)
        case .shortID(let ids):
            "("
                + ids.map { id in
                    """
                    (number = \(id.number) AND project_id IN (SELECT id FROM project WHERE slug = \(id.projectSlug)))
                    """
                }.joined(separator: " OR ") + ")"
        case .issueID(let ids): "issue.id IN \(anyOf: ids)"
        case .event: "FALSE"
        case .firstRelease(.latest): "coalesce(first_release, '') IN (SELECT id FROM \(list))"
        case .firstRelease(.text(let test)): Self.filter("coalesce(first_release, '')", test)
        case .regressedIn(.text(.isEmpty)): "NOT \(Self.regression("json_extract(data, '$.version') <> ''"))"
        case .regressedIn(.text(let test)): Self.regression(Self.filter("json_extract(data, '$.version')", test))
        // The engine has put releases in the place of what is asked of them.
        case .firstRelease(.release), .regressedIn(.latest), .regressedIn(.release): "FALSE"
        case .project(let names):
            """
            project_id IN (SELECT id FROM project WHERE slug IN \(anyOf: names) \
            OR id IN \(anyOf: names.compactMap { Int64($0) }))
            """
        }
    }

    /// Along `activity_by_issue`.
    private static func regression(_ filter: SQL) -> SQL {
        "EXISTS (SELECT 1 FROM activity WHERE issue_id = issue.id AND type = 'set_regression' AND \(filter))"
    }

    private static func filter(_ priorities: [IssuePriority]) -> SQL {
        var rules: [SQL] = []
        for level in Level.allCases {
            for isUnhandled in [false, true]
            where priorities.contains(IssuePriority(level: level, isUnhandled: isUnhandled)) {
                rules.append("(level = \(level) AND is_unhandled = \(isUnhandled))")
            }
        }
        guard !rules.isEmpty else { return "FALSE" }
        return """
            (coalesce(chosen_priority, '') IN \(anyOf: priorities.map(\.rawValue))
            OR (chosen_priority IS NULL AND (\(rules.joined(separator: " OR ")))))
            """
    }

    private static func filter(_ field: IssueField, _ test: TextTest) -> SQL {
        let column: SQL =
            switch field {
            case .title: "title"
            case .culprit: "culprit"
            case .location: "coalesce(location, '')"
            case .platform: "platform"
            case .eventType: "type"
            // Only errors become issues so far.
            case .type, .category: "'error'"
            }
        return filter(column, test)
    }

    private static func filter(_ column: SQL, _ test: TextTest) -> SQL {
        switch test {
        case .anyOf(let texts): "\(column) IN \(anyOf: texts)"
        case .like(let pattern): "text_match(\(pattern.encoded), \(column))"
        case .isEmpty: "\(column) = ''"
        }
    }
}

extension TimeTest {
    fileprivate func filter(_ column: SQL, at now: Timestamp) -> SQL {
        switch self {
        case .compared(let comparison, let moment): "\(column) \(comparison.sql) \(moment)"
        case .within(let period): "(\(column) >= \(period.start) AND \(column) < \(period.end))"
        case .newerThan(let seconds): "\(column) >= \(now.adding(seconds: -seconds))"
        case .olderThan(let seconds): "\(column) <= \(now.adding(seconds: -seconds))"
        }
    }
}

extension Comparison {
    fileprivate var sql: SQL {
        switch self {
        case .less: "<"
        case .lessOrEqual: "<="
        case .greater: ">"
        case .greaterOrEqual: ">="
        case .equal: "="
        case .notEqual: "<>"
        }
    }
}
