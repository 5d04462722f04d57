import SentryProtocol
import Storage

extension SQLiteEngine {
    public func regroup(
        _ events: [EventRegrouping], upTo last: EventPlace, of job: Int64, at now: Timestamp
    ) async throws -> RegroupJob {
        try await stepping { mover, ingestion, files in
            let moveFiles = mover.files()
            return try ingestion.placing { index in
                try files.change { culprit in
                    guard var found = try culprit.regroupJob(job) else { throw RegroupError.noSuchJob(job) }
                    guard found.state == .running else { return found }
                    let emptied = found.issuesEmptied
                    try RegroupStep(mover, at: now).apply(events, upTo: last, to: &found, moveFiles, &index)
                    if found.issuesEmptied > emptied { index.forgetKnown() }
                    return found
                }
            }
        }
    }

    public func revertSome(of job: Int64, at now: Timestamp) async throws -> RegroupJob {
        let reverted = try await stepping { mover, ingestion, files in
            let moveFiles = mover.files()
            return try files.change { culprit -> (job: RegroupJob, isOver: Bool) in
                guard var found = try culprit.regroupJob(job) else { throw RegroupError.noSuchJob(job) }
                guard found.state == .reverting else { return (found, false) }
                defer { ingestion.forgetIssues() }
                let didWork = try RegroupRevert(mover, at: now).apply(to: &found, moveFiles)
                try culprit.save(found)
                return (found, !didWork)
            }
        }
        guard reverted.isOver else { return reverted.job }
        return try await gate.pass {
            try await settle(holdingGate: true)
            try await recountNoted(holdingGate: true)
            return try await writer.perform { files in
                try files.change { culprit in
                    var job = reverted.job
                    job.state = .reverted
                    try culprit.save(job)
                    for table: SQL in ["regroup_issue", "regroup_path"] {
                        try culprit.run("DELETE FROM \(table) WHERE job_id = \(job.id)")
                    }
                    return job
                }
            }
        }
    }

    /// Runs a step on the writer's thread, and then relabels its rows when others have had their turn.
    private func stepping<T: Sendable>(
        _ step: @escaping @Sendable (EventMover, Ingestion, WriterFiles) throws -> T
    ) async throws -> T {
        try await gate.pass {
            let result = try await writer.perform { files in
                let (mover, ingestion) = try files.moving()
                try mover.relabelNoted()
                let result = try step(mover, ingestion, files)
                ingestion.forgetLinks()
                return result
            }
            try await writer.perform { files in try files.moving().mover.relabelNoted() }
            return result
        }
    }
}
