import SentryProtocol
import Storage

extension SQLiteEngine {
    public func event(
        _ selector: EventSelector, of issue: IssueID, environments: [String]
    ) async throws -> StoredEvent? {
        try await read { reader in
            let scope = try reader.scope(of: issue, environments: environments)
            return try reader.event(selector, of: scope, on: reader.days(of: scope))?.event
        }
    }

    public func event(_ id: EventID, in project: ProjectID) async throws -> StoredEvent? {
        try await read { reader in
            guard let found = try reader.event(id, in: project, on: reader.layout.days().reversed()) else { return nil }
            let scope = try reader.scope(of: found.issueID, environments: [])
            return try reader.stored(found, of: scope, on: reader.days(of: scope))
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
        .issue(labels: try culprit.labels(ofIssueLabelled: label), environments: environments)
    }

    fileprivate func page(of scope: EventScope, from cursor: Cursor, limit: Int) throws -> Page<EventSummary> {
        let limit = min(max(limit, 1), 100)
        guard !cursor.isBeforeStart else { return Page(rows: [], next: .start) }
        let place = cursor.isStart ? nil : OccurrencePlace(cursor)
        let days = try days(of: scope)
        let found = try events(
            of: scope, on: days, after: place, oldestFirst: cursor.isPrevious, limit: limit + 1, withBodies: true)
        let page = try Paging.page(of: found, limit: limit, from: cursor) { event, isPrevious in
            event.place.cursor(isPrevious: isPrevious)
        } isAnythingBehind: { first in
            try !events(of: scope, on: days, after: first.place, oldestFirst: !cursor.isPrevious, limit: 1).isEmpty
        }
        var labels = LabelCache()
        if case .issue(let known, _) = scope, let issue = known.first { labels.note(known, leadTo: issue) }
        let rows = try page.rows.map { event in
            try summary(event, in: labels.issue(labelled: event.issueID, culprit))
        }
        return Page(rows: rows, previous: page.previous, next: page.next)
    }

    /// The next `limit` events after `place`, from as many files of `days` as it takes.
    func events(
        of scope: EventScope, on days: [Day], after place: OccurrencePlace?, oldestFirst: Bool, limit: Int,
        withBodies: Bool = false
    ) throws -> [FoundEvent] {
        var found: [FoundEvent] = []
        var days = days
        if let first = place?.day { days.removeAll { oldestFirst ? $0 < first : $0 > first } }
        for day in oldestFirst ? days : days.reversed() {
            guard let file = try file(of: day) else { continue }
            found += try events(
                of: scope, on: day, in: file, after: place?.day == day ? place : nil, oldestFirst: oldestFirst,
                limit: limit - found.count, withBodies: withBodies)
            if found.count >= limit { break }
        }
        return found
    }

    private func events(
        of scope: EventScope, on day: Day, in file: Connection, after place: OccurrencePlace?, oldestFirst: Bool,
        limit: Int, withBodies: Bool
    ) throws -> [FoundEvent] {
        let parts = scope.parts
        var found = try parts.flatMap { part in
            try file.rows(
                part.rows(after: place, oldestFirst: oldestFirst, limit: limit, withBodies: withBodies)
            ) { withBodies ? FoundEvent(withBody: $0, on: day) : FoundEvent($0, on: day) }
        }
        guard parts.count > 1 else { return found }
        found.sort { one, other in
            let (one, other) = oldestFirst ? (one.place, other.place) : (other.place, one.place)
            return (one.occurredAt, one.row) < (other.occurredAt, other.row)
        }
        return Array(found.prefix(limit))
    }

    /// Days whose files may hold such events, oldest first.
    func days(of scope: EventScope) throws -> [Day] {
        switch scope {
        case .issue(let labels, _): try labels.first.map { try self.days(of: $0) } ?? []
        case .project: layout.days()
        }
    }

    /// Oldest first.
    func days(of issue: IssueID) throws -> [Day] {
        try culprit.rows("SELECT day FROM issue_day WHERE issue_id = \(issue) ORDER BY day") { Day(number: $0.int(0)) }
    }

    /// One event of an issue with its body and neighbours, and where it stands; `days` are those of the scope. Its
    /// project is looked up when it is not given.
    func event(
        _ selector: EventSelector, of scope: EventScope, in project: ProjectID? = nil, on days: [Day]
    ) throws -> (event: StoredEvent, place: OccurrencePlace)? {
        switch selector {
        case .latest, .recommended:
            let found = try events(of: scope, on: days, after: nil, oldestFirst: false, limit: 2, withBodies: true)
            guard let event = found.first else { return nil }
            return (try stored(event, of: scope, previous: found.dropFirst().first, next: nil), event.place)
        case .oldest:
            let found = try events(of: scope, on: days, after: nil, oldestFirst: true, limit: 2, withBodies: true)
            guard let event = found.first else { return nil }
            return (try stored(event, of: scope, previous: nil, next: found.dropFirst().first), event.place)
        case .id(let id):
            guard case .issue(let labels, _) = scope, let issue = labels.first,
                let project = try project ?? culprit.project(of: issue),
                let found = try event(id, in: project, on: days.reversed(), withBody: true),
                labels.contains(found.issueID)
            else { return nil }
            return (try stored(found, of: scope, on: days), found.place)
        }
    }

    func event(
        _ id: EventID, in project: ProjectID, on days: [Day], withBody: Bool = false
    ) throws -> FoundEvent? {
        for day in days {
            guard let file = try file(of: day) else { continue }
            let found = try file.first(FoundEvent.selection(id, in: project, withBody: withBody)) {
                withBody ? FoundEvent(withBody: $0, on: day) : FoundEvent($0, on: day)
            }
            if let found { return found }
        }
        return nil
    }

    /// The event with its body, and its neighbours in `scope`.
    fileprivate func stored(_ found: FoundEvent, of scope: EventScope, on days: [Day]) throws -> StoredEvent {
        try stored(
            found, of: scope,
            previous: events(of: scope, on: days, after: found.place, oldestFirst: false, limit: 1).first,
            next: events(of: scope, on: days, after: found.place, oldestFirst: true, limit: 1).first)
    }

    private func stored(
        _ found: FoundEvent, of scope: EventScope, previous: FoundEvent?, next: FoundEvent?
    ) throws -> StoredEvent {
        var issue = found.issueID
        // The first label of an issue is its own.
        if case .issue(let labels, _) = scope, let own = labels.first { issue = own }
        return StoredEvent(
            id: found.id, projectID: found.projectID, issueID: issue, body: try body(of: found),
            previous: previous?.id, next: next?.id)
    }

    func body(of found: FoundEvent) throws -> [UInt8] {
        let place = found.place
        let file = try file(of: place.day)
        let stored =
            try found.body ?? file?.first("SELECT bytes FROM body WHERE id = \(place.row)") { $0.blob(0) }
        let json = stored.flatMap { stored in
            try? configuration.decodeBody(stored) { id in
                try found.base(named: id) ?? file?.storedBody(of: id, in: found.projectID)
            }
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
