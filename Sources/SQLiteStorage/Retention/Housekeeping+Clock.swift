import SentryProtocol
import Storage

/// What a clock that is wrong may not do: have everything dropped because it leapt ahead, or have days that it wrote
/// then kept for ever.
extension Housekeeping {
    /// Works out the time by which ages are judged: the clock's, but no further ahead of the last round than the policy
    /// lets it come in one. Whoever sees a leap has time to set the clock right; after a long pause it catches up.
    mutating func judgeAges() async throws {
        guard let step = policy.agingSecondsMax else { return }
        let known = try await readers.read { try $0.culprit.setting(Self.agesName) }
            .flatMap { Int64($0) }.map { Timestamp(seconds: $0) }
        isClockBehind = known.map { now < $0 } ?? false
        // Nothing is dropped by reaching the first day of what there is.
        let floor = allDays().map(\.day).min()?.start ?? now
        var reached = max(known ?? now, floor)
        if reached < now { reached = min(now, reached.adding(seconds: step)) }
        agesAt = min(reached, now)
        let behind = now.seconds - agesAt.seconds
        if behind > Self.leapSeconds {
            report.problems.append(
                "the clock is at \(now.day.text), far ahead of the last housekeeping: what is old is dropped in small "
                    + "steps only, as of \(agesAt.day.text) at the moment")
        }
        guard reached != known else { return }
        try await setSetting(Self.agesName, to: String(reached.seconds))
    }

    /// Days after tomorrow were written while the clock was ahead. They would outlive everything else: they are kept as
    /// long as others, from when they were noticed.
    mutating func dropFutureDays() async throws {
        // A clock that has gone back cannot tell what is of the future.
        guard !isClockBehind else { return }
        var noticed = try await noticedDays()
        for (day, kind) in allDays() where day > now.day.advanced(by: 1) {
            let name = Self.futureName + kind.rawValue + "." + day.text
            guard let since = noticed.removeValue(forKey: name) else {
                try await setSetting(name, to: agesAt.day.text)
                report.problems.append(
                    "\(kind.rawValue) of \(day.text) were stored while the clock was ahead: "
                        + "they are kept as long as those of \(agesAt.day.text)")
                continue
            }
            if since < RetentionPolicy.firstDay(keeping: policy.longestDays(of: kind), at: agesAt) {
                try await drop(day, kind, .age)
                try await setSetting(name, to: nil)
            }
        }
        // Gone, or come true.
        for name in noticed.keys { try await setSetting(name, to: nil) }
    }

    /// More than this is no longer a server that was off overnight.
    private static let leapSeconds: Int64 = 2 * 86_400
    private static let agesName = "retention.ages_at"
    private static let futureName = "retention.future."

    private func allDays() -> [(day: Day, kind: DataKind)] {
        (DataKind.records + [.errors]).flatMap { kind in days(of: kind).map { (day: $0, kind: kind) } }
    }

    /// When each day of the future was noticed, by the name of its setting.
    private func noticedDays() async throws -> [String: Day] {
        let rows = try await readers.read { reader in
            try reader.culprit.rows(
                """
                SELECT name, value FROM setting
                WHERE name >= \(Self.futureName) AND name < \(Self.futureName + "~")
                """
            ) { row in (row.text(0), Day(text: row.text(1))) }
        }
        return Dictionary(rows.map { ($0, $1 ?? now.day) }, uniquingKeysWith: { first, _ in first })
    }

    private mutating func setSetting(_ name: String, to value: String?) async throws {
        _ = try await perform { files in
            try files.change { culprit in
                if let value {
                    try culprit.run(
                        """
                        INSERT INTO setting (name, value) VALUES (\(name), \(value))
                        ON CONFLICT DO UPDATE SET value = excluded.value
                        """)
                } else {
                    try culprit.run("DELETE FROM setting WHERE name = \(name)")
                }
            }
        }
    }
}
