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

    /// The row's tags; those of an older file's row from its body.
    func tags(in file: Connection, _ decode: BodyDecoder) throws -> PackedTags {
        try tags ?? file.facts(ofRow: row, in: ProjectID(rawValue: project), decode)?.tags ?? PackedTags(Event())
    }
}

/// The tags of some events, counted in memory by owner, key and value.
///
/// Most events say what others have said before: pairs are compared as bytes, and become texts when all are counted.
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

    /// The same by the numbers of `names`.
    struct Sums {
        var events = 0
        var values: [Int: Value] = [:]
    }

    /// What pairs say, by their numbers.
    struct Names {
        private(set) var texts: [(key: TagKey, value: String)] = []
        /// For each pair the first that says the same: rows of older files may say it in other bytes.
        private(set) var firsts: [Int] = []
        private var known: [Name: Int] = [:]

        private struct Name: Hashable {
            let key: TagKey
            let value: String
        }

        fileprivate mutating func append(_ key: TagKey, _ value: String) {
            let name = Name(key: key, value: value)
            let first = known[name] ?? texts.count
            if first == texts.count { known[name] = first }
            texts.append((key, value))
            firsts.append(first)
        }
    }

    private struct Owner {
        var label: Int64
        var project: Int64
        var events = 0
    }

    private var pairs = PackedPairs()
    private var numbers: [Int64: Int] = [:]
    private var owners: [Owner] = []
    /// By the owner's number and the pair's.
    private var values: [UInt64: Value] = [:]
    /// The pair that says who it was, by the pair that it follows from.
    private var users: [Int: Int] = [:]
    private(set) var rows = 0

    /// How much is to be written: values of labels.
    var size: Int { values.count }

    /// Counts one event.
    mutating func add(_ row: TagRow, _ tags: PackedTags) {
        rows += 1
        let owner = number(of: row)
        owners[owner].events += 1
        var userParts = UserParts()
        tags.readPacked { pair in
            let number = pairs.number(of: pair)
            userParts.note(pair[0], number)
            count(number, of: owner, at: row.occurredAt)
        }
        count(pairs.number(of: row.level), of: owner, at: row.occurredAt)
        if !row.environment.isEmpty {
            count(pairs.number(ofEnvironment: row.environment), of: owner, at: row.occurredAt)
        }
        if let (part, name) = userParts.first { count(user(part, name), of: owner, at: row.occurredAt) }
    }

    private mutating func number(of row: TagRow) -> Int {
        if let number = numbers[row.label] { return number }
        numbers[row.label] = owners.count
        owners.append(Owner(label: row.label, project: row.project))
        return owners.count - 1
    }

    private mutating func count(_ pair: Int, of owner: Int, at moment: Int64) {
        let slot = UInt64(owner) << 32 | UInt64(pair)
        values[slot, default: Value()].add(Value(events: 1, firstSeen: moment, lastSeen: moment))
    }

    private mutating func user(_ part: Int, _ name: String) -> Int {
        if let known = users[part] { return known }
        let number = pairs.number(of: PackedTags.packed(Self.user, name + ":" + pairs.text(of: part).value))
        users[part] = number
        return number
    }

    private static let user = TagKey("user")

    var names: Names { pairs.names }
    func sumsByLabel(_ names: Names) -> [Int64: Sums] { sums(names) { $0.label } }
    /// As owners are numbered.
    func sumsByProject(_ names: Names) -> [Int64: Sums] { sums(names) { -$0.project } }

    /// By label.
    var labels: [Int64: Counts] { counts { $0.label } }
    /// By project, as owners are numbered.
    var byProject: [Int64: Counts] { counts { -$0.project } }
    /// Of all owners together.
    var all: Counts { counts { _ in 0 }[0] ?? Counts() }

    private func counts(_ key: (Owner) -> Int64) -> [Int64: Counts] {
        let names = self.names
        return sums(names, key).mapValues { sum in
            var counts = Counts(events: sum.events)
            for (number, value) in sum.values {
                let (name, text) = names.texts[number]
                counts.keys[name, default: [:]][text] = value
            }
            return counts
        }
    }

    private func sums(_ names: Names, _ key: (Owner) -> Int64) -> [Int64: Sums] {
        var sums = owners.reduce(into: [Int64: Sums]()) { $0[key($1), default: Sums()].events += $1.events }
        // Of one owner after the other, so that each is looked up once.
        let slots = values.keys.sorted()
        var position = 0
        while position < slots.count {
            let owner = Int(slots[position] >> 32)
            // Taken out, so that it is changed in place.
            var sum = sums.removeValue(forKey: key(owners[owner])) ?? Sums()
            while position < slots.count, Int(slots[position] >> 32) == owner {
                if let value = values[slots[position]] {
                    sum.values[names.firsts[Int(slots[position] & 0xffff_ffff)], default: Value()].add(value)
                }
                position += 1
            }
            sums[key(owners[owner])] = sum
        }
        return sums
    }
}

/// What an event says of who it was; the first of them names the user, as `EventUser.identity` has it.
private struct UserParts {
    private var parts: (id: Int?, username: Int?, email: Int?, address: Int?)

    private static let id = PackedTags.code(of: TagKey("user.id", isField: true))
    private static let username = PackedTags.code(of: TagKey("user.username", isField: true))
    private static let email = PackedTags.code(of: TagKey("user.email", isField: true))
    private static let address = PackedTags.code(of: TagKey("user.ip", isField: true))

    mutating func note(_ code: UInt8, _ number: Int) {
        switch code {
        case Self.id: parts.id = number
        case Self.username: parts.username = number
        case Self.email: parts.email = number
        case Self.address: parts.address = number
        default: break
        }
    }

    var first: (part: Int, name: String)? {
        if let id = parts.id { return (id, "id") }
        if let username = parts.username { return (username, "username") }
        if let email = parts.email { return (email, "email") }
        return parts.address.map { ($0, "ip") }
    }
}

/// Numbers for packed pairs: the same pair has the same number.
private struct PackedPairs {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []
    /// By their bytes' hash, which is seeded anew in each process.
    private var numbers: [UInt64: Int] = [:]
    /// Those whose hash another pair has, too.
    private var others: [[UInt8]: Int] = [:]
    private var levels: [Level: Int] = [:]
    private var environments: [String: Int] = [:]

    private static let level = TagKey("level")
    private static let environment = TagKey("environment")

    mutating func number(of pair: UnsafeBufferPointer<UInt8>) -> Int {
        var hasher = Hasher()
        hasher.combine(bytes: UnsafeRawBufferPointer(pair))
        let hash = UInt64(truncatingIfNeeded: hasher.finalize())
        guard let known = numbers[hash] else {
            numbers[hash] = ends.count
            return append(pair)
        }
        if bytes[span(of: known)].elementsEqual(pair) { return known }
        if let other = others[Array(pair)] { return other }
        others[Array(pair)] = ends.count
        return append(pair)
    }

    mutating func number(of pair: [UInt8]) -> Int { pair.withUnsafeBufferPointer { number(of: $0) } }

    mutating func number(of level: Level) -> Int {
        if let known = levels[level] { return known }
        let number = number(of: PackedTags.packed(Self.level, level.name))
        levels[level] = number
        return number
    }

    mutating func number(ofEnvironment name: String) -> Int {
        if let known = environments[name] { return known }
        let number = number(of: PackedTags.packed(Self.environment, name))
        environments[name] = number
        return number
    }

    func text(of number: Int) -> (key: TagKey, value: String) {
        bytes.withUnsafeBufferPointer { bytes in
            PackedTags.unpacked(UnsafeBufferPointer(rebasing: bytes[span(of: number)])) ?? (TagKey(""), "")
        }
    }

    var names: TagTally.Names {
        ends.indices.reduce(into: TagTally.Names()) { names, number in
            let (key, value) = text(of: number)
            names.append(key, value)
        }
    }

    private func span(of number: Int) -> Range<Int> { (number == 0 ? 0 : ends[number - 1])..<ends[number] }

    private mutating func append(_ pair: UnsafeBufferPointer<UInt8>) -> Int {
        bytes += pair
        ends.append(bytes.count)
        return ends.count - 1
    }
}
