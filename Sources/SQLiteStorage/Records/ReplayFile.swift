import SentryProtocol
import Storage

/// Segments of replays of one day.
final class ReplayFile: RecordFile {
    let connection: Connection

    init(_ connection: Connection) throws { self.connection = connection }

    func contains(_ row: ReplayEventRow, of project: ProjectID) throws -> Bool {
        try connection.integer(
            """
            SELECT 1 FROM replay_segment
            WHERE replay_id = \(row.replayID) AND segment = \(row.segment) AND project_id = \(project)
            """) != nil
    }

    func contains(_ row: ReplayRecordingRow, of project: ProjectID) throws -> Bool {
        try connection.integer(
            """
            SELECT 1 FROM replay_recording
            WHERE replay_id = \(row.replayID) AND segment = \(row.segment) AND project_id = \(project)
                AND format = \(row.format.rawValue)
            """) != nil
    }

    func insert(_ row: ReplayEventRow, of project: ProjectID) throws {
        var urls = JSONWriter()
        urls.array(row.urls) { $0.string($1) }
        let isNew =
            try connection.run(
                """
                INSERT OR IGNORE INTO replay_segment (replay_id, segment, project_id, at, received_at, urls, bytes)
                VALUES (\(row.replayID), \(row.segment), \(project), \(row.at), \(row.receivedAt), \(urls.text),
                    \(row.body))
                """) > 0
        guard isNew else { return }
        let environment = row.environment ?? ""
        try connection.run(
            """
            INSERT INTO replay
                (replay_id, project_id, started_at, ended_at, segments, platform, environment, release, user_hash)
            VALUES (\(row.replayID), \(project), \(row.startedAt ?? row.at), \(row.at), 1, \(row.platform),
                \(environment), \(row.release), \(StableHash.user(row.userIdentity)))
            ON CONFLICT DO UPDATE SET started_at = min(started_at, excluded.started_at),
                ended_at = max(ended_at, excluded.ended_at), segments = segments + 1, platform = excluded.platform,
                environment = excluded.environment, release = coalesce(excluded.release, release),
                user_hash = coalesce(excluded.user_hash, user_hash)
            """)
        for error in row.errorIDs {
            try connection.run("INSERT OR IGNORE INTO replay_error VALUES (\(error), \(project), \(row.replayID))")
        }
        for trace in row.traceIDs {
            try connection.run("INSERT OR IGNORE INTO replay_trace VALUES (\(trace), \(project), \(row.replayID))")
        }
    }

    func insert(_ row: ReplayRecordingRow, _ content: KeptContent, of project: ProjectID) throws {
        try connection.run(
            """
            INSERT OR IGNORE INTO replay_recording
                (replay_id, segment, project_id, format, received_at, size, hash, bytes)
            VALUES (\(row.replayID), \(row.segment), \(project), \(row.format.rawValue), \(row.receivedAt),
                \(row.content.count), \(content.hash), \(content.inline))
            """)
        // A recording may come without the words about it.
        try connection.run(
            """
            INSERT OR IGNORE INTO replay
                (replay_id, project_id, started_at, ended_at, segments, platform, environment)
            VALUES (\(row.replayID), \(project), \(row.receivedAt), \(row.receivedAt), 0, 'other', '')
            """)
    }
}
