import SentryProtocol
import Storage

extension SQLiteEngine {
    public func placedEvents(
        of project: ProjectID, in period: Period, after place: EventPlace?, limit: Int
    ) async throws -> [PlacedEvent] {
        try await read { reader in
            var events: [PlacedEvent] = []
            for day in reader.layout.days(in: period) where place.map({ day >= $0.day }) ?? true {
                guard events.count < limit, let file = try reader.file(of: day) else { continue }
                let rest: SQL = place?.day == day ? " AND event.id > \(place?.row ?? 0)" : ""
                events += try reader.placed(
                    PlacedEvents.rows(of: project, in: period, rest, "ASC", limit: limit - events.count), day, file)
            }
            return events
        }
    }

    public func newestEvents(of project: ProjectID, in period: Period, limit: Int) async throws -> [PlacedEvent] {
        try await read { reader in
            var events: [PlacedEvent] = []
            for day in reader.layout.days(in: period).reversed() {
                guard events.count < limit, let file = try reader.file(of: day) else { continue }
                events += try reader.placed(
                    PlacedEvents.rows(of: project, in: period, "", "DESC", limit: limit - events.count), day, file)
            }
            return events
        }
    }

    public func eventCount(of project: ProjectID, in period: Period) async throws -> Int {
        try await read { reader in
            var count: Int64 = 0
            for day in reader.layout.days(in: period) {
                guard let file = try reader.file(of: day) else { continue }
                count += try file.integer(PlacedEvents.count(of: project, in: period, on: day)) ?? 0
            }
            return Int(count)
        }
    }
}

/// Statements about a project's events by their places.
enum PlacedEvents {
    /// A walk along the table, no sort.
    static func rows(of project: ProjectID, in period: Period, _ rest: SQL, _ order: SQL, limit: Int) -> SQL {
        """
        SELECT event.id, event_id, issue_id, project_id, bytes, hash FROM event LEFT JOIN body ON body.id = event.id
        WHERE +event.project_id = \(project) AND received_at >= \(period.start) AND received_at < \(period.end)\(rest)
        ORDER BY event.id \(order) LIMIT \(max(limit, 0))
        """
    }

    /// A walk along `event_by_project`; of a day that lies in the period, along nothing else.
    static func count(of project: ProjectID, in period: Period, on day: Day) -> SQL {
        let isWhole = period.start <= day.start && day.advanced(by: 1).start <= period.end
        let isReceived: SQL =
            isWhole ? "" : " AND received_at >= \(period.start) AND received_at < \(period.end)"
        return "SELECT count(*) FROM event WHERE project_id = \(project)\(isReceived)"
    }
}

extension Reader {
    /// Events with their bodies; that of a damaged one is empty.
    fileprivate func placed(_ sql: SQL, _ day: Day, _ file: Connection) throws -> [PlacedEvent] {
        var labels = LabelCache()
        return try file.rows(sql) { row in
            let project = ProjectID(rawValue: row.integer(3))
            let body = try? configuration.decodeBody(row.blob(4)) { try file.storedBody(of: $0, in: project) }
            let issue = try labels.issue(labelled: IssueID(rawValue: row.integer(2)), culprit)
            return PlacedEvent(
                place: EventPlace(day: day, row: row.integer(0)),
                event: StoredEvent(id: row.eventID(1), projectID: project, issueID: issue, body: body ?? []),
                hashPrefix: row.optionalInteger(5).map { UInt64(bitPattern: $0) })
        }
    }
}

extension StoreLayout {
    /// Days that have a file and a moment in the period.
    fileprivate func days(in period: Period) -> [Day] {
        guard period.start < period.end else { return [] }
        let last = Timestamp(microseconds: period.end.microseconds - 1).day
        return days().filter { $0 >= period.start.day && $0 <= last }
    }
}
