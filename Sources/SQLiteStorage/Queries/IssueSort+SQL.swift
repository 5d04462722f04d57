import CSQLite
import SentryProtocol
import Storage

extension IssueQuery {
    /// What ranked lists go by, an integer; the highest first (web-api.md §3.3).
    func rank(at now: Timestamp) -> SQL {
        switch sort {
        case .users: "users_affected"
        case .trends: "(\(trend(at: now)))"
        case .recommended: Self.recommendation(for: events)
        case .priority: "(last_seen / 1000000 + magnitude(times_seen) * 600 / 1000)"
        case .inbox: "coalesce(status_changed_at, first_seen)"
        case .events, .lastSeen, .firstSeen: events
        }
    }

    /// What the key of an issue cannot exceed, as its row tells: it has no more events in the period than it has at all.
    /// Nil where the row tells the key itself, or nothing.
    var rankCeiling: SQL? {
        switch sort {
        case .events: "times_seen"
        case .recommended: Self.recommendation(for: "times_seen")
        case .lastSeen, .firstSeen, .users, .trends, .inbox, .priority: nil
        }
    }

    /// A day for ten times the events, a day for what ends a process, half a day for an error.
    private static func recommendation(for events: SQL) -> SQL {
        """
        (last_seen / 1000000 + magnitude(\(events)) * 864 / 10 + 43200 * is_unhandled
        + CASE level WHEN \(Level.fatal) THEN 86400 WHEN \(Level.error) THEN 43200 ELSE 0 END)
        """
    }

    private var events: SQL { eventsInPeriod(of: "issue.id").map { "(\($0))" } ?? "times_seen" }

    /// Events of the last quarter of the period for each one before; a few more, so that one event is no trend.
    private func trend(at now: Timestamp) -> SQL {
        let period = period ?? Period(start: now.adding(seconds: -14 * 86_400), end: now.adding(seconds: 1))
        let hours = period.hours
        let turn = max(hours.lowerBound, hours.upperBound - max(1, hours.count / 4))
        return """
            SELECT coalesce(sum(iif(hour >= \(turn), events, 0)), 0) * 1000000
                / (coalesce(sum(iif(hour < \(turn), events, 0)), 0) + 5)
            FROM issue_hour WHERE issue_id = issue.id
                AND hour >= \(hours.lowerBound) AND hour < \(hours.upperBound)\(SQL.environmentFilter(environments))
            """
    }
}

/// Teaches a connection `magnitude(n)`: the decimal logarithm of a count, times a thousand; SQLite's own is not always
/// built in.
func registerMagnitude(on connection: Connection) {
    sqlite3_create_function_v2(
        connection.handle, "magnitude", 1, SQLITE_UTF8 | SQLITE_DETERMINISTIC, nil,
        { context, count, values in
            guard let values, count == 1 else { return sqlite3_result_int64(context, 0) }
            sqlite3_result_int64(context, magnitude(of: sqlite3_value_int64(values[0])))
        }, nil, nil, nil)
}

/// Linear between powers of two, which is near enough for an order.
private func magnitude(of count: Int64) -> Int64 {
    guard count > 1 else { return 0 }
    let bits = Int64(63 - count.leadingZeroBitCount)
    let fraction = Double(count) / Double(Int64(1) << bits) - 1
    return Int64((Double(bits) + fraction) * 301.03)
}
