import SentryProtocol
import Storage

/// Whom tags are counted for.
enum TagOwner {
    /// What rows of events are labelled with: the number of an issue as it was given. Merging leaves labels alone, so it
    /// leaves these counts alone, too.
    static func label(_ issue: IssueID) -> Int64 { issue.rawValue }
    static func project(_ project: ProjectID) -> Int64 { -project.rawValue }
}

/// How many tags are kept; events with more are counted, and their further keys and values are not.
enum TagLimits {
    static let keysOfIssueMax = 100
    static let keysOfProjectMax = 500
    /// Of one key.
    static let valuesOfIssueMax = TagBounds.valuesOfIssueMax
    static let valuesOfProjectMax = TagBounds.valuesOfProjectMax

    static func keysMax(of owner: Int64) -> Int { owner < 0 ? keysOfProjectMax : keysOfIssueMax }
    static func valuesMax(of owner: Int64) -> Int { owner < 0 ? valuesOfProjectMax : valuesOfIssueMax }
}

/// An event's row, as far as tags go.
struct TagRow {
    let row: Int64
    let label: Int64
    let project: Int64
    let occurredAt: Int64
    let level: Level
    let environment: String
    /// Nil when they have to be read from the body.
    let tags: PackedTags?

    static let columns: SQL = "event.id, issue_id, project_id, occurred_at, level, environment, tags"

    init(_ row: Row) {
        self.row = row.integer(0)
        label = row.integer(1)
        project = row.integer(2)
        occurredAt = row.integer(3)
        level = Level(rawValue: row.int(4)) ?? .error
        environment = row.text(5)
        tags = row.isNull(6) ? nil : PackedTags(bytes: row.blob(6))
    }

    /// The last row of a file of which everything else was deleted.
    var isBlank: Bool { project == 0 }
}

/// The tags of some events, counted in memory by owner, key and value.
struct TagTally {
    struct Value {
        var events = 0
        var firstSeen = Int64.max
        var lastSeen = Int64.min

        mutating func add(_ other: Value) {
            events += other.events
            firstSeen = min(firstSeen, other.firstSeen)
            lastSeen = max(lastSeen, other.lastSeen)
        }
    }

    struct Counts {
        var events = 0
        var keys: [TagKey: [String: Value]] = [:]
    }

    /// By label.
    private(set) var labels: [Int64: Counts] = [:]
    private var projects: [Int64: Int64] = [:]
    private(set) var rows = 0

    /// Counts one event.
    mutating func add(_ row: TagRow, _ tags: PackedTags) {
        rows += 1
        projects[row.label] = row.project
        let value = Value(events: 1, firstSeen: row.occurredAt, lastSeen: row.occurredAt)
        var userParts: [String: String] = [:]
        // Taken out, so that it is changed in place.
        var counts = labels.removeValue(forKey: row.label) ?? Counts()
        counts.events += 1
        func add(_ key: TagKey, _ text: String) { counts.keys[key, default: [:]][text, default: Value()].add(value) }
        tags.read { key, text in
            if key.isField, Self.userParts.contains(key.name) { userParts[key.name] = text }
            add(key, text)
        }
        add(Self.level, row.level.name)
        if !row.environment.isEmpty { add(Self.environment, row.environment) }
        if let user = Self.identity(userParts) { add(Self.user, user) }
        labels[row.label] = counts
    }

    private static let level = TagKey("level")
    private static let environment = TagKey("environment")
    private static let user = TagKey("user")
    private static let userParts: Set<String> = ["user.id", "user.username", "user.email", "user.ip"]

    /// As `EventUser.identity` has it.
    private static func identity(_ parts: [String: String]) -> String? {
        if parts.isEmpty { return nil }
        if let id = parts["user.id"] { return "id:" + id }
        if let name = parts["user.username"] { return "username:" + name }
        if let email = parts["user.email"] { return "email:" + email }
        return parts["user.ip"].map { "ip:" + $0 }
    }

    /// The same by project.
    var byProject: [Int64: Counts] {
        var sums: [Int64: Counts] = [:]
        for (label, counts) in labels {
            let owner = -(projects[label] ?? 0)
            var sum = sums.removeValue(forKey: owner) ?? Counts()
            sum.events += counts.events
            for (key, values) in counts.keys {
                for (text, value) in values { sum.keys[key, default: [:]][text, default: Value()].add(value) }
            }
            sums[owner] = sum
        }
        return sums
    }
}
