import SentryProtocol
import Storage

/// A fingerprint's hash within a project.
struct HashKey: Hashable, Sendable {
    let project: ProjectID
    let hash: EventID

    init(_ text: String, of project: ProjectID) {
        self.project = project
        // Hashes are 32 hex digits; whatever else was stored as one still leads to one place.
        hash = EventID(hex: text) ?? EventID(high: StableHash.of(text), low: StableHash.of("." + text))
    }

    init(_ hash: EventID, of project: ProjectID) { (self.project, self.hash) = (project, hash) }

    /// The first eight bytes, as rows of events have them.
    var prefix: Int64 { Int64(bitPattern: hash.high) }
}

/// Decides which issue an event belongs to, and gives ids to new ones (grouping.md §12.9).
///
/// What a commit adds is kept apart until its rows are stored (`hold`), and from then on until they are counted (`keep`);
/// `forget` takes back the present commit, `forgetHeld` everything that is not counted.
struct IssueIndex {
    private let find: Statement
    /// As stored in `culprit.db`; bounded by being emptied when full.
    private var known: [HashKey: IssueID] = [:]
    /// Of stored rows that are not counted yet.
    private(set) var held: [HashKey: IssueID] = [:]
    /// Of the present commit.
    private var added: [HashKey: IssueID] = [:]
    /// The highest id given away, the highest of stored rows, and the highest of counted ones.
    private(set) var lastID: Int64
    private var lastIDHeld: Int64
    private var lastIDKept: Int64

    static let hashesMax = 200_000

    init(_ connection: Connection) throws {
        find = try connection.prepare("SELECT issue_id FROM issue_hash WHERE project_id = ?1 AND hash = ?2")
        lastID =
            try connection.integer(
                "SELECT max(last_id, (SELECT coalesce(max(id), 0) FROM issue)) FROM issue_counter") ?? 0
        (lastIDHeld, lastIDKept) = (lastID, lastID)
    }

    /// An event's issue, and what had to be added to find it there next time.
    struct Placement {
        let issueID: IssueID
        let isNew: Bool
        let added: [HashKey]
        /// The first of the event's hashes, which leads to the issue now; nil when it has none.
        let deciding: HashKey?
    }

    /// The issue that the first known hash leads to, or a new one.
    ///
    /// A new issue gets all hashes. An issue found through a later hash gets the first one, so that a change of in-app
    /// rules heals itself; one found through a hash of the configuration before gets all of them.
    mutating func place(
        _ hashes: [String], previously previousHashes: [String] = [], of project: ProjectID
    ) throws -> Placement {
        let keys = hashes.map { HashKey($0, of: project) }
        for (position, key) in keys.enumerated() {
            guard let issueID = try issue(of: key) else { continue }
            guard position > 0 else {
                return Placement(issueID: issueID, isNew: false, added: [], deciding: key)
            }
            added[keys[0]] = issueID
            return Placement(issueID: issueID, isNew: false, added: [keys[0]], deciding: keys[0])
        }
        for hash in previousHashes {
            guard let issueID = try issue(of: HashKey(hash, of: project)) else { continue }
            for key in keys { added[key] = issueID }
            return Placement(issueID: issueID, isNew: false, added: keys, deciding: keys.first)
        }
        lastID += 1
        let issueID = IssueID(rawValue: lastID)
        for key in keys { added[key] = issueID }
        return Placement(issueID: issueID, isNew: true, added: keys, deciding: keys.first)
    }

    /// Undoes the last `place`: its event turned out to be a duplicate.
    mutating func takeBack(_ placement: Placement) {
        for key in placement.added { added[key] = nil }
        if placement.isNew { lastID -= 1 }
    }

    /// Adds the hashes of an event that was placed before a crash, as `place` did.
    mutating func placeAgain(_ row: CountedRow, isNew: Bool) throws {
        lastID = max(lastID, row.issueID.rawValue)
        let keys = row.facts.hashes.map { HashKey($0, of: row.projectID) }
        guard let first = keys.first else { return }
        if !isNew, try issue(of: first) != nil { return }
        let isHealed = try !isNew && keys.dropFirst().contains { try issue(of: $0) == row.issueID }
        for key in isHealed ? keys.prefix(1) : keys[...] where try issue(of: key) == nil {
            added[key] = row.issueID
        }
    }

    /// The id of an issue that is about to be opened outside a commit. Nothing may wait to be counted.
    mutating func nextID() -> IssueID {
        lastID += 1
        (lastIDHeld, lastIDKept) = (lastID, lastID)
        return IssueID(rawValue: lastID)
    }

    /// What `place` added since the last commit.
    var addedSinceCommit: [HashKey: IssueID] { added }

    mutating func hold() {
        for (key, issue) in added { held[key] = issue }
        added.removeAll(keepingCapacity: true)
        lastIDHeld = lastID
    }

    mutating func keep() {
        if known.count + held.count > Self.hashesMax { known.removeAll() }
        for (key, issue) in held { known[key] = issue }
        held.removeAll(keepingCapacity: true)
        lastIDKept = lastIDHeld
    }

    mutating func forget() {
        added.removeAll()
        lastID = lastIDHeld
    }

    mutating func forgetKnown() { known.removeAll() }

    mutating func forgetHeld() {
        added.removeAll()
        held.removeAll()
        (lastID, lastIDHeld) = (lastIDKept, lastIDKept)
    }

    private mutating func issue(of key: HashKey) throws -> IssueID? {
        if let issueID = added[key] ?? held[key] ?? known[key] { return issueID }
        find.bind(1, key.project.rawValue)
        find.bind(2, key.hash)
        guard let stored = try find.integer() else { return nil }
        if known.count >= Self.hashesMax { known.removeAll() }
        let issueID = IssueID(rawValue: stored)
        known[key] = issueID
        return issueID
    }
}

/// A 64-bit hash that is the same in every process and release.
enum StableHash {
    /// FNV-1a, with the bits mixed once more (the finaliser of MurmurHash3).
    static func of(_ text: String) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
        hash = (hash ^ hash >> 33) &* 0xff51_afd7_ed55_8ccd
        hash = (hash ^ hash >> 33) &* 0xc4ce_b9fe_1a85_ec53
        return hash ^ hash >> 33
    }

    /// What a user is counted by.
    static func user(_ identity: String?) -> Int64? { identity.map { Int64(bitPattern: of($0)) } }
}
