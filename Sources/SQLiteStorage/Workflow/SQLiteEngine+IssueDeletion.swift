import SentryProtocol
import Storage

extension SQLiteEngine {
    public func delete(_ issues: [IssueID], at now: Timestamp) async throws -> [IssueID] {
        var seen: Set<IssueID> = []
        let issues = issues.filter { seen.insert($0).inserted }
        return try await writer.perform { files in
            try files.change { culprit in
                try issues.filter { issue in
                    try culprit.run(
                        """
                        UPDATE issue SET status = \(IssueRemoval.status), substatus = NULL, status_changed_at = \(now)
                        WHERE id = \(issue) AND status <> \(IssueRemoval.status)
                        """) > 0
                }
            }
        }
    }

    public func hasDeletions() async throws -> Bool {
        try await readers.read { reader in
            try reader.culprit.nextHidden() != nil || reader.culprit.nextRemoval() != nil
        }
    }

    public func finishDeletions() async throws {
        try await gate.pass {
            try await settle(holdingGate: true)
            // While retention drops a day, nobody can tell which of its rows are out of the counters already.
            let isDropping = try await readers.read {
                try $0.culprit.integer("SELECT 1 FROM event_day_removal LIMIT 1") != nil
            }
            guard !isDropping else { return }
            while let issue = try await readers.read({ try $0.culprit.nextHidden() }) { try await takeOut(issue) }
            while let removal = try await readers.read({ try $0.culprit.nextRemoval() }) {
                _ = try await tags.perform { try $0.unfold(label: removal.label) }
                try await deleteEvents(labelled: removal.label, on: removal.day)
            }
        }
        while try await writer.perform({ files in
            try files.change { try RemovedIssues.deleteSome($0, limit: 500) }
        }) {}
    }

    private func takeOut(_ issue: IssueID) async throws {
        let survey = try await read { try IssueRemoval.survey(issue, $0) }
        try await writer.perform { files in
            let (mover, ingestion) = try files.moving()
            let moveFiles = mover.files()
            try files.change { try IssueRemoval.takeOut(issue, survey, $0, moveFiles) }
            ingestion.forgetIssues()
        }
    }

    private func deleteEvents(labelled label: IssueID, on day: Day) async throws {
        let dependents = try await readers.read { reader -> [Int64] in
            let moves = try reader.culprit.integer("SELECT seq FROM sqlite_sequence WHERE name = 'event_move'") ?? 0
            guard moves > 0, let file = try reader.file(of: day) else { return [] }
            return try IssueRemoval.dependents(onLabel: label, file)
        }
        let decode = configuration.decodeBody
        for start in stride(from: 0, to: dependents.count, by: 50) {
            let rows = Array(dependents[start...].prefix(50))
            try await writer.perform { files in
                guard let file = try files.moving().mover.files().file(of: day) else { return }
                try IssueRemoval.unchain(rows, file, decode)
            }
        }
        while try await writer.perform({ files in
            let (mover, ingestion) = try files.moving()
            guard let file = try mover.files().file(of: day) else { return false }
            let isMore = try IssueRemoval.deleteSome(labelled: label, file)
            // What it remembers of keyframes may be gone.
            ingestion.close(day)
            return isMore
        }) {}
        try await writer.perform { files in
            _ = try files.change { try $0.run("DELETE FROM issue_removal WHERE label = \(label) AND day = \(day)") }
        }
        let isMoreToCome = try await readers.read {
            try $0.culprit.integer("SELECT 1 FROM issue_removal WHERE label = \(label) LIMIT 1") != nil
        }
        if !isMoreToCome { _ = try await tags.perform { try $0.finishUnfolding(label: label) } }
    }
}

extension Connection {
    fileprivate func nextHidden() throws -> IssueID? {
        // A number that is bound would not find the index of hidden issues.
        try integer("SELECT id FROM issue WHERE status = \(SQL(stringLiteral: "\(IssueRemoval.status)")) LIMIT 1").map {
            IssueID(rawValue: $0)
        }
    }

    fileprivate func nextRemoval() throws -> (label: IssueID, day: Day)? {
        try first("SELECT label, day FROM issue_removal LIMIT 1") {
            (IssueID(rawValue: $0.integer(0)), Day(number: $0.int(1)))
        }
    }
}
