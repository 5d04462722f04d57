import SentryProtocol
import Storage

extension SQLiteEngine {
    public func unmerge(
        _ hashes: [String], of issue: IssueID, by actor: Actor, at now: Timestamp
    ) async throws -> Unmerging {
        try await note(.hashes(hashes, of: issue), by: actor, at: now)
    }

    public func undo(merge: Int64, by actor: Actor, at now: Timestamp) async throws -> Unmerging {
        try await note(.merge(merge), by: actor, at: now)
    }

    public func issue(ofMerge merge: Int64) async throws -> IssueID? {
        try await readers.read { reader in
            try reader.culprit.integer("SELECT target_id FROM issue_merge WHERE id = \(merge)").map {
                try reader.culprit.issue(labelled: IssueID(rawValue: $0))
            }
        }
    }

    public func isMovingEvents(of issue: IssueID) async throws -> Bool {
        try await readers.read { reader in
            try reader.culprit.isMoving(reader.culprit.issue(labelled: issue))
        }
    }

    /// Events that are looked at before an answer is given; about 20 ms.
    private static let eventsAtOnce = 20_000

    /// Notes what is asked for, and goes about it when this has returned.
    private func note(_ wish: UnmergeSurvey.Wish, by actor: Actor, at now: Timestamp) async throws -> Unmerging {
        let survey = try await read { try UnmergeSurvey(wish, $0, eventsMax: Self.eventsAtOnce) }
        let destinations = survey.destinations
        let unmerging = try await writer.perform { files in
            let (mover, ingestion) = try files.moving()
            return try files.change { culprit in
                guard try !culprit.isLosingEvents(survey.issue) else { throw MergeError.busy }
                var issues = destinations.compactMap(\.issue)
                var newIssue: IssueID?
                if destinations.contains(.new) {
                    let id = try ingestion.placing { $0.nextID() }
                    try mover.statements.setLastIssueID(id.rawValue)
                    newIssue = id
                    issues.append(id)
                }
                try culprit.add(wish, of: survey.issue, opening: newIssue, by: actor, at: now)
                return Unmerging(
                    source: survey.issue, issues: Set(issues).sorted(), forgotten: survey.hashesWithoutEvents)
            }
        }
        Task { [weak self] in await self?.grantWishes() }
        return unmerging
    }

    /// What does not work now is tried again a few times; then housekeeping and the next start see to it.
    private func grantWishes() async {
        for attempt in 0..<Self.attemptsMax {
            if attempt > 0 { try? await Task.sleep(for: .seconds(attempt)) }
            try? await finishMoves()
            let isOver = try? await readers.read { try $0.culprit.unmergeWishes().isEmpty }
            if isOver ?? true { return }
        }
    }

    private static let attemptsMax = 10

    /// Lets the hashes of a wish lead elsewhere; their events follow in `moveOut`. A wish that cannot be granted any more
    /// is forgotten.
    func begin(_ wish: UnmergeWish, holdingGate: Bool) async throws {
        do {
            // Rows that are labelled with an issue that comes back must not come along unseen.
            let (source, returning) = try await readers.read { reader in
                let survey = try UnmergeSurvey(wish.what, reader, eventsMax: 0)
                return (survey.issue, try survey.returning(reader.culprit))
            }
            for origin in returning { try await relabel(origin, as: source, for: wish, holdingGate: holdingGate) }
            try await step(holdingGate: holdingGate) { try await grant(wish) }
        } catch MergeError.unknownHashes, MergeError.nothingLeft {
            try await writer.perform { files in try files.change { try $0.forget(wish) } }
        }
    }

    private func grant(_ wish: UnmergeWish) async throws {
        for _ in 0..<Self.surveysMax {
            guard try await readers.read({ try $0.culprit.isWished(wish.id) }) else { return }
            let survey = try await read { try UnmergeSurvey(wish.what, $0, mayEmpty: true) }
            let isGranted = try await writer.perform { files in
                let (mover, ingestion) = try files.moving()
                defer { ingestion.forgetIssues() }
                try mover.relabelNoted()
                let moveFiles = mover.files()
                return try files.change { culprit in
                    let unmerge = Unmerge(survey, mover, by: wish.actor, at: wish.wishedAt)
                    let issues = try unmerge.begin(moveFiles) {
                        try wish.newIssue ?? ingestion.placing { $0.nextID() }
                    }
                    if issues != nil { try culprit.forget(wish) }
                    return issues != nil
                }
            }
            guard isGranted else { continue }
            return try await writer.perform { files in try files.moving().mover.relabelNoted() }
        }
        throw MergeError.busy
    }

    /// Events may arrive between looking and acting, but not for ever.
    private static let surveysMax = 10

    /// Gives rows that name an issue which is part of another the other's label. Nothing else changes by it.
    private func relabel(
        _ origin: IssueID, as issue: IssueID, for wish: UnmergeWish, holdingGate: Bool
    ) async throws {
        // Before and after: a crash may come between.
        try await noteTagRecount(of: issue)
        for day in try await read({ try $0.days(of: issue) }) {
            while try await step(
                holdingGate: holdingGate, { try await relabelSome(on: day, origin, as: issue, for: wish) })
            {}
        }
        try await noteTagRecount(of: issue)
    }

    /// False when there is none left, or when it is not to be done any more: somebody else has granted the wish, or the
    /// origin has woken up with an event of its own.
    private func relabelSome(
        on day: Day, _ origin: IssueID, as issue: IssueID, for wish: UnmergeWish
    ) async throws -> Bool {
        try await writer.perform { files in
            let culprit = files.directory
            guard try culprit.isWished(wish.id), try !culprit.exists(origin),
                try culprit.issue(labelled: origin) == issue
            else { return false }
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
        }
    }

    private func noteTagRecount(of issue: IssueID) async throws {
        try await writer.perform { files in try files.change { try $0.noteTagRecount(of: issue) } }
    }

    /// Moves the events of hashes that lead elsewhere after their hashes.
    func moveOut(of issue: IssueID, holdingGate: Bool) async throws {
        // Others may be added while this is at work.
        let hashes = try await readers.read { try $0.culprit.hashesTakenOut(of: issue) }
        for day in try await read({ try $0.days(of: issue) }) {
            for label in try await read({ try $0.culprit.labels(of: issue) }) {
                var place: OccurrencePlace?
                repeat {
                    let last = place
                    place = try await step(holdingGate: holdingGate) {
                        try await moveSome(of: issue, labelled: label, on: day, after: last)
                    }
                } while place != nil
            }
        }
        _ = try await writer.perform { files in
            try files.change { culprit in
                for hash in hashes {
                    try culprit.run("DELETE FROM unmerge WHERE issue_id = \(issue) AND hash = \(hash)")
                }
            }
        }
    }

    /// Looks at some events of an issue and moves those that are to go; returns where to go on.
    private func moveSome(
        of issue: IssueID, labelled label: IssueID, on day: Day, after place: OccurrencePlace?
    ) async throws -> OccurrencePlace? {
        let slice = try await read { reader in
            try UnmergeSlice(of: issue, labelled: label, on: day, after: place, reader)
        }
        for start in stride(from: 0, to: slice.moves.count, by: EventMover.rowsMax) {
            try await move(Array(slice.moves[start...].prefix(EventMover.rowsMax)))
        }
        return slice.last
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
    fileprivate func hashesTakenOut(of issue: IssueID) throws -> [EventID] {
        try rows("SELECT hash FROM unmerge WHERE issue_id = \(issue)") { $0.eventID(0) }
    }

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
