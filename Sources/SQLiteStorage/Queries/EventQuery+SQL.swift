import SentryProtocol
import Storage

/// Whose events are asked for.
enum EventScope: Sendable {
    case issue(IssueID, environments: [String])
    case project(ProjectID)

    fileprivate var filter: SQL {
        switch self {
        case .issue(let issue, let environments):
            environments.isEmpty
                ? "issue_id = \(issue)" : "issue_id = \(issue) AND environment IN \(anyOf: environments)"
        case .project(let project): "project_id = \(project)"
        }
    }
}

/// A place among events: the day of arrival, the time of occurrence, and the row in the day's file.
struct EventPlace: Equatable {
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
    /// Newest first in one day's file, or oldest first: a walk along `event_by_issue` or `event_by_project`, no sort.
    func rows(after place: EventPlace?, oldestFirst: Bool, limit: Int) -> SQL {
        var range: SQL = ""
        if let place {
            range =
                oldestFirst
                ? " AND (occurred_at, event.id) > (\(place.occurredAt), \(place.row))"
                : " AND (occurred_at, event.id) < (\(place.occurredAt), \(place.row))"
        }
        let order: SQL = oldestFirst ? "occurred_at ASC, event.id ASC" : "occurred_at DESC, event.id DESC"
        return """
            SELECT \(FoundEvent.columns) FROM event
            WHERE \(filter)\(range)
            ORDER BY \(order) LIMIT \(limit)
            """
    }
}

/// A row of a day's file.
struct FoundEvent {
    let place: EventPlace
    let id: EventID
    let projectID: ProjectID
    let issueID: IssueID
    let receivedAt: Timestamp
    let level: Level
    let environment: String

    static let columns: SQL =
        "event.id, event_id, project_id, issue_id, occurred_at, received_at, level, environment"

    init(_ row: Row, on day: Day) {
        place = EventPlace(day: day, occurredAt: row.integer(4), row: row.integer(0))
        id = row.eventID(1)
        projectID = ProjectID(rawValue: row.integer(2))
        issueID = IssueID(rawValue: row.integer(3))
        receivedAt = row.time(5)
        level = Level(rawValue: row.int(6)) ?? .error
        environment = row.text(7)
    }

    /// One event by its id.
    static func selection(_ id: EventID, in project: ProjectID) -> SQL {
        "SELECT \(columns) FROM event WHERE event_id = \(id) AND project_id = \(project)"
    }
}
