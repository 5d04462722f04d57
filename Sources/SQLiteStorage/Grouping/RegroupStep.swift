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
        let placed = try fresh.compactMap { try move($0, of: job, files, &index) }
        let moves = placed.filter { $0.to != $0.from }
        for (key, lead) in index.addedSinceCommit { try mover.statements.add(key, leadingTo: lead, at: now) }
        job.eventsRead += fresh.count
        (job.progress, job.updatedAt) = (last, now)
        if !moves.isEmpty { try apply(moves, to: &job, files) }
        try RegroupTitles(culprit: culprit, job: job.id).note(placed)
        try culprit.save(job)
    }

    /// Where an event goes, or stays; nil for one that is not there.
    private func move(
        _ event: EventRegrouping, of job: RegroupJob, _ files: MoveFiles, _ index: inout IssueIndex
    ) throws -> EventMove? {
        guard !event.facts.hashes.isEmpty, try !culprit.isLosing(event.place.day, job.projectID) else { return nil }
        guard var move = try files.event(at: event.place, of: job.projectID, culprit) else { return nil }
        let placement = try index.place(
            event.facts.hashes, of: job.projectID, heir: try lead(of: event.heir, in: job.projectID))
        move.to = RowLabel(issue: placement.issueID, hash: placement.deciding?.prefix)
        move.facts = event.facts
        return move
    }

    /// Where an heir's hash leads; nil when it is gone.
    private func lead(of heir: HashInIssue?, in project: ProjectID) throws -> HashLead? {
        guard let heir else { return nil }
        let issue = try culprit.issue(labelled: heir.issueID)
        guard try culprit.project(of: issue) == project else { return nil }
        let leads = try culprit.leads(ofPrefix: Int64(bitPattern: heir.prefix), in: project)
        return leads.first { $0.issueID == issue } ?? HashLead(issueID: issue)
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
        for move in moves where move.changesIssue {
            try culprit.run(
                """
                INSERT OR IGNORE INTO regroup_path (job_id, from_id, to_id)
                VALUES (\(job.id), \(move.from.issue), \(move.to.issue))
                """)
        }
        for (issue, target) in result.emptied { try retire(issue, into: target, job, step) }
        job.eventsMoved += moves.count(where: \.changesIssue)
        job.issuesOpened += result.opened.count
        job.issuesEmptied += result.emptied.count
    }

    /// What retention has taken from it is told of where it is now, and so is what people have said of it.
    private func retire(_ issue: IssueID, into target: IssueID, _ job: RegroupJob, _ step: Int64) throws {
        try culprit.retire(issue, into: target, .regroup(job: job.id, step: step), at: now)
        if try isSuccessor(target, of: issue, by: job) { try carryState(of: issue, to: target) }
        try culprit.run("UPDATE issue_hash SET issue_id = \(target) WHERE issue_id = \(issue)")
        try culprit.bringAlong(issue, into: target)
        for table: SQL in ["issue_environment", "issue_recount", "unmerge"] {
            try culprit.run("DELETE FROM \(table) WHERE issue_id = \(issue)")
        }
    }

    /// Whether all events of an issue went to one that was opened because of these rules: by the job, or by what has
    /// come in since they were saved.
    private func isSuccessor(_ target: IssueID, of issue: IssueID, by job: RegroupJob) throws -> Bool {
        let paths = try culprit.integer(
            "SELECT count(*) FROM regroup_path WHERE job_id = \(job.id) AND from_id = \(issue)")
        guard paths == 1 else { return false }
        return try culprit.integer(
            """
            SELECT 1 FROM regroup_issue WHERE job_id = \(job.id) AND issue_id = \(target)
            UNION ALL SELECT 1 FROM grouping_rules
            WHERE project_id = \(job.projectID) AND revision = \(job.rulesRevision)
                AND created_at <= (SELECT min(created_at) FROM issue_hash WHERE issue_id = \(target))
            LIMIT 1
            """) != nil
    }

    private func carryState(of issue: IssueID, to target: IssueID) throws {
        try culprit.run(
            """
            UPDATE issue SET status = retired_issue.issue ->> '$.status',
                substatus = retired_issue.issue ->> '$.substatus',
                status_changed_at = retired_issue.issue ->> '$.status_changed_at'
            FROM retired_issue
            WHERE issue.id = \(target) AND retired_issue.id = \(issue)
                AND issue.status = \(IssueStatus.unresolved.rawValue)
                AND issue.substatus = \(IssueSubstatus.new.rawValue)
            """)
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
