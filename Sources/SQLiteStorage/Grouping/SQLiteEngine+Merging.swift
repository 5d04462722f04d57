import SentryProtocol
import Storage

extension SQLiteEngine {
    public func merge(
        _ issues: [IssueID], into target: IssueID?, by actor: Actor, at now: Timestamp
    ) async throws -> Merge {
        try await gate.pass {
            try await writer.perform { files in
                let (mover, ingestion) = try files.moving()
                // What a crash or a full disk has left half done comes first.
                do { try mover.relabelNoted() } catch { throw MergeError.busy }
                let merge = try files.change { culprit in
                    let merge = IssueMerge(culprit: culprit, now: now)
                    let found = try merge.existing(issues + (target.map { [$0] } ?? []))
                    let wanted = try target.map { try culprit.issue(labelled: $0) } ?? merge.largest(of: found)
                    guard found.count > 1, let wanted, found.contains(wanted) else { throw MergeError.tooFew }
                    guard try merge.areAlike(found) else { throw MergeError.unlike }
                    // They must have arrived before anybody can say where they would go back to.
                    guard try !found.contains(where: { try culprit.isMoving($0) }) else { throw MergeError.busy }
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

    public func lead(_ hashes: [String], to issue: IssueID, at now: Timestamp) async throws {
        try await writer.perform { files in
            let (mover, _) = try files.moving()
            try files.change { culprit in
                let issue = try culprit.issue(labelled: issue)
                guard let project = try culprit.project(of: issue) else { return }
                for hash in hashes {
                    try mover.statements.add(
                        HashKey(hash, of: project), leadingTo: HashLead(issueID: issue), at: now)
                }
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
            let counts = try reader.countEvents(of: issue, among: hashes, eventsMax: IssueHash.eventsMax)
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

    mutating func add(_ event: EventMove, _ id: EventID) {
        events += 1
        firstSeen = min(firstSeen, event.occurredAt.microseconds)
        guard event.occurredAt.microseconds >= lastSeen else { return }
        (lastSeen, latest) = (event.occurredAt.microseconds, id)
    }
}

extension [IssueID] {
    /// As many as one statement takes.
    fileprivate func inParts(of size: Int) -> [[IssueID]] {
        stride(from: 0, to: count, by: size).map { Array(self[$0...].prefix(size)) }
    }
}

extension EventMove {
    /// The newest events with one of these labels: walks along `event_by_issue`, no sort. Their ids come last.
    static func newest(labelled labels: [IssueID], limit: Int) -> SQL {
        let selects = labels.map { label -> SQL in "SELECT \(columns), event_id FROM event WHERE issue_id = \(label)" }
        // By position: the time of occurrence, then the row.
        return selects.joined(separator: "\nUNION ALL\n") + "\nORDER BY 4 DESC, 1 DESC LIMIT \(limit)"
    }
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
    /// Counts the newest events of an issue by the first bytes of the hash that decided them.
    fileprivate func countEvents(
        of issue: IssueID, among hashes: [IssueHash], eventsMax: Int
    ) throws -> [Int64: HashCount] {
        var counts: [Int64: HashCount] = [:]
        var left = eventsMax
        // Rows of older files do not know their hash; nobody need look when there is one.
        let only = hashes.count == 1 ? HashKey(hashes[0].hash, of: ProjectID(rawValue: 0)).prefix : nil
        let labels = try culprit.labels(of: issue)
        for day in try days(of: issue) where left > 0 {
            guard let file = try file(of: day) else { continue }
            for labels in labels.inParts(of: EventScope.labelsMax) where left > 0 {
                try file.forEachRow(EventMove.newest(labelled: labels, limit: left)) { row in
                    left -= 1
                    let event = EventMove(row, on: day, in: issue)
                    guard let hash = try event.from.hash ?? only ?? decidingHash(of: event) else { return true }
                    counts[hash, default: HashCount()].add(event, row.eventID(7))
                    return true
                }
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
