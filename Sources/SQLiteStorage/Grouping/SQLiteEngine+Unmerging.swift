import SentryProtocol
import Storage

extension SQLiteEngine {
    public func unmerge(
        _ hashes: [String], of issue: IssueID, by actor: Actor, at now: Timestamp
    ) async throws -> [IssueID] {
        try await takeOut(.hashes(hashes, of: issue), by: actor, at: now)
    }

    public func undo(merge: Int64, by actor: Actor, at now: Timestamp) async throws -> [IssueID] {
        try await takeOut(.merge(merge), by: actor, at: now)
    }

    private func takeOut(_ wish: UnmergeSurvey.Wish, by actor: Actor, at now: Timestamp) async throws -> [IssueID] {
        try await gate.pass {
            try await settle(.busy)
            for _ in 0..<Self.surveysMax {
                let survey = try await read { try UnmergeSurvey(wish, $0) }
                // Rows that are labelled with an issue that comes back must not come along unseen.
                let returning = try await readers.read { try survey.returning($0.culprit) }
                for origin in returning { try await relabel(origin, as: survey.issue) }
                let issues = try await writer.perform { files -> [IssueID]? in
                    let (mover, ingestion) = try files.moving()
                    defer { ingestion.forgetIssues() }
                    try mover.relabelNoted()
                    let moveFiles = mover.files()
                    return try files.change { _ in
                        try Unmerge(survey, mover, by: actor, at: now).begin(moveFiles) {
                            try ingestion.placing { $0.nextID() }
                        }
                    }
                }
                guard let issues else { continue }
                try await writer.perform { files in try files.moving().mover.relabelNoted() }
                try await moveOut(of: survey.issue)
                for issue in [survey.issue] + issues { try await recount(issue) }
                return issues
            }
            throw MergeError.busy
        }
    }

    /// Events may arrive between looking and acting, but not for ever.
    private static let surveysMax = 10

    /// Gives rows that name an issue which is part of another the other's label. Nothing else changes by it.
    private func relabel(_ origin: IssueID, as issue: IssueID) async throws {
        // Before and after: a crash may come between.
        try await noteTagRecount(of: issue)
        for day in try await read({ try $0.days(of: issue) }) {
            while try await writer.perform({ files in
                let (mover, _) = try files.moving()
                try mover.relabelNoted()
                guard let file = try mover.files().file(of: day) else { return false }
                return try file.transaction {
                    try file.run(
                        """
                        UPDATE event SET issue_id = \(issue) WHERE id IN (
                            SELECT id FROM event WHERE issue_id = \(origin) LIMIT \(EventMover.rowsMax)
                        )
                        """) > 0
                }
            }) {}
        }
        try await noteTagRecount(of: issue)
    }

    private func noteTagRecount(of issue: IssueID) async throws {
        try await writer.perform { files in try files.change { try $0.noteTagRecount(of: issue) } }
    }

    /// Moves the events of hashes that lead elsewhere after their hashes.
    func moveOut(of issue: IssueID) async throws {
        for day in try await read({ try $0.days(of: issue) }) {
            for label in try await read({ try $0.culprit.labels(of: issue) }) {
                var place: OccurrencePlace?
                repeat {
                    let last = place
                    let slice = try await read { reader in
                        try UnmergeSlice(of: issue, labelled: label, on: day, after: last, reader)
                    }
                    place = slice.last
                    for start in stride(from: 0, to: slice.moves.count, by: EventMover.rowsMax) {
                        try await move(Array(slice.moves[start...].prefix(EventMover.rowsMax)))
                    }
                } while place != nil
            }
        }
        _ = try await writer.perform { files in
            try files.change { try $0.run("DELETE FROM unmerge WHERE issue_id = \(issue)") }
        }
    }

    private func move(_ moves: [EventMove]) async throws {
        let now = configuration.now()
        try await writer.perform { files in
            let (mover, ingestion) = try files.moving()
            try mover.relabelNoted()
            let moveFiles = mover.files()
            let result = try files.change { culprit in
                let result = try mover.move(moves, recountingBoth: true, moveFiles)
                for (issue, last) in result.emptied { try culprit.delete(issue, leadingTo: last, at: now) }
                return result
            }
            ingestion.forgetLinks()
            if !result.emptied.isEmpty { ingestion.forgetIssues() }
        }
        // Whatever waits for the writer has its turn.
        try await writer.perform { files in try files.moving().mover.relabelNoted() }
    }
}

/// Some events of an issue, and those of them whose hashes lead elsewhere.
private struct UnmergeSlice: Sendable {
    var moves: [EventMove] = []
    /// Where the next one begins; nil at the end.
    var last: OccurrencePlace?

    static let rowsMax = 5_000

    init(
        of issue: IssueID, labelled label: IssueID, on day: Day, after place: OccurrencePlace?, _ reader: Reader
    ) throws {
        let leads = try reader.culprit.unmergedLeads(of: issue)
        guard !leads.isEmpty, let project = try reader.culprit.project(of: issue),
            try !reader.culprit.isLosing(day, project), let file = try reader.file(of: day)
        else { return }
        var range: SQL = ""
        if let place { range = " AND (occurred_at, event.id) > (\(place.occurredAt), \(place.row))" }
        var count = 0
        let sql: SQL = """
            SELECT \(EventMove.columns) FROM event WHERE issue_id = \(label)\(range)
            ORDER BY occurred_at, event.id LIMIT \(Self.rowsMax)
            """
        try file.forEachRow(sql) { row in
            count += 1
            var event = EventMove(row, on: day, in: issue)
            last = OccurrencePlace(day: day, occurredAt: event.occurredAt.microseconds, row: event.place.row)
            event.to.hash = try reader.decidingHash(of: event)
            if let lead = event.to.hash.flatMap({ leads[$0] }) {
                event.to.issue = lead
                moves.append(event)
            }
            return true
        }
        if count < Self.rowsMax { last = nil }
    }
}

extension Connection {
    /// Where hashes that were taken out of an issue lead, by their first bytes.
    func unmergedLeads(of issue: IssueID) throws -> [Int64: IssueID] {
        let leads = try rows(
            """
            SELECT unmerge.hash, issue_hash.issue_id FROM unmerge
            JOIN issue ON issue.id = unmerge.issue_id
            JOIN issue_hash ON issue_hash.project_id = issue.project_id AND issue_hash.hash = unmerge.hash
            WHERE unmerge.issue_id = \(issue) AND issue_hash.issue_id <> unmerge.issue_id
            """
        ) { (HashKey($0.eventID(0), of: ProjectID(rawValue: 0)).prefix, IssueID(rawValue: $0.integer(1))) }
        return Dictionary(leads, uniquingKeysWith: { first, _ in first })
    }
}
