import SentryProtocol
import Storage

/// Takes the last step of a job back, inside a transaction of `culprit.db`.
struct RegroupRevert {
    let mover: EventMover
    let now: Timestamp
    private var culprit: Connection { mover.culprit }

    init(_ mover: EventMover, at now: Timestamp) { (self.mover, self.now) = (mover, now) }

    /// False when nothing is left.
    func apply(to job: inout RegroupJob, _ files: MoveFiles) throws -> Bool {
        job.updatedAt = now
        try RegroupTitles(culprit: culprit, job: job.id).forget()
        let last = try culprit.integer(
            "SELECT step FROM regroup_step WHERE job_id = \(job.id) ORDER BY step DESC LIMIT 1")
        guard let step = last else { return false }
        var moves = try events(of: job, step, files)
        let returning = try issuesRetired(by: job, in: step)
        for (issue, target) in returning {
            try leadBack(issue, from: Set(moves.map(\.from.issue)).union([target]), of: job)
        }
        for index in moves.indices { moves[index].to = try home(of: moves[index], Set(returning.map(\.issue))) }
        for (issue, target) in returning {
            if moves.contains(where: { $0.to.issue == issue }) {
                try culprit.revive(issue, with: try culprit.parts(of: issue))
                job.issuesEmptied -= 1
            } else {
                // None of its events is left.
                try culprit.run("UPDATE issue_hash SET issue_id = \(target) WHERE issue_id = \(issue)")
            }
        }
        moves.removeAll { $0.to == $0.from }
        let result = try mover.move(moves, recountingBoth: true, files)
        for (issue, last) in result.emptied {
            let wasOpened = try culprit.run(
                "DELETE FROM regroup_issue WHERE job_id = \(job.id) AND issue_id = \(issue)")
            if wasOpened > 0 { job.issuesOpened -= 1 }
            try culprit.delete(issue, leadingTo: last, at: now)
        }
        try culprit.run("DELETE FROM regroup_step WHERE job_id = \(job.id) AND step = \(step)")
        job.eventsMoved = max(job.eventsMoved - moves.count(where: \.changesIssue), 0)
        return true
    }

    /// The events of a step; `to` is the label that they had.
    private func events(of job: RegroupJob, _ step: Int64, _ files: MoveFiles) throws -> [EventMove] {
        let logged = try culprit.rows(
            "SELECT day, rows FROM regroup_step WHERE job_id = \(job.id) AND step = \(step) ORDER BY day"
        ) { (Day(number: $0.int(0)), $0.blob(1)) }
        var moves: [EventMove] = []
        for (day, bytes) in logged where try !culprit.isLosing(day, job.projectID) {
            guard let rows = LabelledRows(bytes) else {
                throw SQLiteStorageError.damaged(file: culprit.path, row: job.id)
            }
            for (row, label) in rows.rows {
                let place = EventPlace(day: day, row: row)
                guard var move = try files.event(at: place, of: job.projectID, culprit) else { continue }
                move.to = label
                moves.append(move)
            }
        }
        return moves
    }

    /// The issues that had lost their last event in the step, and what they are part of now.
    private func issuesRetired(by job: RegroupJob, in step: Int64) throws -> [(issue: IssueID, target: IssueID)] {
        try culprit.rows(
            "SELECT id, target_id FROM retired_issue WHERE regroup_job = \(job.id) AND regroup_step = \(step)"
        ) { (IssueID(rawValue: $0.integer(0)), IssueID(rawValue: $0.integer(1))) }
    }

    /// Lets the hashes that led to an issue lead there again, unless they were taken elsewhere. Events that have arrived
    /// with them meanwhile follow at the end.
    private func leadBack(_ issue: IssueID, from others: Set<IssueID>, of job: RegroupJob) throws {
        let hashes = try culprit.rows(
            """
            SELECT value ->> '$.hash', value ->> '$.merged_from'
            FROM retired_issue, json_each(retired_issue.hashes) WHERE retired_issue.id = \(issue)
            """
        ) { ($0.text(0), $0.optionalInteger(1)) }
        for (text, mergedFrom) in hashes {
            guard let hash = EventID(hex: text) else { continue }
            try culprit.run(
                """
                INSERT OR IGNORE INTO unmerge (issue_id, hash) SELECT issue_id, hash FROM issue_hash
                WHERE project_id = \(job.projectID) AND hash = \(hash) AND issue_id IN \(anyOf: others)
                """)
            try culprit.run(
                """
                UPDATE issue_hash SET issue_id = \(issue), merged_from = \(mergedFrom)
                WHERE project_id = \(job.projectID) AND hash = \(hash) AND issue_id IN \(anyOf: others)
                """)
        }
    }

    /// Where an event was before: where its hash led, if that leads anywhere.
    private func home(of move: EventMove, _ returning: Set<IssueID>) throws -> RowLabel {
        let label = move.to.issue
        let origin = returning.contains(label) ? label : try culprit.issue(labelled: label)
        guard let hash = move.to.hash else {
            let isThere = try returning.contains(origin) || culprit.exists(origin)
            return isThere ? RowLabel(issue: origin, hash: nil) : move.from
        }
        let leads = try culprit.leads(ofPrefix: hash, in: move.project).map(\.issueID)
        guard let lead = leads.contains(origin) ? origin : leads.first else { return move.from }
        return RowLabel(issue: lead, hash: hash)
    }
}

extension Connection {
    /// Where hashes that begin with these bytes lead.
    func leads(ofPrefix prefix: Int64, in project: ProjectID) throws -> [HashLead] {
        let high = UInt64(bitPattern: prefix)
        return try rows(
            """
            SELECT issue_id, merged_from FROM issue_hash WHERE project_id = \(project)
                AND hash >= \(EventID(high: high, low: 0)) AND hash <= \(EventID(high: high, low: .max))
            """
        ) { row in
            HashLead(
                issueID: IssueID(rawValue: row.integer(0)),
                mergedFrom: row.optionalInteger(1).map { IssueID(rawValue: $0) })
        }
    }
}
