import SentryProtocol
import Storage

extension SQLiteEngine {
    /// Finishes what a crash or a full disk has left half done. To be called inside the gate.
    func settle() async throws {
        let isNoted = try await readers.read { reader in
            try reader.culprit.integer("SELECT 1 FROM event_move LIMIT 1") != nil
        }
        if isNoted { try await writer.perform { files in try files.moving().mover.relabelNoted() } }
        for issue in try await readers.read({ try $0.culprit.issues(in: "unmerge") }) {
            try await moveOut(of: issue)
        }
    }

    /// The same; when it does not work, nothing can be changed now.
    func settle(_ refusal: MergeError) async throws {
        do { try await settle() } catch { throw refusal }
    }

    /// Recounts what events have left.
    func recountNoted() async throws {
        for issue in try await readers.read({ try $0.culprit.issues(in: "issue_recount") }) { try await recount(issue) }
    }

    func recount(_ issue: IssueID) async throws {
        guard let recount = try await read({ try IssueRecount(of: issue, $0) }) else {
            _ = try await writer.perform { files in
                try files.change { try $0.run("DELETE FROM issue_recount WHERE issue_id = \(issue)") }
            }
            return
        }
        for start in stride(from: 0, to: recount.staleUsers.count, by: Self.usersAtOnce) {
            let users = recount.staleUsers[start...].prefix(Self.usersAtOnce)
            try await writer.perform { files in
                let moveFiles = try files.moving().mover.files()
                try files.change { try recount.delete(users, $0, moveFiles) }
            }
        }
        for start in stride(from: 0, to: recount.missingUsers.count, by: Self.usersAtOnce) {
            let users = recount.missingUsers[start...].prefix(Self.usersAtOnce)
            try await writer.perform { files in try files.change { try recount.add(users, $0) } }
        }
        try await writer.perform { files in
            let moveFiles = try files.moving().mover.files()
            try files.change { try recount.finish($0, moveFiles) }
        }
    }

    /// Users that are taken out of an issue, or added, at once; about 10 ms.
    private static let usersAtOnce = 1_000

    /// Everything that was left half done when the store was closed or killed.
    func finishMoves() async throws {
        try await gate.pass {
            try await settle()
            try await recountNoted()
        }
    }
}

extension Connection {
    fileprivate func issues(in table: SQL) throws -> [IssueID] {
        try rows("SELECT DISTINCT issue_id FROM \(table)") { IssueID(rawValue: $0.integer(0)) }
    }
}
