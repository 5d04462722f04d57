import SentryProtocol
import Storage

extension SQLiteEngine {
    public func tagSample(of scope: TagScope, environments: [String], period: Period?) async throws -> TagSample {
        try await read { reader in
            var examination = TagSampling(environments: Set(environments), period: period)
            let owners = try reader.rowFilters(of: scope)
            for day in reader.layout.days().reversed() {
                guard let file = try reader.file(of: day) else { continue }
                for owner in owners {
                    try examination.read(file, where: owner, reader.configuration.decodeBody)
                }
            }
            return examination.sample
        }
    }
}

/// Counts the tags of some rows. No index knows environments, so what is bounded are the rows that are looked at: a rare
/// environment must not have all events of a project read.
private struct TagSampling {
    let environments: Set<String>
    let period: Period?
    private var tally = TagTally()
    private var rowsLeft = 50_000
    /// Of older rows, whose tags have to be read from their bodies.
    private var bodiesLeft = TagFold.bodiesMax

    init(environments: Set<String>, period: Period?) { (self.environments, self.period) = (environments, period) }

    /// Reads on, the newest first, along `event_by_issue` or `event_by_project`.
    mutating func read(_ file: Connection, where owner: SQL, _ decode: BodyDecoder) throws {
        guard rowsLeft > 0, tally.rows < TagSample.eventsMax else { return }
        let times: SQL = period.map { " AND occurred_at >= \($0.start) AND occurred_at < \($0.end)" } ?? ""
        try file.forEachRow(
            """
            SELECT \(TagRow.columns) FROM event WHERE \(owner)\(times) ORDER BY occurred_at DESC LIMIT \(rowsLeft)
            """,
            while: { found in
                rowsLeft -= 1
                let row = TagRow(found)
                guard environments.isEmpty || environments.contains(row.environment) else { return true }
                if row.tags == nil {
                    guard bodiesLeft > 0 else { return true }
                    bodiesLeft -= 1
                }
                tally.add(row, try row.tags(in: file, decode))
                return tally.rows < TagSample.eventsMax
            })
    }

    var sample: TagSample {
        var sample = TagSample()
        for counts in tally.byProject.values {
            for (key, values) in counts.keys where !key.isField {
                for (text, value) in values {
                    sample.add(
                        key.name,
                        TagValueSummary(
                            value: text, events: value.events, firstSeen: Timestamp(microseconds: value.firstSeen),
                            lastSeen: Timestamp(microseconds: value.lastSeen)))
                }
            }
        }
        return sample
    }
}

extension Reader {
    /// One for each walk along an index.
    fileprivate func rowFilters(of scope: TagScope) throws -> [SQL] {
        switch scope {
        case .issue(let label): try culprit.labels(ofIssueLabelled: label).map { "issue_id = \($0)" }
        case .projects(let projects): projects.map { "project_id = \($0)" }
        }
    }
}
