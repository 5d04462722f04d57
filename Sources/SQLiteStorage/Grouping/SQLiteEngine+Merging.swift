import SentryProtocol
import Storage

extension SQLiteEngine {
    public func merge(
        _ issues: [IssueID], into target: IssueID?, by actor: Actor, at now: Timestamp
    ) async throws -> Merge {
        try await gate.pass {
            try await settle(.busy)
            return try await writer.perform { files in
                let (_, ingestion) = try files.moving()
                let merge = try files.change { culprit in
                    let merge = IssueMerge(culprit: culprit, now: now)
                    let found = try merge.existing(issues + (target.map { [$0] } ?? []))
                    let wanted = try target.map { try culprit.issue(labelled: $0) } ?? merge.largest(of: found)
                    guard found.count > 1, let wanted, found.contains(wanted) else { throw MergeError.tooFew }
                    guard try merge.areAlike(found) else { throw MergeError.unlike }
                    let merged = found.filter { $0 != wanted }
                    let id = try merge.begin(into: wanted)
                    for issue in merged { try merge.merge(issue, into: wanted, as: id) }
                    try merge.finish(wanted)
                    try merge.note(merged, in: wanted, by: actor)
                    return Merge(id: id, target: wanted, merged: merged)
                }
                ingestion.forgetIssues()
                return merge
            }
        }
    }

    public func known(_ hashes: [String], in project: ProjectID) async throws -> [String: IssueHash] {
        try await read { reader in
            var known: [String: IssueHash] = [:]
            for hash in hashes {
                let key = HashKey(hash, of: project)
                known[hash] = try reader.culprit.first(
                    "\(IssueHash.selection) WHERE project_id = \(project) AND hash = \(key.hash)", IssueHash.init)
            }
            return known
        }
    }

    public func hashes(of issue: IssueID, limit: Int) async throws -> [IssueHash] {
        try await read { reader in
            let issue = try reader.culprit.issue(labelled: issue)
            var hashes = try reader.culprit.hashes(of: issue)
            let counts = try reader.countEvents(of: issue, among: hashes)
            for index in hashes.indices {
                guard let count = counts[HashKey(hashes[index].hash, of: ProjectID(rawValue: 0)).prefix] else {
                    continue
                }
                hashes[index].events = count.events
                hashes[index].firstSeen = Timestamp(microseconds: count.firstSeen)
                hashes[index].lastSeen = Timestamp(microseconds: count.lastSeen)
                hashes[index].latestEvent = count.latest
            }
            hashes.sort {
                ($0.lastSeen ?? .distantPast, $0.createdAt, $0.hash) > (
                    $1.lastSeen ?? .distantPast, $1.createdAt, $1.hash
                )
            }
            return Array(hashes.prefix(max(limit, 0)))
        }
    }
}

extension Timestamp {
    fileprivate static let distantPast = Timestamp(microseconds: .min)
}

/// What is stored under a hash.
struct HashCount {
    var events = 0
    var firstSeen = Int64.max
    var lastSeen = Int64.min
    var latest: EventID?
}

extension Connection {
    func hashes(of issue: IssueID) throws -> [IssueHash] {
        try rows("\(IssueHash.selection) WHERE issue_id = \(issue)", IssueHash.init)
    }
}

extension IssueHash {
    fileprivate static let selection: SQL =
        "SELECT hash, configuration, created_at, merged_from, issue_id FROM issue_hash"

    /// Without what is stored under it.
    fileprivate init(_ row: Row) {
        self.init(
            hash: row.eventID(0).hex, issueID: IssueID(rawValue: row.integer(4)), configuration: row.text(1),
            createdAt: row.time(2), mergedFrom: row.optionalInteger(3).map { IssueID(rawValue: $0) })
    }
}

extension Reader {
    /// Counts an issue's events by the first bytes of the hash that decided them.
    fileprivate func countEvents(of issue: IssueID, among hashes: [IssueHash]) throws -> [Int64: HashCount] {
        var counts: [Int64: HashCount] = [:]
        // Rows of older files do not know their hash; nobody need look when there is one.
        let only = hashes.count == 1 ? HashKey(hashes[0].hash, of: ProjectID(rawValue: 0)).prefix : nil
        let labels = try culprit.labels(of: issue)
        for day in try days(of: issue) {
            guard let file = try file(of: day) else { continue }
            for label in labels {
                try file.forEachRow(
                    "SELECT \(EventMove.columns), event_id FROM event WHERE issue_id = \(label)",
                    while: { row in
                        let event = EventMove(row, on: day, in: issue)
                        guard let hash = try event.from.hash ?? only ?? decidingHash(of: event) else { return true }
                        var count = counts[hash] ?? HashCount()
                        count.events += 1
                        count.firstSeen = min(count.firstSeen, event.occurredAt.microseconds)
                        if event.occurredAt.microseconds >= count.lastSeen {
                            count.lastSeen = event.occurredAt.microseconds
                            count.latest = row.eventID(7)
                        }
                        counts[hash] = count
                        return true
                    })
            }
        }
        return counts
    }

    /// The first bytes of the hash that decided an event, as its row or its body has it.
    func decidingHash(of event: EventMove) throws -> Int64? {
        if let hash = event.from.hash { return hash }
        let facts = try file(of: event.place.day)?.facts(
            ofRow: event.place.row, in: event.project, configuration.decodeBody)
        return facts?.hashes.first.map { HashKey($0, of: event.project).prefix }
    }
}
