import SentryProtocol
import Storage

extension SQLiteEngine {
    public func tagSample(of scope: TagScope, environments: [String], period: Period?) async throws -> TagSample {
        try await read { reader in
            var sample = TagSample()
            var left = TagSample.eventsMax
            let owner = try reader.rowFilter(of: scope)
            for day in reader.layout.days().reversed() where left > 0 {
                guard let file = try reader.file(of: day) else { continue }
                for row in try file.rows(
                    Self.tagRows(where: owner, environments, period, limit: left), TagSampleRow.init)
                {
                    left -= 1
                    var user = EventUser()
                    try row.tags(in: file, reader.configuration.decodeBody).read { key, value in
                        if key.isField {
                            user.take(key.name, value)
                        } else {
                            sample.add(key.name, value, at: row.occurredAt)
                        }
                    }
                    if let identity = user.identity { sample.add("user", identity, at: row.occurredAt) }
                    sample.add("level", row.level.name, at: row.occurredAt)
                    if !row.environment.isEmpty { sample.add("environment", row.environment, at: row.occurredAt) }
                }
            }
            return sample
        }
    }

    /// The newest first, along `event_by_issue` or `event_by_project`.
    private static func tagRows(
        where owner: SQL, _ environments: [String], _ period: Period?, limit: Int
    ) -> SQL {
        let times: SQL = period.map { " AND occurred_at >= \($0.start) AND occurred_at < \($0.end)" } ?? ""
        let places: SQL = environments.isEmpty ? "" : " AND environment IN \(anyOf: environments)"
        return """
            SELECT \(TagSampleRow.columns) FROM event WHERE \(owner)\(times)\(places)
            ORDER BY occurred_at DESC LIMIT \(limit)
            """
    }
}

extension Reader {
    fileprivate func rowFilter(of scope: TagScope) throws -> SQL {
        switch scope {
        case .issue(let label): "issue_id IN \(anyOf: try culprit.labels(of: culprit.issue(labelled: label)))"
        case .projects(let projects): "project_id IN \(anyOf: projects)"
        }
    }
}

extension EventUser {
    /// A field that is part of who somebody is.
    fileprivate mutating func take(_ field: String, _ value: String) {
        switch field {
        case "user.id": id = value
        case "user.username": username = value
        case "user.email": email = value
        case "user.ip": ipAddress = value
        default: break
        }
    }
}

/// An event's row, as far as its tags go.
private struct TagSampleRow {
    let row: Int64
    let project: ProjectID
    let occurredAt: Timestamp
    let level: Level
    let environment: String
    /// Nil when they have to be read from the body.
    let packed: PackedTags?

    static let columns: SQL = "event.id, project_id, occurred_at, level, environment, tags"

    init(_ row: Row) {
        self.row = row.integer(0)
        project = ProjectID(rawValue: row.integer(1))
        occurredAt = row.time(2)
        level = Level(rawValue: row.int(3)) ?? .error
        environment = row.text(4)
        packed = row.isNull(5) ? nil : PackedTags(bytes: row.blob(5))
    }

    func tags(in file: Connection, _ decode: BodyDecoder) throws -> PackedTags {
        try packed ?? file.facts(ofRow: row, in: project, decode)?.tags ?? PackedTags(Event())
    }
}
