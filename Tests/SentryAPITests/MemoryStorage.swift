import SentryProtocol
import Storage

/// Rows kept in memory: enough of an engine to ask the API questions. Lists page by offset.
actor MemoryStorage: StorageEngine {
    var organizationRows: [Organization] = []
    var projectRows: [Project] = []
    var keyRows: [ProjectKey] = []
    var userRows: [User] = []
    var tokenRows: [(hash: [UInt8], token: APIToken)] = []
    var issueRows: [IssueSummary] = []
    var eventRows: [StoredEvent] = []
    var activityRows: [Activity] = []
    /// Where issues went that were merged, and whose events they hold.
    var mergedRows: [IssueID: (into: IssueID, row: IssueSummary, events: [EventID])] = [:]
    /// Revisions of rules, the newest last.
    var ruleRows: [ProjectID: [GroupingRules]] = [:]
    var settingRows: [ProjectID: ProjectSettings] = [:]
    var formerSlugs: [String: ProjectID] = [:]
    var deletionRows: [ProjectDeletion] = []
    /// Saved by somebody else just before the next saving.
    var conflictingRules: GroupingRules?
    var notReady: String?
    var markRows: [IssueID: [UserID: IssueMarks]] = [:]
    var searchRows: [SavedSearch] = []
    /// Who does not belong to an organization, and who is in which teams.
    var strangers: [OrganizationID: Set<UserID>] = [:]
    var memberTeams: [UserID: Set<TeamID>] = [:]
    var teamsOfProjects: [ProjectID: Set<TeamID>] = [:]
    /// Makes every question about issues fail.
    var isBroken = false
    /// The last question about issues.
    private(set) var lastQuery: IssueQuery?

    struct Broken: Error {}

    func edit(_ change: @Sendable (isolated MemoryStorage) -> Void) { change(self) }
    func add(_ issue: IssueSummary) { issueRows.append(issue) }
    func add(_ event: StoredEvent) { eventRows.append(event) }
    func add(_ token: APIToken, hash: [UInt8]) { tokenRows.append((hash, token)) }
    func breakDown() { isBroken = true }

    // MARK: Directory

    func organizations() -> [Organization] { organizationRows }
    func projects() -> [Project] { projectRows }
    func keys() -> [ProjectKey] { keyRows }
    func users() -> [User] { userRows }

    func createOrganization(slug: String, name: String, at now: Timestamp) -> Organization {
        let row = Organization(
            id: OrganizationID(rawValue: Int64(organizationRows.count + 1)), slug: slug, name: name, createdAt: now)
        organizationRows.append(row)
        return row
    }

    func createProject(
        slug: String, name: String, platform: String?, in organization: OrganizationID, key: NewKey, at now: Timestamp
    ) throws -> (Project, ProjectKey) {
        guard slug.isSlug else { throw DirectoryError.badSlug(slug) }
        guard !projectRows.contains(where: { $0.slug == slug }) else { throw DirectoryError.taken(slug) }
        let row = Project(
            id: ProjectID(rawValue: Int64(projectRows.count + 2)), organizationID: organization, slug: slug, name: name,
            platform: platform, createdAt: now)
        projectRows.append(row)
        return (row, try createKey(key, of: row.id, at: now))
    }

    func createKey(_ key: NewKey, of project: ProjectID, at now: Timestamp) throws -> ProjectKey {
        guard !keyRows.contains(where: { $0.publicKey == key.publicKey }) else {
            throw DirectoryError.taken(key.publicKey)
        }
        let row = ProjectKey(
            publicKey: key.publicKey, secretKey: key.secretKey, projectID: project, label: key.label, isActive: true,
            createdAt: now)
        keyRows.append(row)
        return row
    }

    func updateKey(_ publicKey: String, label: String?, isActive: Bool?) -> ProjectKey? {
        guard let index = keyRows.firstIndex(where: { $0.publicKey == publicKey }) else { return nil }
        if let label { keyRows[index].label = label }
        if let isActive { keyRows[index].isActive = isActive }
        return keyRows[index]
    }

    func deleteKey(_ publicKey: String) -> Bool {
        let count = keyRows.count
        keyRows.removeAll { $0.publicKey == publicKey }
        return keyRows.count < count
    }

    func createUser(email: String, name: String, role: Role, passwordHash: String, at now: Timestamp) -> User {
        let row = User(
            id: UserID(rawValue: Int64(userRows.count + 1)), email: email, name: name, role: role, isActive: true,
            createdAt: now)
        userRows.append(row)
        return row
    }

    func credentials(email: String) -> (user: User, passwordHash: String)? { nil }
    func recordLogin(_ user: UserID, at now: Timestamp) {}

    func createToken(
        hash: [UInt8], name: String, tail: String, scopes: Set<String>, user: UserID?, expiresAt: Timestamp?,
        at now: Timestamp
    ) -> APIToken {
        let row = APIToken(
            id: TokenID(rawValue: Int64(tokenRows.count + 1)), name: name, tail: tail, scopes: scopes, userID: user,
            createdAt: now, expiresAt: expiresAt)
        tokenRows.append((hash, row))
        return row
    }

    func token(hash: [UInt8]) -> APIToken? { tokenRows.first { $0.hash == hash }?.token }
    func createSession(hash: [UInt8], user: UserID, expiresAt: Timestamp, at now: Timestamp) {}
    func session(hash: [UInt8], at now: Timestamp) -> Session? { nil }
    func deleteSession(hash: [UInt8]) {}
    func setting(_ name: String) -> String? { nil }
    func setSetting(_ name: String, to value: String?) {}
    func setting(_ name: String, orSet value: String) -> String { value }
    func version() -> Int64 { 1 }

    // MARK: Issues

    func issues(matching query: IssueQuery) throws -> Page<IssueSummary> {
        if isBroken { throw Broken() }
        lastQuery = query
        let all = issueRows.filter { matches($0, query) }.sorted { $0.lastSeen > $1.lastSeen }
        return page(of: all, query.cursor, query.limit, hits: all.count)
    }

    func issueCount(matching query: IssueQuery, upTo limit: Int) -> Int {
        min(limit, issueRows.filter { matches($0, query) }.count)
    }

    func issue(_ id: IssueID) -> IssueSummary? {
        let target = mergedRows[id]?.into ?? id
        return issueRows.first { $0.id == target }
    }

    func issue(_ shortID: ShortID, in organization: OrganizationID) -> IssueSummary? {
        issueRows.first { issue in
            issue.shortID == shortID
                && projectRows.contains { $0.id == issue.projectID && $0.organizationID == organization }
        }
    }

    func trends(of issues: [IssueID], environments: [String], over period: Period, bars: Int) -> [IssueID: [Int]] {
        var trends: [IssueID: [Int]] = [:]
        for event in eventRows where issues.contains(event.issueID) {
            guard let at = facts(of: event)?.occurredAt, at >= period.start, at < period.end else { continue }
            let length = period.end.microseconds(since: period.start) / Int64(bars)
            trends[event.issueID, default: Array(repeating: 0, count: bars)][
                Int(at.microseconds(since: period.start) / length)] += 1
        }
        return trends
    }

    func trend(of projects: [ProjectID], environments: [String], over period: Period, bars: Int) -> [Int] {
        Array(repeating: 0, count: bars)
    }

    func apply(_ command: IssueCommand, to issues: [IssueID], by actor: Actor, at now: Timestamp) -> [IssueID] {
        change(issues, by: [command], actor: actor, at: now).found
    }

    func activities(of issue: IssueID, limit: Int) -> [Activity] {
        Array(activityRows.filter { $0.issueID == issue }.prefix(limit))
    }

    // MARK: Events

    func event(_ selector: EventSelector, of issue: IssueID, environments: [String]) -> StoredEvent? {
        let events = newestFirst { $0.issueID == issue && isWithin(environments, $0) }
        return switch selector {
        case .latest, .recommended: events.first
        case .oldest: events.last
        case .id(let id): events.first { $0.id == id }
        }
    }

    func event(_ id: EventID, in project: ProjectID) -> StoredEvent? {
        eventRows.first { $0.id == id && $0.projectID == project }
    }

    func position(of event: StoredEvent) -> Int? {
        newestFirst { $0.issueID == event.issueID }.reversed().firstIndex { $0.id == event.id }.map { $0 + 1 }
    }

    func events(of issue: IssueID, environments: [String], cursor: Cursor, limit: Int) -> Page<EventSummary> {
        page(of: newestFirst { $0.issueID == issue && isWithin(environments, $0) }.compactMap(summary), cursor, limit)
    }

    func events(of project: ProjectID, cursor: Cursor, limit: Int) -> Page<EventSummary> {
        page(of: newestFirst { $0.projectID == project }.compactMap(summary), cursor, limit)
    }

    func environments(of projects: [ProjectID]) -> [String] {
        Set(eventRows.filter { projects.contains($0.projectID) }.compactMap { facts(of: $0)?.environment }).sorted()
    }

    // MARK: The rest of an engine

    nonisolated func commit(
        _ batch: IngestBatch, then finish: @escaping @Sendable (Result<Receipt, CommitError>) -> Void
    ) { finish(.failure(.closing)) }
    func close() {}
    func readiness() -> String? { notReady }
    func statistics() -> StorageStatistics { StorageStatistics() }

    func matches(_ issue: IssueSummary, _ query: IssueQuery) -> Bool {
        guard query.projects.contains(issue.projectID) else { return false }
        return query.search.terms.allSatisfy { term in
            switch term.condition {
            case .status(let status): (issue.status == status) != term.isNegated
            case .text(let text): issue.title.lowercased().contains(text.lowercased()) != term.isNegated
            default: true
            }
        }
    }

    private func facts(of event: StoredEvent) -> EventFacts? { EventFacts(stored: event.json) }

    private func summary(_ event: StoredEvent) -> EventSummary? {
        facts(of: event).map { EventSummary(facts: $0, projectID: event.projectID, issueID: event.issueID) }
    }

    private func isWithin(_ environments: [String], _ event: StoredEvent) -> Bool {
        environments.isEmpty || environments.contains(facts(of: event)?.environment ?? "")
    }

    private func newestFirst(_ isWanted: (StoredEvent) -> Bool) -> [StoredEvent] {
        let wanted = eventRows.filter(isWanted).map { ($0, facts(of: $0)?.occurredAt ?? Timestamp(seconds: 0)) }
        return wanted.sorted { $0.1 > $1.1 }.map(\.0)
    }

    private func page<Row: Sendable>(
        of rows: [Row], _ cursor: Cursor, _ limit: Int, hits: Int? = nil
    ) -> Page<Row> {
        let start = min(Int(cursor.offset), rows.count)
        let end = min(start + limit, rows.count)
        return Page(
            rows: Array(rows[start..<end]),
            previous: start > 0 ? Cursor(value: 0, offset: Int64(max(0, start - limit)), isPrevious: true) : nil,
            next: end < rows.count ? Cursor(value: 0, offset: Int64(end), isPrevious: false) : nil, hits: hits)
    }
}
