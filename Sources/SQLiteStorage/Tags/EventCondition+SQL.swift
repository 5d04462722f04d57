import SentryProtocol
import Storage

/// Conditions about events as statements that list issues. `search.db` knows labels; where they lead, `retired_issue` says.
struct EventMatching {
    let condition: EventCondition
    let isNegated: Bool
    let projects: [ProjectID]
    /// When such an event may have been.
    let period: Period?
    let now: Timestamp

    /// What a row of `issue` must fulfil, and the issues that are listed for it under `name`, if any.
    func filter(as name: SQL) -> (filter: SQL, list: SQL?) {
        switch condition {
        case .tag(let key, .text(.isEmpty)):
            // Some event is without it; or, the other way round, some event has it.
            return isNegated
                ? ("issue.id IN (SELECT id FROM \(name))", having(key))
                : ("issue.id NOT IN (SELECT id FROM \(name))", everyHas(key))
        case .tag(TagKey("user"), .text(.anyOf(let users))) where !isNegated && period == nil:
            // The list of an issue's users has no bound.
            let hashes = users.compactMap { StableHash.user($0) }
            return (
                "EXISTS (SELECT 1 FROM issue_user WHERE issue_id = issue.id AND user_hash IN \(anyOf: hashes))", nil
            )
        case .tag(let key, let test):
            return isNegated
                ? ("issue.id NOT IN (SELECT id FROM \(name))", everyMatches(key, test))
                : ("issue.id IN (SELECT id FROM \(name))", matching(key, test))
        case .words(let words, let test):
            let list = Self.list(of: [words.column], test)
            return (
                isNegated ? "issue.id NOT IN (SELECT id FROM \(name))" : "issue.id IN (SELECT id FROM \(name))", list
            )
        case .time(let test):
            let exists: SQL = "EXISTS (SELECT 1 FROM issue_hour WHERE issue_id = issue.id AND \(test.hours(at: now)))"
            return (isNegated ? "NOT \(exists)" : exists, nil)
        case .id, .detail:
            // The engine has put issues in its place.
            return ("FALSE", nil)
        }
    }

    /// Issues with these words somewhere in what their events say.
    static func list(within pattern: TextPattern) -> SQL {
        list(of: IssueTexts.columns.map { SQL(stringLiteral: $0) }, .like(pattern))
    }

    // MARK: Tags

    private static let lead = destination(of: "owner")

    /// The issue that a label leads to.
    private static func destination(of label: SQL) -> SQL {
        "coalesce((SELECT target_id FROM retired_issue WHERE retired_issue.id = \(label)), \(label))"
    }

    private func key(_ key: TagKey) -> SQL {
        "(SELECT id FROM tag_key WHERE name = \(key.name) AND is_field = \(key.isField))"
    }

    /// Walks from the values to whoever has them: `tag_count_by_value`.
    private func matching(_ key: TagKey, _ test: TagTest) -> SQL {
        let window: SQL =
            period.map { " AND tag_count.last_seen >= \($0.start) AND tag_count.first_seen < \($0.end)" } ?? ""
        return """
            SELECT \(Self.lead) AS id FROM tag_value
            CROSS JOIN tag_count ON tag_count.value_id = tag_value.id
            WHERE tag_value.key_id = \(self.key(key)) AND \(value(test, of: key)) AND owner > 0\(window)
            """
    }

    /// Issues of which every event has such a value.
    private func everyMatches(_ key: TagKey, _ test: TagTest) -> SQL {
        """
        SELECT id FROM (
            SELECT \(Self.lead) AS id, sum(events) AS events FROM tag_value
            CROSS JOIN tag_count ON tag_count.value_id = tag_value.id
            WHERE tag_value.key_id = \(self.key(key)) AND \(value(test, of: key)) AND owner > 0 GROUP BY 1
        ) AS matching WHERE events >= \(Self.allEvents)
        """
    }

    private func having(_ key: TagKey) -> SQL {
        "SELECT \(Self.lead) AS id FROM tag_total WHERE key_id = \(self.key(key)) AND owner > 0"
    }

    private func everyHas(_ key: TagKey) -> SQL {
        """
        SELECT id FROM (
            SELECT \(Self.lead) AS id, sum(events) AS events FROM tag_total
            WHERE key_id = \(self.key(key)) AND owner > 0 GROUP BY 1
        ) AS matching WHERE events >= \(Self.allEvents)
        """
    }

    /// All events of `matching.id`: by its own label, and by those that lead to it. Each is looked up by the key of
    /// `tag_total`; asked for with OR, every count of every issue would be gone through for each.
    private static let allEvents: SQL = """
        coalesce((SELECT events FROM tag_total WHERE owner = matching.id AND key_id = 0), 0) + coalesce((
            SELECT sum(tag_total.events) FROM retired_issue
            CROSS JOIN tag_total ON tag_total.owner = retired_issue.id AND tag_total.key_id = 0
            WHERE retired_issue.target_id = matching.id
        ), 0)
        """

    private func value(_ test: TagTest, of key: TagKey) -> SQL {
        switch test {
        case .text(.anyOf(let texts)): "tag_value.value IN \(anyOf: texts)"
        case .text(.like(let pattern)): "text_match(\(pattern.encoded), tag_value.value)"
        // The engine has put releases in the place of what is asked of them.
        case .text(.isEmpty), .release: "FALSE"
        case .latest: "tag_value.value IN (\(Self.latestReleases(of: projects)))"
        }
    }

    /// The release of each project that was seen for the first time last.
    static func latestReleases(of projects: [ProjectID]) -> SQL {
        let selects = projects.prefix(IssueQuery.lanesMax).map { project -> SQL in
            """
            SELECT * FROM (
                SELECT tag_value.value FROM tag_count JOIN tag_value ON tag_value.id = value_id
                WHERE owner = \(TagOwner.project(project))
                    AND tag_count.key_id = (SELECT id FROM tag_key WHERE name = 'release' AND is_field = 0)
                ORDER BY first_seen DESC, value_id DESC LIMIT 1
            )
            """
        }
        return selects.isEmpty ? "SELECT NULL WHERE FALSE" : selects.joined(separator: " UNION ALL ")
    }

    // MARK: Words

    /// Issues that labels lead to. A label has several rows, but a line is in one of them: what is asked of lines is asked
    /// of each row.
    private static func list(of columns: [SQL], _ test: TextTest) -> SQL {
        let patterns: [TextPattern]
        switch test {
        case .isEmpty: return listWithout(columns)
        case .like(let pattern): patterns = [pattern]
        case .anyOf(let texts): patterns = texts.map { TextPattern(literal: $0) }
        }
        let label = destination(of: "matching_label.id")
        let selects = patterns.map { pattern -> SQL in
            // Each label once, before it is looked up where it leads: for each row of it that takes nearly twice as long.
            "SELECT \(label) AS id FROM (SELECT DISTINCT \(labels(of: columns, pattern))) AS matching_label"
        }
        return selects.isEmpty ? "SELECT NULL AS id WHERE FALSE" : selects.joined(separator: "\nUNION ALL\n")
    }

    /// Asks the index for the longest pieces, and then the texts themselves.
    private static func labels(of columns: [SQL], _ pattern: TextPattern) -> SQL {
        let qualified = columns.map { "issue_text.\($0)" as SQL }.joined(separator: ", ")
        let holds: SQL = "line_match(\(pattern.encoded), \(qualified))"
        guard let phrases = pattern.trigramPhrases else {
            return "issue_text.id >> 4 AS id FROM issue_text WHERE \(holds)"
        }
        let names = columns.joined(separator: ", ")
        let match = "{\(names.text.replacingCommas)} : (\(phrases))"
        if pattern.isWholeTrigramPhrase {
            return "text_index.rowid >> 4 AS id FROM text_index WHERE text_index MATCH \(match)"
        }
        return """
            issue_text.id >> 4 AS id FROM text_index CROSS JOIN issue_text ON issue_text.id = text_index.rowid
            WHERE text_index MATCH \(match) AND \(holds)
            """
    }

    /// A label without any text has a row all the same: the first.
    private static func listWithout(_ columns: [SQL]) -> SQL {
        let isEmpty = columns.map { "issue_text.\($0) = ''" as SQL }.joined(separator: " AND ")
        let hasText = columns.map { "later.\($0) <> ''" as SQL }.joined(separator: " OR ")
        return """
            SELECT \(destination(of: "(issue_text.id >> 4)")) AS id FROM issue_text
            WHERE (issue_text.id & 15) = 0 AND \(isEmpty) AND NOT EXISTS (
                SELECT 1 FROM issue_text AS later
                WHERE later.id > issue_text.id AND later.id <= issue_text.id + 15 AND (\(hasText))
            )
            """
    }
}

extension EventWords {
    fileprivate var column: SQL { SQL(stringLiteral: rawValue) }
}

extension TextPattern {
    /// Exactly this text.
    fileprivate init(literal text: String) {
        self.init("")
        pieces = [text]
    }

    /// One piece, anywhere in a line: the index alone tells. It knows no lines, but neither has the piece an end of one;
    /// and it takes ASCII letters for the same in either case, as `line_match` does.
    fileprivate var isWholeTrigramPhrase: Bool {
        guard pieces.count == 3, pieces[0].isEmpty, pieces[2].isEmpty else { return false }
        return pieces[1].utf8.count >= 3 && pieces[1].utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f }
    }

    /// Pieces that an index of trigrams can find, as FTS5 wants them; nil when all are too short.
    fileprivate var trigramPhrases: String? {
        let phrases = pieces.filter { $0.unicodeScalars.count >= 3 }.map { piece in
            "\"" + piece.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
        }
        return phrases.isEmpty ? nil : phrases.joined(separator: " AND ")
    }
}

extension String {
    /// Names as FTS5 lists columns.
    fileprivate var replacingCommas: String { split(separator: ",").joined(separator: " ") }
}

extension TimeTest {
    /// What an hour of `issue_hour` must fulfil.
    fileprivate func hours(at now: Timestamp) -> SQL {
        switch self {
        case .compared(let comparison, let moment):
            switch comparison {
            case .less, .lessOrEqual: "hour <= \(moment.hour)"
            case .greater, .greaterOrEqual: "hour >= \(moment.hour)"
            case .equal: "hour = \(moment.hour)"
            case .notEqual: "hour <> \(moment.hour)"
            }
        case .within(let period): "hour >= \(period.start.hour) AND hour <= \(period.end.hour)"
        case .newerThan(let seconds): "hour >= \(now.adding(seconds: -seconds).hour)"
        case .olderThan(let seconds): "hour <= \(now.adding(seconds: -seconds).hour)"
        }
    }
}
