import SentryProtocol
import Storage

/// A stored event that is to belong to another issue, or to be known by another hash.
struct EventMove {
    var place: EventPlace
    var project: ProjectID
    /// Where it is counted now.
    var from: RowLabel
    var to: RowLabel
    var occurredAt: Timestamp
    /// Empty when the event has none.
    var environment: String
    var userHash: Int64?
    /// Nil to have them read from the body when they are needed.
    var facts: EventFacts?

    var changesIssue: Bool { from.issue != to.issue }

    /// As the issue that it comes to counts it.
    var countedRow: CountedRow {
        var facts = facts ?? EventFacts(unreadable: EventID(high: 0, low: 0), level: .error)
        facts.occurredAt = occurredAt
        facts.environment = environment.isEmpty ? nil : environment
        return CountedRow(
            day: place.day, row: place.row, projectID: project, issueID: to.issue, userHash: userHash, facts: facts)
    }

    static let columns: SQL = "event.id, project_id, issue_id, occurred_at, environment, user_hash, hash"

    /// A row of `columns`, which stays where it is.
    init(_ row: Row, on day: Day, in issue: IssueID) {
        place = EventPlace(day: day, row: row.integer(0))
        project = ProjectID(rawValue: row.integer(1))
        from = RowLabel(issue: issue, hash: row.optionalInteger(6))
        to = from
        occurredAt = row.time(3)
        environment = row.text(4)
        userHash = row.optionalInteger(5)
    }

    /// The issue that a row of `columns` is labelled with.
    static func label(_ row: Row) -> IssueID { IssueID(rawValue: row.integer(2)) }
}

/// Files of days, open for as long as something is moved in them.
///
/// They are synced whatever the configuration says: what `culprit.db` says of a move must not outlive the move.
final class MoveFiles {
    private let layout: StoreLayout
    private let configuration: SQLiteConfiguration
    private var open: [Day: Connection] = [:]

    static let openMax = 8

    init(_ layout: StoreLayout, _ configuration: SQLiteConfiguration) {
        (self.layout, self.configuration) = (layout, configuration)
    }

    /// Nil when there is none.
    func file(of day: Day) throws -> Connection? {
        if let file = open[day] { return file }
        guard layout.exists(day) else { return nil }
        let file = try Connection(
            path: layout.file(of: day), mode: .write, busyMilliseconds: Int32(clamping: configuration.busyMilliseconds))
        try file.prepareForWriting(synchronous: .full, cacheKibibytes: 2048)
        if open.count >= Self.openMax { open.removeAll() }
        open[day] = file
        return file
    }

    /// What the stored body says; nil when it cannot be read.
    func facts(at place: EventPlace, of project: ProjectID) throws -> EventFacts? {
        try file(of: place.day)?.facts(ofRow: place.row, in: project, configuration.decodeBody)
    }
}

extension Connection {
    /// What the body of a row in this day's file says; nil when it cannot be read.
    func facts(ofRow row: Int64, in project: ProjectID, _ decode: BodyDecoder) throws -> EventFacts? {
        guard let bytes = try first("SELECT bytes FROM body WHERE id = \(row)", { $0.blob(0) }) else { return nil }
        guard let json = try? decode(bytes, { try self.storedBody(of: $0, in: project) }) else { return nil }
        return EventFacts(stored: json)
    }

    /// The events of this day's file that are labelled so, in the order of `event_by_issue`.
    static func events(labelled label: IssueID) -> SQL {
        "SELECT \(EventMove.columns) FROM event WHERE issue_id = \(label) ORDER BY occurred_at, event.id"
    }
}
