import SentryProtocol
import Storage

/// One step of a job: events with new facts go where their hashes lead.
struct RegroupStep {
    let mover: EventMover
    let now: Timestamp
    private var culprit: Connection { mover.culprit }

    init(_ mover: EventMover, at now: Timestamp) { (self.mover, self.now) = (mover, now) }

    /// Inside a transaction of `culprit.db`. Events up to the job's progress are done, and left alone.
    func apply(
        _ events: [EventRegrouping], upTo last: EventPlace, to job: inout RegroupJob, _ files: MoveFiles,
        _ index: inout IssueIndex
    ) throws {
        let done = job.progress
        guard done.map({ $0 < last }) ?? true else { return }
        let fresh = events.filter { event in (done.map { $0 < event.place } ?? true) && event.place <= last }
        let moves = try fresh.compactMap { try move($0, of: job, files, &index) }
        for (key, issue) in index.addedSinceCommit { try mover.statements.add(key, leadingTo: issue, at: now) }
        job.eventsRead += fresh.count
        (job.progress, job.updatedAt) = (last, now)
        if !moves.isEmpty { try apply(moves, to: &job, files) }
        try culprit.save(job)
    }

    /// Nil for an event that stays as it is, or that is not there.
    private func move(
        _ event: EventRegrouping, of job: RegroupJob, _ files: MoveFiles, _ index: inout IssueIndex
    ) throws -> EventMove? {
        guard !event.facts.hashes.isEmpty, try !culprit.isLosing(event.place.day, job.projectID) else { return nil }
        guard var move = try files.event(at: event.place, of: job.projectID, culprit) else { return nil }
        let placement = try index.place(event.facts.hashes, of: job.projectID)
        move.to = RowLabel(issue: placement.issueID, hash: placement.deciding?.prefix)
        move.facts = event.facts
        return move.to == move.from ? nil : move
    }

    private func apply(_ moves: [EventMove], to job: inout RegroupJob, _ files: MoveFiles) throws {
        let step =
            try culprit.integer("SELECT coalesce(max(step), 0) + 1 FROM regroup_step WHERE job_id = \(job.id)") ?? 1
        for (day, events) in Dictionary(grouping: moves, by: \.place.day) {
            let rows = LabelledRows(events.map { ($0.place.row, $0.from) })
            try culprit.run(
                "INSERT INTO regroup_step (job_id, step, day, rows) VALUES (\(job.id), \(step), \(day), \(rows.bytes))")
        }
        let result = try mover.move(moves, recountingBoth: false, files)
        for issue in result.opened {
            try culprit.run("INSERT INTO regroup_issue (job_id, issue_id) VALUES (\(job.id), \(issue))")
        }
        for (issue, target) in result.emptied { try retire(issue, into: target, job, step) }
        job.eventsMoved += moves.count(where: \.changesIssue)
        job.issuesOpened += result.opened.count
        job.issuesEmptied += result.emptied.count
    }

    /// What retention has taken from it is not told of until it comes back; its users wait for that, too.
    private func retire(_ issue: IssueID, into target: IssueID, _ job: RegroupJob, _ step: Int64) throws {
        try culprit.retire(issue, into: target, .regroup(job: job.id, step: step), at: now)
        try culprit.run("UPDATE issue_hash SET issue_id = \(target) WHERE issue_id = \(issue)")
        for table: SQL in ["issue_environment", "issue_recount", "unmerge"] {
            try culprit.run("DELETE FROM \(table) WHERE issue_id = \(issue)")
        }
    }
}

extension MoveFiles {
    /// A stored event as it is counted now; nil when there is none of this project.
    func event(at place: EventPlace, of project: ProjectID, _ culprit: Connection) throws -> EventMove? {
        guard let file = try file(of: place.day) else { return nil }
        return try file.first(
            "SELECT \(EventMove.columns) FROM event WHERE id = \(place.row) AND project_id = \(project)"
        ) { row in
            EventMove(row, on: place.day, in: try culprit.issue(labelled: EventMove.label(row)))
        }
    }
}
