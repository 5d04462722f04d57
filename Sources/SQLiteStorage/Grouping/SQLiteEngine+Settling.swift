import SentryProtocol
import Storage

extension SQLiteEngine {
    /// Does what is wished and noted, and finishes what a crash or a full disk has left half done. Others have their turn
    /// at the gate between two steps, unless the caller holds it.
    func settle(holdingGate: Bool) async throws {
        let isNoted = try await readers.read { reader in
            try reader.culprit.integer("SELECT 1 FROM event_move LIMIT 1") != nil
        }
        if isNoted { try await writer.perform { files in try files.moving().mover.relabelNoted() } }
        for wish in try await readers.read({ try $0.culprit.unmergeWishes() }) {
            // While retention takes a day out, nobody can tell which of its rows count.
            do { try await begin(wish, holdingGate: holdingGate) } catch MergeError.busy {}
        }
        for issue in try await readers.read({ try $0.culprit.issues(in: "unmerge") }) {
            try await moveOut(of: issue, holdingGate: holdingGate)
        }
    }

    /// Runs a step in the gate.
    func step<T: Sendable>(holdingGate: Bool, _ body: () async throws -> T) async throws -> T {
        holdingGate ? try await body() : try await gate.pass(body)
    }

    /// Recounts what events have left.
    func recountNoted(holdingGate: Bool) async throws {
        for issue in try await readers.read({ try $0.culprit.issues(in: "issue_recount") }) {
            try await step(holdingGate: holdingGate) { try await recount(issue) }
        }
    }

    private func recount(_ issue: IssueID) async throws {
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

    public func finishMoves() async throws {
        try await settling.pass {
            try await settle(holdingGate: false)
            try await recountNoted(holdingGate: false)
        }
    }
}

extension Connection {
    fileprivate func issues(in table: SQL) throws -> [IssueID] {
        try rows("SELECT DISTINCT issue_id FROM \(table)") { IssueID(rawValue: $0.integer(0)) }
    }
}
