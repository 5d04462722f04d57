import SentryProtocol
import Storage

extension SQLiteEngine: OutcomeStore, OutcomeReader {
    public func recordOutcomes(_ samples: [OutcomeSample]) async throws {
        guard !samples.isEmpty else { return }
        try await writer.perform { files in
            try files.change { database in
                for sample in samples where sample.quantity > 0 { try database.add(sample) }
            }
        }
    }

    public func outcomes(of project: ProjectID?, over period: Period, bars: Int) async throws -> [OutcomeSeries] {
        try await readers.read { reader in
            let count = min(max(bars, 1), 10_000)
            var series: [OutcomeKey: [Int]] = [:]
            try reader.culprit.forEachRow(
                """
                SELECT category, outcome, reason, minute, sum(quantity) FROM outcome_minute
                WHERE project_id = \(OutcomeKey.project(project)) AND minute >= \(period.minutes.lowerBound)
                    AND minute < \(period.minutes.upperBound)
                GROUP BY category, outcome, reason, minute
                """
            ) { row in
                // What is summed by hours belongs to the bar in which the hour begins, the first one to the first bar.
                let start = max(Timestamp(seconds: row.integer(3) * 60), period.start)
                guard let bar = period.bar(of: start, count: count) else { return }
                let key = OutcomeKey(category: row.text(0), outcome: row.text(1), reason: row.text(2))
                series[key, default: Array(repeating: 0, count: count)][bar] += row.int(4)
            }
            return series.map { key, quantities in
                OutcomeSeries(
                    category: DataCategory(rawValue: key.category) ?? .unknown, outcome: key.outcome,
                    reason: key.reason, quantities: quantities)
            }.sorted { ($0.total, $1.outcome, $1.reason) > ($1.total, $0.outcome, $0.reason) }
        }
    }

    public func outcomeTotals(of project: ProjectID?, over period: Period) async throws -> [OutcomeSample] {
        try await readers.read { reader in
            try reader.culprit.rows(
                """
                SELECT public_key, category, outcome, reason, sdk, sum(quantity) AS total FROM outcome_minute
                WHERE project_id = \(OutcomeKey.project(project)) AND minute >= \(period.minutes.lowerBound)
                    AND minute < \(period.minutes.upperBound)
                GROUP BY public_key, category, outcome, reason, sdk ORDER BY total DESC
                """
            ) { row in
                OutcomeSample(
                    minute: period.minutes.lowerBound, projectID: project, publicKey: row.name(0),
                    category: DataCategory(rawValue: row.text(1)) ?? .unknown, outcome: row.text(2),
                    reason: row.text(3), sdk: row.text(4), quantity: row.int(5))
            }
        }
    }
}

/// What a series is about.
private struct OutcomeKey: Hashable {
    let category: String
    let outcome: String
    let reason: String

    /// Zero stands for items whose project nobody knows.
    static func project(_ project: ProjectID?) -> Int64 { project?.rawValue ?? 0 }
}

extension Period {
    /// Minutes since 1970 that begin in it, and the one in which it begins.
    fileprivate var minutes: Range<Int> {
        let first = Int(clamping: start.seconds / 60)
        return first..<max(first, Int(clamping: (end.seconds + 59) / 60))
    }
}

extension Connection {
    fileprivate func add(_ sample: OutcomeSample) throws {
        // A full counter stays full: SQLite would turn it into a number with a fraction.
        try run(
            """
            INSERT INTO outcome_minute
                (project_id, minute, public_key, category, outcome, reason, sdk, quantity)
            VALUES (\(OutcomeKey.project(sample.projectID)), \(sample.minute), \(sample.publicKey ?? ""),
                \(sample.category.rawValue), \(sample.outcome), \(sample.reason), \(sample.sdk),
                \(min(sample.quantity, Outcomes.quantityMax)))
            ON CONFLICT DO UPDATE SET quantity = min(quantity + excluded.quantity, \(Outcomes.quantityMax))
            """)
        guard sample.outcome != "accepted" else { return }
        try run(
            """
            INSERT INTO dropped_hour (project_id, hour, category, outcome, reason, quantity)
            VALUES (\(OutcomeKey.project(sample.projectID)), \(sample.minute / 60), \(sample.category.rawValue),
                \(sample.outcome), \(sample.reason), \(min(sample.quantity, Outcomes.quantityMax)))
            ON CONFLICT DO UPDATE SET quantity = min(quantity + excluded.quantity, \(Outcomes.quantityMax))
            """)
    }
}

/// Bounds of what is counted, and how the old is made smaller.
enum Outcomes {
    static let quantityMax = 1 << 52
    /// Older minutes are summed up by hours.
    static let minutesKept = 48 * 60

    /// An hour of one project.
    struct Hour: Sendable {
        let project: Int64
        /// Its first minute.
        let minute: Int64
    }

    /// The first that is still kept by minutes and should not be; `now` in minutes since 1970. Reads a good deal.
    static func oldestHour(_ database: Connection, now: Int) throws -> Hour? {
        let limit = (now - minutesKept) / 60 * 60
        return try database.first(
            """
            SELECT project_id, minute FROM outcome_minute
            WHERE minute < \(limit) AND minute % 60 <> 0 ORDER BY project_id, minute LIMIT 1
            """
        ) { Hour(project: $0.integer(0), minute: $0.integer(1) / 60 * 60) }
    }

    /// Sums up an hour's minutes.
    static func rollUp(_ hour: Hour, in database: Connection) throws {
        let isInside: SQL = """
            project_id = \(hour.project) AND minute > \(hour.minute) AND minute < \(hour.minute + 60)
            """
        try database.run(
            """
            INSERT INTO outcome_minute
                (project_id, minute, public_key, category, outcome, reason, sdk, quantity)
            SELECT project_id, \(hour.minute), public_key, category, outcome, reason, sdk, sum(quantity)
            FROM outcome_minute WHERE \(isInside) GROUP BY public_key, category, outcome, reason, sdk
            ON CONFLICT DO UPDATE SET quantity = min(quantity + excluded.quantity, \(quantityMax))
            """)
        try database.run("DELETE FROM outcome_minute WHERE \(isInside)")
    }

    /// Forgets what is older than `days` for one project; at most `limit` rows.
    static func forget(_ database: Connection, of project: Int64, before minute: Int, limit: Int) throws -> Int {
        try database.run("DELETE FROM dropped_hour WHERE project_id = \(project) AND hour < \(minute / 60)")
        // One hour at a time: the primary key begins with project and minute.
        guard
            let last = try database.integer(
                """
                SELECT minute FROM outcome_minute WHERE project_id = \(project) AND minute < \(minute)
                ORDER BY minute LIMIT 1 OFFSET \(limit)
                """)
        else {
            return try database.run(
                "DELETE FROM outcome_minute WHERE project_id = \(project) AND minute < \(minute)")
        }
        return try database.run("DELETE FROM outcome_minute WHERE project_id = \(project) AND minute <= \(last)")
    }
}
