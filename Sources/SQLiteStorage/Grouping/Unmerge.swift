import SentryProtocol
import Storage

/// The first step of taking an issue apart, inside a transaction: from here on the hashes lead elsewhere, and so does what
/// arrives. `unmerge` says whose events still have to follow.
struct Unmerge {
    let survey: UnmergeSurvey
    let mover: EventMover
    let actor: Actor
    let now: Timestamp
    private var culprit: Connection { mover.culprit }

    init(_ survey: UnmergeSurvey, _ mover: EventMover, by actor: Actor, at now: Timestamp) {
        (self.survey, self.mover, self.actor, self.now) = (survey, mover, actor, now)
    }

    /// The issues that the hashes lead to then; nil when something has arrived that the survey does not know of.
    func begin(_ files: MoveFiles, openingWith newID: () throws -> IssueID) throws -> [IssueID]? {
        guard try !culprit.isLosingDays(survey.project) else { throw MergeError.busy }
        guard try isStillRight(files) else { return nil }
        var hashes: [IssueID: [EventID]] = [:]
        var moves: [EventMove] = []
        for (destination, leaving) in survey.hashes {
            guard let first = survey.moves[destination] else {
                guard let origin = destination.issue else {
                    try forget(leaving)
                    continue
                }
                // The issue that it came from comes back with the next event (`wake`).
                hashes[origin, default: []] += leaving
                for hash in leaving { try lead(hash, to: origin) }
                continue
            }
            let issue = try open(destination, newID)
            hashes[issue, default: []] += leaving
            for hash in leaving { try lead(hash, to: issue) }
            moves += first.map { event in
                var event = event
                event.to.issue = issue
                return event
            }
        }
        let result = try mover.move(moves, recountingBoth: true, files)
        for (issue, hashes) in hashes.sorted(by: { $0.key < $1.key }) { try note(issue, hashes) }
        for (issue, last) in result.emptied { try culprit.delete(issue, leadingTo: last, at: now) }
        return hashes.keys.sorted()
    }

    /// A hash that nobody had an event of may have got one.
    private func isStillRight(_ files: MoveFiles) throws -> Bool {
        let empty = Set(
            survey.hashes.filter { survey.moves[$0.key] == nil }.values.joined().map {
                HashKey($0, of: survey.project).prefix
            })
        guard !empty.isEmpty else { return true }
        return try culprit.arrivals(of: survey.issue, since: survey.counted, files).allSatisfy { event in
            !empty.contains(event.from.hash ?? 0)
        }
    }

    private func open(_ destination: UnmergeSurvey.Destination, _ newID: () throws -> IssueID) throws -> IssueID {
        switch destination {
        case .new: return try newID()
        case .existing(let issue): return issue
        case .back(let issue):
            try culprit.revive(issue, with: survey.isWhole ? try culprit.parts(of: issue) : [])
            return issue
        }
    }

    private func lead(_ hash: EventID, to issue: IssueID) throws {
        let origin: SQL = survey.isWhole ? "\(survey.origins[hash]?.rawValue)" : "nullif(merged_from, \(issue))"
        try culprit.run(
            """
            UPDATE issue_hash SET issue_id = \(issue), merged_from = \(origin)
            WHERE project_id = \(survey.project) AND hash = \(hash)
            """)
        try culprit.run("INSERT OR IGNORE INTO unmerge (issue_id, hash) VALUES (\(survey.issue), \(hash))")
    }

    /// Without events there is nothing to bring along: the next one opens an issue.
    private func forget(_ hashes: [EventID]) throws {
        for hash in hashes {
            try culprit.run("DELETE FROM issue_hash WHERE project_id = \(survey.project) AND hash = \(hash)")
        }
    }

    private func note(_ issue: IssueID, _ hashes: [EventID]) throws {
        try culprit.addActivity(
            "unmerge_source", of: survey.issue, data: data("destination_id", issue, hashes), by: actor, at: now)
        try culprit.addActivity(
            "unmerge_destination", of: issue, data: data("source_id", survey.issue, hashes), by: actor, at: now)
    }

    private func data(_ name: StaticString, _ issue: IssueID, _ hashes: [EventID]) -> String {
        var data = JSONWriter()
        data.object { data in
            data.member(name, String(issue.rawValue))
            data.key("fingerprints")
            data.beginArray()
            for hash in hashes.map(\.hex).sorted() { data.string(hash) }
            data.endArray()
        }
        return data.text
    }
}
