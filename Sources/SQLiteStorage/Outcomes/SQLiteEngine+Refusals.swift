import SentryProtocol
import Storage

extension SQLiteEngine: RefusalStore {
    public func recordRefusals(_ refusals: [Refusal]) async throws {
        guard !refusals.isEmpty else { return }
        try await writer.perform { files in
            try files.change { database in
                for refusal in refusals { try database.add(refusal) }
                try database.run(
                    """
                    DELETE FROM refusal WHERE id IN (
                        SELECT id FROM refusal ORDER BY at DESC, id DESC LIMIT -1 OFFSET \(Self.refusalsMax)
                    )
                    """)
            }
        }
    }

    static let refusalsMax = 500

    public func refusals(limit: Int) async throws -> [Refusal] {
        try await readers.read { reader in
            try reader.culprit.rows(
                """
                SELECT at, project, public_key, address, client, status, reason, detail, until, count FROM refusal
                ORDER BY at DESC, id DESC LIMIT \(max(limit, 0))
                """
            ) { row in
                Refusal(
                    at: row.time(0), project: row.name(1), publicKey: row.name(2), address: row.name(3),
                    client: row.text(4), status: row.int(5),
                    reason: RefusalReason(rawValue: row.text(6)) ?? .unreadableBody, detail: row.text(7),
                    until: row.optionalTime(8), count: row.int(9))
            }
        }
    }
}

extension Connection {
    fileprivate func add(_ refusal: Refusal) throws {
        let count = min(max(refusal.count, 1), Outcomes.quantityMax)
        try run(
            """
            INSERT INTO refusal (project, public_key, address, reason, client, status, detail, until, at, count)
            VALUES (\(refusal.project ?? ""), \(refusal.publicKey ?? ""), \(refusal.address ?? ""),
                \(refusal.reason.rawValue), \(refusal.client), \(refusal.status), \(refusal.detail),
                \(refusal.until), \(refusal.at), \(count))
            ON CONFLICT DO UPDATE SET
                client = excluded.client, status = excluded.status, detail = excluded.detail, until = excluded.until,
                at = max(at, excluded.at), count = min(count + excluded.count, \(Outcomes.quantityMax))
            """)
    }
}
