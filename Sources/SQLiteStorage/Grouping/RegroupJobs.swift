import SentryProtocol
import Storage

extension RegroupJob {
    static let selection: SQL = """
        SELECT id, project_id, period_start, period_end, rules_revision, state, day, event_row, events_total, events_read,
            events_moved, issues_opened, issues_emptied, author_id, created_at, updated_at, problem FROM regroup_job
        """

    init(_ row: Row) {
        self.init(
            id: row.integer(0), projectID: ProjectID(rawValue: row.integer(1)),
            period: Period(start: row.time(2), end: row.time(3)), rulesRevision: row.integer(4),
            state: State(rawValue: row.text(5)) ?? .failed,
            progress: row.isNull(6) ? nil : EventPlace(day: Day(number: row.int(6)), row: row.integer(7)),
            eventsTotal: row.int(8), eventsRead: row.int(9), eventsMoved: row.int(10), issuesOpened: row.int(11),
            issuesEmptied: row.int(12), authorID: row.optionalInteger(13).map { UserID(rawValue: $0) },
            createdAt: row.time(14), updatedAt: row.time(15), problem: row.optionalText(16))
    }
}

/// The table of jobs, inside a transaction or not.
extension Connection {
    func regroupJob(_ id: Int64) throws -> RegroupJob? {
        try first("\(RegroupJob.selection) WHERE id = \(id)", RegroupJob.init)
    }

    /// Writes what steps change of a job.
    func save(_ job: RegroupJob) throws {
        try run(
            """
            UPDATE regroup_job SET state = \(job.state.rawValue), day = \(job.progress?.day),
                event_row = \(job.progress?.row), events_read = \(job.eventsRead), events_moved = \(job.eventsMoved),
                issues_opened = \(job.issuesOpened), issues_emptied = \(job.issuesEmptied),
                updated_at = \(job.updatedAt), problem = \(job.problem)
            WHERE id = \(job.id)
            """)
    }

    /// Whether a job may go from its state to another.
    func mayGo(_ job: RegroupJob, to state: RegroupJob.State) throws -> Bool {
        switch (job.state, state) {
        case (.running, .done), (.running, .failed), (.running, .cancelled): return true
        case (.done, .reverting), (.failed, .reverting), (.cancelled, .reverting):
            // What a later job has moved must go back first; new hashes that it gave to what stayed are no move.
            let later = try integer(
                """
                SELECT 1 FROM regroup_job WHERE project_id = \(job.projectID) AND id > \(job.id)
                    AND (state IN ('running', 'reverting')
                        OR (events_moved > 0 AND EXISTS (SELECT 1 FROM regroup_step WHERE job_id = regroup_job.id)))
                """)
            return later == nil
        default: return false
        }
    }
}

extension SQLiteEngine {
    public func beginRegrouping(
        of project: ProjectID, in period: Period, rulesRevision: Int64, by author: UserID?, at now: Timestamp
    ) async throws -> RegroupJob? {
        let total = try await eventCount(of: project, in: period)
        return try await writer.perform { files in
            try files.change { culprit in
                let isBusy = try culprit.integer(
                    """
                    SELECT 1 FROM regroup_job WHERE project_id = \(project) AND state IN ('running', 'reverting')
                    """)
                guard isBusy == nil else { return nil }
                try culprit.run(
                    """
                    INSERT INTO regroup_job (project_id, period_start, period_end, rules_revision, state, events_total,
                        author_id, created_at, updated_at)
                    VALUES (\(project), \(period.start), \(period.end), \(rulesRevision), 'running', \(total),
                        \(author), \(now), \(now))
                    """)
                return try culprit.regroupJob(culprit.lastInsertedRow)
            }
        }
    }

    public func setState(
        _ state: RegroupJob.State, problem: String?, of job: Int64, at now: Timestamp
    ) async throws -> RegroupJob? {
        try await gate.pass {
            let known = try await readers.read { try $0.culprit.regroupJob(job) }
            // Whoever sees that it is done may rely on every number. Stopping must not fail for what stays noted.
            if known?.state == .running, state == .done { try await recountNoted(holdingGate: true) }
            if known?.state == .running, state != .done { try? await recountNoted(holdingGate: true) }
            return try await writer.perform { files in
                try files.change { culprit in
                    guard var found = try culprit.regroupJob(job), try culprit.mayGo(found, to: state) else {
                        return nil
                    }
                    (found.state, found.problem, found.updatedAt) = (state, problem, now)
                    try culprit.save(found)
                    try culprit.run("DELETE FROM regroup_path WHERE job_id = \(job)")
                    return found
                }
            }
        }
    }

    public func regroupJob(_ id: Int64) async throws -> RegroupJob? {
        try await readers.read { try $0.culprit.regroupJob(id) }
    }

    public func regroupJobsAtWork() async throws -> [RegroupJob] {
        try await readers.read { reader in
            try reader.culprit.rows(
                "\(RegroupJob.selection) WHERE state IN ('running', 'reverting') ORDER BY id", RegroupJob.init)
        }
    }

    public func regroupJobs(of project: ProjectID?, limit: Int) async throws -> [RegroupJob] {
        try await readers.read { reader in
            let isMeant: SQL = project.map { " WHERE project_id = \($0)" } ?? ""
            return try reader.culprit.rows(
                "\(RegroupJob.selection)\(isMeant) ORDER BY id DESC LIMIT \(max(limit, 0))", RegroupJob.init)
        }
    }
}
