import SentryProtocol
import Storage

/// Counts events by type and release, and the people in them; a part of `CounterFold` and of its transactions.
final class FigureFold {
    private let connection: Connection
    private let addFigure: Statement
    private let findType: Statement
    private let addType: Statement
    private let findRelease: Statement
    private let addRelease: Statement
    private let addToRelease: Statement
    private let releaseEnvironment: PairStatement
    private let findPeople: Statement
    private let setPeople: Statement
    /// What is known to be stored; each is bounded by being emptied when full.
    private var types: [String: Int64] = [:]
    private var releases: [ReleaseKey: Int64] = [:]
    private var environments: Set<ReleaseEnvironment> = []
    private var people: [PeopleKey: DistinctCount] = [:]

    private static let peopleKept = 64

    private struct ReleaseKey: Hashable {
        let project: ProjectID
        let version: String
    }

    private struct ReleaseEnvironment: Hashable {
        let release: Int64
        let environment: Int64
    }

    private struct PeopleKey: Hashable {
        let project: ProjectID
        let span: FigureSpan
        let day: Day
    }

    /// What some rows add to a release in a project.
    fileprivate struct ReleaseGain {
        var events = 0
        var first = Int64.max
        var last = Int64.min
    }

    init(_ connection: Connection) throws(SQLiteError) {
        self.connection = connection
        addFigure = try connection.prepare(
            """
            INSERT INTO project_figure (project_id, kind, hours, first_hour, label_id, received_day, events)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO UPDATE SET events = events + excluded.events
            """)
        findType = try connection.prepare("SELECT id FROM error_type WHERE name = ?1")
        addType = try connection.prepare("INSERT INTO error_type (name) VALUES (?1)")
        findRelease = try connection.prepare(
            """
            SELECT id FROM release
            WHERE organization_id = coalesce((SELECT organization_id FROM project WHERE id = ?1), 0) AND version = ?2
            """)
        addRelease = try connection.prepare(
            """
            INSERT INTO release (organization_id, version, created_at)
            VALUES (coalesce((SELECT organization_id FROM project WHERE id = ?1), 0), ?2, ?3)
            """)
        addToRelease = try connection.prepare(
            """
            INSERT INTO release_project (release_id, project_id, events, first_event_at, last_event_at)
            VALUES (?1, ?2, ?3, ?4, ?5)
            ON CONFLICT DO UPDATE SET events = events + excluded.events,
                first_event_at = min(coalesce(first_event_at, excluded.first_event_at), excluded.first_event_at),
                last_event_at = max(coalesce(last_event_at, excluded.last_event_at), excluded.last_event_at)
            """)
        releaseEnvironment = PairStatement(
            statement: try connection.prepare("INSERT OR IGNORE INTO release_environment VALUES (?1, ?2)"))
        findPeople = try connection.prepare(
            """
            SELECT people FROM project_people
            WHERE project_id = ?1 AND hours = ?2 AND first_hour = ?3 AND received_day = ?4
            """)
        setPeople = try connection.prepare(
            """
            INSERT INTO project_people (project_id, hours, first_hour, received_day, people)
            VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO UPDATE SET people = excluded.people
            """)
    }

    /// Forgets what is stored: a transaction failed, or somebody else has deleted some of it.
    func forget() {
        types.removeAll()
        releases.removeAll()
        environments.removeAll()
        people.removeAll()
    }

    func count(_ rows: [CountedRow], environmentID: (String) throws -> Int64) throws {
        var figures: [FigureKey: Int] = [:]
        var gains: [FigureKey: ReleaseGain] = [:]
        var present: [PeopleKey: Set<Int64>] = [:]
        // By index: a row is large to copy.
        for index in rows.indices {
            let (project, day, moment) = (rows[index].projectID, rows[index].day, rows[index].facts.occurredAt)
            let spans = [FigureSpan.hour(of: moment), .day(of: moment)]
            let type = try typeID(FigureLimits.typeName(rows[index].facts))
            for span in spans {
                figures[FigureKey(project: project, kind: .type, span: span, label: type, day: day), default: 0] += 1
            }
            if let user = rows[index].userHash {
                for span in spans {
                    present[PeopleKey(project: project, span: span, day: day), default: []].insert(user)
                }
            }
            guard let version = FigureLimits.version(rows[index].facts) else { continue }
            let release = try releaseID(version, of: project, at: rows[index].facts.receivedAt)
            for span in spans {
                let key = FigureKey(project: project, kind: .release, span: span, label: release, day: day)
                figures[key, default: 0] += 1
                guard span.hours == 24 else { continue }
                gains[key, default: ReleaseGain()].add(moment.microseconds)
            }
            try link(release, try environmentID(rows[index].facts.environment ?? ""))
        }
        for (key, events) in figures { try add(events, to: key) }
        for (key, gain) in gains { try add(gain, to: key.label, of: key.project) }
        for (key, users) in present { try add(users, to: key) }
    }

    private func add(_ events: Int, to key: FigureKey) throws(SQLiteError) {
        addFigure.bind(1, key.project.rawValue)
        addFigure.bind(2, key.kind.rawValue)
        addFigure.bind(3, key.span.hours)
        addFigure.bind(4, key.span.firstHour)
        addFigure.bind(5, key.label)
        addFigure.bind(6, key.day.number)
        addFigure.bind(7, events)
        try addFigure.run()
    }

    private func add(_ gain: ReleaseGain, to release: Int64, of project: ProjectID) throws(SQLiteError) {
        addToRelease.bind(1, release)
        addToRelease.bind(2, project.rawValue)
        addToRelease.bind(3, gain.events)
        addToRelease.bind(4, gain.first)
        addToRelease.bind(5, gain.last)
        try addToRelease.run()
    }

    private func link(_ release: Int64, _ environment: Int64) throws(SQLiteError) {
        let link = ReleaseEnvironment(release: release, environment: environment)
        if environments.contains(link) { return }
        try releaseEnvironment.insert(release, environment)
        if environments.count >= CounterFold.cacheMax { environments.removeAll(keepingCapacity: true) }
        environments.insert(link)
    }

    /// Most people come again, and then nothing is written.
    private func add(_ users: Set<Int64>, to key: PeopleKey) throws {
        var known = try people[key] ?? storedPeople(key)
        var isNew = false
        for user in users where known.insert(user) { isNew = true }
        if people.count >= Self.peopleKept { people.removeAll(keepingCapacity: true) }
        people[key] = known
        guard isNew else { return }
        bind(setPeople, key)
        setPeople.bind(5, known.bytes)
        try setPeople.run()
    }

    private func storedPeople(_ key: PeopleKey) throws -> DistinctCount {
        bind(findPeople, key)
        defer { findPeople.reset() }
        let none = DistinctCount(hashesMax: FigureLimits.peopleMax)
        guard try findPeople.step() else { return none }
        return DistinctCount(bytes: findPeople.row.blob(0), hashesMax: FigureLimits.peopleMax) ?? none
    }

    private func bind(_ statement: Statement, _ key: PeopleKey) {
        statement.bind(1, key.project.rawValue)
        statement.bind(2, key.span.hours)
        statement.bind(3, key.span.firstHour)
        statement.bind(4, key.day.number)
    }

    private func typeID(_ name: String) throws(SQLiteError) -> Int64 {
        if let id = types[name] { return id }
        findType.bind(1, name)
        var id = try findType.integer()
        if id == nil {
            addType.bind(1, name)
            try addType.run()
            id = connection.lastInsertedRow
        }
        if types.count >= CounterFold.cacheMax { types.removeAll(keepingCapacity: true) }
        types[name] = id
        return id ?? 0
    }

    private func releaseID(_ version: String, of project: ProjectID, at moment: Timestamp) throws(SQLiteError) -> Int64
    {
        let key = ReleaseKey(project: project, version: version)
        if let id = releases[key] { return id }
        findRelease.bind(1, project.rawValue)
        findRelease.bind(2, version)
        var id = try findRelease.integer()
        if id == nil {
            addRelease.bind(1, project.rawValue)
            addRelease.bind(2, version)
            addRelease.bind(3, moment.microseconds)
            try addRelease.run()
            id = connection.lastInsertedRow
        }
        if releases.count >= CounterFold.cacheMax { releases.removeAll(keepingCapacity: true) }
        releases[key] = id
        return id ?? 0
    }
}

extension FigureFold.ReleaseGain {
    fileprivate mutating func add(_ moment: Int64) {
        events += 1
        first = min(first, moment)
        last = max(last, moment)
    }
}
