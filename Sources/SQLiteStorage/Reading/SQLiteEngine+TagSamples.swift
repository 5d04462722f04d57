import SentryProtocol
import Storage

extension SQLiteEngine {
    public func tagSample(of scope: TagScope, environments: [String], period: Period?) async throws -> TagSample {
        try await read { reader in
            let owners = try reader.rowFilters(of: scope)
            var sampling = TagSampling(owners: owners.count, environments: Set(environments), period: period)
            for day in reader.layout.days().reversed() {
                guard let file = try reader.file(of: day) else { continue }
                for (number, owner) in owners.enumerated() {
                    try sampling.read(file, where: owner, number, reader.configuration.decodeBody)
                }
            }
            return sampling.sample
        }
    }
}

/// Counts the tags of some rows. No index knows environments, so what is bounded are the rows that are looked at: a rare
/// environment must not have all events of a project read. Each owner has a share of them, so that a busy one does not
/// keep the others from being looked at.
private struct TagSampling {
    let environments: Set<String>
    let period: Period?
    private var tally = TagTally()
    private var shares: [Share]
    /// Of older rows, whose tags have to be read from their bodies.
    private var bodiesLeft = TagFold.bodiesMax

    /// What may still be read of one owner.
    private struct Share {
        var rows: Int
        var events: Int
    }

    private static let rowsMax = 50_000

    init(owners: Int, environments: Set<String>, period: Period?) {
        (self.environments, self.period) = (environments, period)
        let parts = max(owners, 1)
        let share = Share(rows: max(Self.rowsMax / parts, 1), events: max(TagSample.eventsMax / parts, 1))
        shares = Array(repeating: share, count: owners)
    }

    /// Reads on, the newest first, along `event_by_issue` or `event_by_project`.
    mutating func read(_ file: Connection, where owner: SQL, _ number: Int, _ decode: BodyDecoder) throws {
        guard shares[number].rows > 0, shares[number].events > 0 else { return }
        let times: SQL = period.map { " AND occurred_at >= \($0.start) AND occurred_at < \($0.end)" } ?? ""
        try file.forEachRow(
            """
            SELECT \(TagRow.columns) FROM event WHERE \(owner)\(times)
            ORDER BY occurred_at DESC LIMIT \(shares[number].rows)
            """,
            while: { found in
                shares[number].rows -= 1
                let row = TagRow(found)
                guard environments.isEmpty || environments.contains(row.environment) else { return true }
                if row.tags == nil {
                    guard bodiesLeft > 0 else { return true }
                    bodiesLeft -= 1
                }
                tally.add(row, try row.tags(in: file, decode))
                shares[number].events -= 1
                return shares[number].events > 0
            })
    }

    var sample: TagSample {
        var sample = TagSample()
        for (key, values) in tally.all.keys where !key.isField {
            // The most frequent first: there may be more than are kept.
            for (text, value) in values.sorted(by: { ($1.value.events, $0.key) < ($0.value.events, $1.key) }) {
                sample.add(
                    key.name,
                    TagValueSummary(
                        value: text, events: value.events, firstSeen: Timestamp(microseconds: value.firstSeen),
                        lastSeen: Timestamp(microseconds: value.lastSeen)))
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
