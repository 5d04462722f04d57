import SentryProtocol
import Storage

extension SQLiteEngine {
    public func replays(of project: ProjectID, cursor: Cursor, limit: Int) async throws -> Page<ReplaySummary> {
        try await readers.read { reader in
            let page = try reader.page(of: .replays, in: nil, from: cursor, limit: limit) { walk in
                """
                SELECT \(ReplaySummary.columns) FROM replay
                WHERE project_id = \(project)\(walk.range("ended_at"))\(walk.order("ended_at"))
                """
            } read: { row, day in
                (ReplaySummary(row), day)
            }
            return Page(
                rows: try page.rows.compactMap { try reader.whole($0, on: $1) }, previous: page.previous,
                next: page.next)
        }
    }

    public func replay(_ id: EventID, in project: ProjectID) async throws -> StoredReplay? {
        try await readers.read { try $0.replay(id, of: project) }
    }

    public func replays(withError id: EventID, in project: ProjectID) async throws -> [EventID] {
        try await readers.read { reader in
            var found: Set<EventID> = []
            try reader.forEachFile(of: .replays, on: reader.layout.days(of: .replays)) { file, _ in
                found.formUnion(
                    try file.rows(
                        "SELECT replay_id FROM replay_error WHERE error_id = \(id) AND project_id = \(project)"
                    ) { $0.eventID(0) })
            }
            return found.sorted()
        }
    }

    public func recording(of replay: EventID, segment: Int, in project: ProjectID) async throws -> ReplayRecordingRow? {
        let blobs = DirectoryBlobStore(layout)
        return try await readers.read { reader in
            try reader.first(of: .replays, on: reader.layout.days(of: .replays).reversed()) { file, day in
                try file.first(
                    """
                    SELECT hash, bytes, format, received_at FROM replay_recording
                    WHERE replay_id = \(replay) AND segment = \(segment) AND project_id = \(project)
                    ORDER BY format DESC
                    """
                ) { row in
                    let format = ReplayRecordingRow.Format(rawValue: row.int(2)) ?? .rrweb
                    let kept = KeptContent(row, hash: 0, bytes: 1)
                    guard let stored = try blobs.content(of: kept, .replays, on: day) else {
                        let path = reader.layout.file(of: day, .replays)
                        throw SQLiteStorageError.unusable(path: path, reason: "the recording is gone")
                    }
                    return ReplayRecordingRow(
                        replayID: replay, segment: segment, receivedAt: row.time(3), format: format,
                        content: try RecordingCodec.decode(stored, format: format))
                }
            }
        }
    }
}

extension Reader {
    fileprivate func replay(_ id: EventID, of project: ProjectID) throws -> StoredReplay? {
        var summary: ReplaySummary?
        var segments: [StoredReplay.Segment] = []
        var errors: Set<EventID> = []
        var traces: Set<TraceID> = []
        let isWanted: SQL = "replay_id = \(id) AND project_id = \(project)"
        try forEachFile(of: .replays, on: layout.days(of: .replays)) { file, day in
            guard
                let part = try file.first(
                    "SELECT \(ReplaySummary.columns) FROM replay WHERE \(isWanted)", ReplaySummary.init)
            else { return }
            summary = summary?.joined(with: part) ?? part
            segments += try file.rows(
                "SELECT segment, at, urls, bytes, id FROM replay_segment WHERE \(isWanted) ORDER BY segment"
            ) { row in
                StoredReplay.Segment(
                    number: row.int(0), at: row.time(1), urls: Self.list(row.text(2)),
                    json: try decode(row.blob(3), .replays, day, row: row.integer(4)))
            }
            errors.formUnion(try file.rows("SELECT error_id FROM replay_error WHERE \(isWanted)") { $0.eventID(0) })
            traces.formUnion(
                try file.rows(
                    "SELECT trace_id FROM replay_trace WHERE project_id = \(project) AND replay_id = \(id)"
                ) { $0.traceID(0) }.compactMap { $0 })
        }
        guard var summary else { return nil }
        summary.errors = errors.count
        return StoredReplay(
            summary: summary, segments: segments.sorted { $0.number < $1.number }, errorIDs: errors.sorted(),
            traceIDs: traces.sorted { $0.hex < $1.hex })
    }

    /// A replay over midnight has a part in two files: the list shows it once, on the later day, as a whole.
    fileprivate func whole(_ part: ReplaySummary, on day: Day) throws -> ReplaySummary? {
        if try self.part(of: part, on: day.advanced(by: 1)) != nil { return nil }
        var whole = part
        if let before = try self.part(of: part, on: day.advanced(by: -1)) { whole = before.joined(with: part) }
        for day in [day, day.advanced(by: -1)] {
            let errors = try records.file(of: day, .replays)?.integer(
                """
                SELECT count(*) FROM replay_error
                WHERE replay_id = \(part.id) AND project_id = \(part.projectID)
                """)
            whole.errors += Int(errors ?? 0)
        }
        return whole
    }

    private func part(of replay: ReplaySummary, on day: Day) throws -> ReplaySummary? {
        try records.file(of: day, .replays)?.first(
            """
            SELECT \(ReplaySummary.columns) FROM replay
            WHERE replay_id = \(replay.id) AND project_id = \(replay.projectID)
            """, ReplaySummary.init)
    }

    private static func list(_ json: String) -> [String] {
        guard let document = try? JSONDocument(parsing: Array(json.utf8)) else { return [] }
        return document.root.elements.compactMap(\.string)
    }
}

extension ReplaySummary {
    fileprivate static let columns: SQL =
        "ended_at, id, replay_id, project_id, started_at, segments, platform, environment, release"

    fileprivate init(_ row: Row) {
        self.init(
            id: row.eventID(2), projectID: ProjectID(rawValue: row.integer(3)), startedAt: row.time(4),
            endedAt: row.time(0), segments: row.int(5), errors: 0, platform: row.text(6), environment: row.name(7),
            release: row.optionalText(8))
    }

    /// With what a later day has of the same replay.
    fileprivate func joined(with later: ReplaySummary) -> ReplaySummary {
        var whole = later
        whole.startedAt = min(startedAt, later.startedAt)
        whole.endedAt = max(endedAt, later.endedAt)
        whole.segments += segments
        if later.segments == 0 {
            (whole.platform, whole.environment, whole.release) = (platform, environment, release)
        }
        return whole
    }
}
