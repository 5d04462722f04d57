import SentryProtocol
import Storage

/// Whose events are asked for.
enum EventScope: Sendable {
    /// Rows with one of these labels: an issue's own id first, then those of issues that are part of it.
    case issue(labels: [IssueID], environments: [String])
    case project(ProjectID)

    /// Labels of one statement.
    static let labelsMax = 60

    /// The same in parts that one statement can answer; their answers, merged, are the whole.
    var parts: [EventScope] {
        guard case .issue(let labels, let environments) = self, labels.count > Self.labelsMax else { return [self] }
        return stride(from: 0, to: labels.count, by: Self.labelsMax).map { start in
            .issue(labels: Array(labels[start...].prefix(Self.labelsMax)), environments: environments)
        }
    }

    fileprivate var filters: [SQL] {
        switch self {
        case .issue(let labels, let environments):
            labels.map { label in
                environments.isEmpty
                    ? "issue_id = \(label)" : "issue_id = \(label) AND environment IN \(anyOf: environments)"
            }
        case .project(let project): ["project_id = \(project)"]
        }
    }
}

/// A place among events: the day of arrival, the time of occurrence, and the row in the day's file.
struct OccurrencePlace: Equatable {
    var day: Day
    var occurredAt: Int64
    var row: Int64

    /// Bits of a cursor's offset that hold the row.
    private static let rowBits: Int64 = 40

    init(day: Day, occurredAt: Int64, row: Int64) { (self.day, self.occurredAt, self.row) = (day, occurredAt, row) }

    init(_ cursor: Cursor) {
        day = Day(number: Int(cursor.offset >> Self.rowBits))
        occurredAt = cursor.value
        row = cursor.offset & (1 << Self.rowBits - 1)
    }

    func cursor(isPrevious: Bool) -> Cursor {
        Cursor(value: occurredAt, offset: Int64(day.number) << Self.rowBits | row, isPrevious: isPrevious)
    }
}

extension EventScope {
    /// Newest first in one day's file, or oldest first: walks along `event_by_issue` or `event_by_project`, no sort.
    /// With bodies when those are wanted at once.
    func rows(after place: OccurrencePlace?, oldestFirst: Bool, limit: Int, withBodies: Bool = false) -> SQL {
        let range = range(after: place, oldestFirst: oldestFirst)
        let columns = withBodies ? FoundEvent.columnsWithBody(ofRows: limit) : FoundEvent.columns
        let selects = filters.map { filter -> SQL in "SELECT \(columns) FROM event WHERE \(filter)\(range)" }
        // By position: the time of occurrence, then the row.
        let order: SQL = oldestFirst ? "5 ASC, 1 ASC" : "5 DESC, 1 DESC"
        return selects.joined(separator: "\nUNION ALL\n") + "\nORDER BY \(order) LIMIT \(limit)"
    }

    /// How many rows there are on that side of `place`, up to `limit`: read from the index alone.
    func count(after place: OccurrencePlace?, oldestFirst: Bool, limit: Int) -> SQL {
        let range = range(after: place, oldestFirst: oldestFirst)
        let selects = filters.map { filter -> SQL in "SELECT 1 FROM event WHERE \(filter)\(range)" }
        return "SELECT count(*) FROM (" + selects.joined(separator: "\nUNION ALL\n") + "\nLIMIT \(limit))"
    }

    private func range(after place: OccurrencePlace?, oldestFirst: Bool) -> SQL {
        guard let place else { return "" }
        return oldestFirst
            ? " AND (occurred_at, event.id) > (\(place.occurredAt), \(place.row))"
            : " AND (occurred_at, event.id) < (\(place.occurredAt), \(place.row))"
    }
}

/// A row of a day's file.
struct FoundEvent {
    let place: OccurrencePlace
    let id: EventID
    let projectID: ProjectID
    /// As labelled; where that leads may be another issue.
    let issueID: IssueID
    let receivedAt: Timestamp
    let level: Level
    let environment: String
    /// As it is stored, when it was asked for.
    var body: [UInt8]?
    /// The stored body that it continues.
    private var storedBase: [UInt8]?

    /// Which bytes of a body that continues another one name that (`BodyCodec`). Those of others mean nothing, and lead
    /// nowhere: whether there is a base, the decoder says.
    private static let baseName = 1..<17

    /// Both bodies from one statement: between two, a base may be deleted and what continues it be stored anew.
    ///
    /// Of many rows only bodies of usual size are read along; a larger one is read when its turn comes, so that no more
    /// than one of them is in memory.
    static func columnsWithBody(ofRows count: Int) -> SQL {
        let bytesMax = count > 2 ? 32 * 1024 : Int(Int32.max)
        return """
            \(columns), (SELECT bytes FROM body WHERE body.id = event.id AND length(bytes) <= \(bytesMax)), (
                SELECT base.bytes FROM event AS named JOIN body AS base ON base.id = named.id
                WHERE length(base.bytes) <= \(bytesMax) AND named.project_id = event.project_id AND named.event_id = (
                    SELECT substr(bytes, \(baseName.lowerBound + 1), \(baseName.count)) FROM body WHERE body.id = event.id
                )
            )
            """
    }

    static let columns: SQL =
        "event.id, event_id, project_id, issue_id, occurred_at, received_at, level, environment"

    init(_ row: Row, on day: Day) {
        place = OccurrencePlace(day: day, occurredAt: row.integer(4), row: row.integer(0))
        id = row.eventID(1)
        projectID = ProjectID(rawValue: row.integer(2))
        issueID = IssueID(rawValue: row.integer(3))
        receivedAt = row.time(5)
        level = Level(rawValue: row.int(6)) ?? .error
        environment = row.text(7)
    }

    /// A row of `columnsWithBody`.
    init(withBody row: Row, on day: Day) {
        self.init(row, on: day)
        body = row.isNull(8) ? nil : row.blob(8)
        storedBase = row.isNull(9) ? nil : row.blob(9)
    }

    /// The stored body that this one continues under that name, when it was read with it.
    func base(named id: EventID) -> [UInt8]? {
        guard let body, body.count >= Self.baseName.upperBound, EventID(bytes: body[Self.baseName]) == id else {
            return nil
        }
        return storedBase
    }

    /// One event by its id.
    static func selection(_ id: EventID, in project: ProjectID, withBody: Bool = false) -> SQL {
        let columns = withBody ? columnsWithBody(ofRows: 1) : columns
        return "SELECT \(columns) FROM event WHERE event_id = \(id) AND project_id = \(project)"
    }
}
