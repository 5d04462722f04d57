import SentryProtocol
import Storage

extension SQLiteEngine {
    public func event(
        _ selector: EventSelector, of issue: IssueID, environments: [String]
    ) async throws -> StoredEvent? {
        try await read { reader in
            let scope = try reader.scope(of: issue, environments: environments)
            let found: FoundEvent? =
                switch selector {
                case .latest, .recommended: try reader.events(of: scope, after: nil, oldestFirst: false, limit: 1).first
                case .oldest: try reader.events(of: scope, after: nil, oldestFirst: true, limit: 1).first
                case .id(let id): try reader.event(id, of: issue)
                }
            return try found.map { try reader.stored($0, among: scope) }
        }
    }

    public func event(_ id: EventID, in project: ProjectID) async throws -> StoredEvent? {
        try await read { reader in
            guard let found = try reader.event(id, in: project, on: reader.layout.days().reversed()) else { return nil }
            return try reader.stored(found, among: try reader.scope(of: found.issueID, environments: []))
        }
    }

    public func events(
        of issue: IssueID, environments: [String], cursor: Cursor, limit: Int
    ) async throws -> Page<EventSummary> {
        try await read { reader in
            try reader.page(of: reader.scope(of: issue, environments: environments), from: cursor, limit: limit)
        }
    }

    public func events(of project: ProjectID, cursor: Cursor, limit: Int) async throws -> Page<EventSummary> {
        try await read { try $0.page(of: .project(project), from: cursor, limit: limit) }
    }
}

extension Reader {
    /// The events of the issue that a label leads to.
    func scope(of label: IssueID, environments: [String]) throws -> EventScope {
        .issue(labels: try culprit.labels(of: culprit.issue(labelled: label)), environments: environments)
    }

    fileprivate func page(of scope: EventScope, from cursor: Cursor, limit: Int) throws -> Page<EventSummary> {
        let limit = min(max(limit, 1), 100)
        guard !cursor.isBeforeStart else { return Page(rows: [], next: .start) }
        let place = cursor.isStart ? nil : OccurrencePlace(cursor)
        let found = try events(of: scope, after: place, oldestFirst: cursor.isPrevious, limit: limit + 1)
        let page = try Paging.page(of: found, limit: limit, from: cursor) { event, isPrevious in
            event.place.cursor(isPrevious: isPrevious)
        } isAnythingBehind: { first in
            try !events(of: scope, after: first.place, oldestFirst: !cursor.isPrevious, limit: 1).isEmpty
        }
        var labels = LabelCache()
        let rows = try page.rows.map { event in
            try summary(event, in: labels.issue(labelled: event.issueID, culprit))
        }
        return Page(rows: rows, previous: page.previous, next: page.next)
    }

    /// The next `limit` events after `place`, from as many files as it takes.
    func events(
        of scope: EventScope, after place: OccurrencePlace?, oldestFirst: Bool, limit: Int
    ) throws -> [FoundEvent] {
        var found: [FoundEvent] = []
        for day in try days(of: scope, from: place?.day, oldestFirst: oldestFirst) {
            guard let file = try file(of: day) else { continue }
            found += try events(
                of: scope, on: day, in: file, after: place?.day == day ? place : nil, oldestFirst: oldestFirst,
                limit: limit - found.count)
            if found.count >= limit { break }
        }
        return found
    }

    private func events(
        of scope: EventScope, on day: Day, in file: Connection, after place: OccurrencePlace?, oldestFirst: Bool,
        limit: Int
    ) throws -> [FoundEvent] {
        let parts = scope.parts
        var found = try parts.flatMap { part in
            try file.rows(part.rows(after: place, oldestFirst: oldestFirst, limit: limit)) { FoundEvent($0, on: day) }
        }
        guard parts.count > 1 else { return found }
        found.sort { one, other in
            let (one, other) = oldestFirst ? (one.place, other.place) : (other.place, one.place)
            return (one.occurredAt, one.row) < (other.occurredAt, other.row)
        }
        return Array(found.prefix(limit))
    }

    /// Days whose files may hold such events, in the order of the walk.
    private func days(of scope: EventScope, from first: Day?, oldestFirst: Bool) throws -> [Day] {
        var days: [Day]
        switch scope {
        case .issue(let labels, _): days = try labels.first.map { try self.days(of: $0) } ?? []
        case .project: days = layout.days()
        }
        if let first { days.removeAll { oldestFirst ? $0 < first : $0 > first } }
        return oldestFirst ? days : days.reversed()
    }

    /// Oldest first.
    func days(of issue: IssueID) throws -> [Day] {
        try culprit.rows("SELECT day FROM issue_day WHERE issue_id = \(issue) ORDER BY day") { Day(number: $0.int(0)) }
    }

    fileprivate func event(_ id: EventID, of label: IssueID) throws -> FoundEvent? {
        let issue = try culprit.issue(labelled: label)
        guard let project = try culprit.project(of: issue) else { return nil }
        guard let found = try event(id, in: project, on: try days(of: issue).reversed()) else { return nil }
        return try culprit.issue(labelled: found.issueID) == issue ? found : nil
    }

    func event(_ id: EventID, in project: ProjectID, on days: [Day]) throws -> FoundEvent? {
        for day in days {
            guard let file = try file(of: day) else { continue }
            if let found = try file.first(FoundEvent.selection(id, in: project), { FoundEvent($0, on: day) }) {
                return found
            }
        }
        return nil
    }

    /// The event with its body, and its neighbours in `scope`.
    fileprivate func stored(_ found: FoundEvent, among scope: EventScope) throws -> StoredEvent {
        StoredEvent(
            id: found.id, projectID: found.projectID, issueID: try culprit.issue(labelled: found.issueID),
            body: try body(of: found),
            previous: try events(of: scope, after: found.place, oldestFirst: false, limit: 1).first?.id,
            next: try events(of: scope, after: found.place, oldestFirst: true, limit: 1).first?.id)
    }

    func body(of found: FoundEvent) throws -> [UInt8] {
        let place = found.place
        let file = try file(of: place.day)
        let stored = try file?.first("SELECT bytes FROM body WHERE id = \(place.row)") { $0.blob(0) }
        let json = stored.flatMap { stored in
            try? configuration.decodeBody(stored) { try file?.storedBody(of: $0, in: found.projectID) }
        }
        guard let json else {
            throw SQLiteStorageError.damaged(file: layout.file(of: place.day), row: place.row)
        }
        return json
    }

    /// What lists show of an event; of one whose body is damaged, what its row says.
    private func summary(_ found: FoundEvent, in issue: IssueID) throws -> EventSummary {
        var facts =
            (try? body(of: found)).flatMap { EventFacts(stored: $0) }
            ?? EventFacts(unreadable: found.id, level: found.level)
        facts.occurredAt = Timestamp(microseconds: found.place.occurredAt)
        facts.receivedAt = found.receivedAt
        facts.environment = found.environment.isEmpty ? nil : found.environment
        return EventSummary(facts: facts, projectID: found.projectID, issueID: issue)
    }
}
