import SentryProtocol
import Storage

/// A fingerprint's hash within a project.
struct HashKey: Hashable, Sendable {
    let project: ProjectID
    let hash: EventID

    init(_ text: String, of project: ProjectID) {
        self.project = project
        // Hashes are 32 hex digits; whatever else was stored as one still leads to one place.
        hash = EventID(hex: text) ?? EventID(high: StableHash.mixed(text), low: StableHash.mixed("." + text))
    }

    init(_ hash: EventID, of project: ProjectID) { (self.project, self.hash) = (project, hash) }

    /// The first eight bytes, as rows of events have them.
    var prefix: Int64 { Int64(bitPattern: hash.high) }
}

/// What a hash leads to.
struct HashLead: Equatable {
    let issueID: IssueID
    /// The issue that a merge took the hash from; hashes that are learnt through this one would have come with it.
    var mergedFrom: IssueID?
}

/// Decides which issue an event belongs to, and gives ids to new ones (grouping.md §12.9).
///
/// What a commit adds is kept apart until its rows are stored (`hold`), and from then on until they are counted (`keep`);
/// `forget` takes back the present commit, `forgetHeld` everything that is not counted.
struct IssueIndex {
    private let find: Statement
    /// As stored in `culprit.db`; bounded by being emptied when full.
    private var known: [HashKey: HashLead] = [:]
    /// Of stored rows that are not counted yet.
    private(set) var held: [HashKey: HashLead] = [:]
    /// Of the present commit.
    private var added: [HashKey: HashLead] = [:]
    /// The highest id given away, the highest of stored rows, and the highest of counted ones.
    private(set) var lastID: Int64
    private var lastIDHeld: Int64
    private var lastIDKept: Int64

    static let hashesMax = 200_000

    init(_ connection: Connection) throws {
        find = try connection.prepare(
            "SELECT issue_id, merged_from FROM issue_hash WHERE project_id = ?1 AND hash = ?2")
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

    /// The issue that the first known hash leads to, that of `heir`, or a new one.
    ///
    /// A new issue gets all hashes. An issue found through a later hash gets the first one, so that a change of in-app
    /// rules heals itself; one found through a hash of the configuration before, and an heir, get all of them.
    mutating func place(
        _ hashes: [String], previously previousHashes: [String] = [], of project: ProjectID, heir: HashLead? = nil
    ) throws -> Placement {
        let keys = hashes.map { HashKey($0, of: project) }
        for (position, key) in keys.enumerated() {
            guard let lead = try lead(of: key) else { continue }
            return add(position > 0 ? keys[..<1] : [], leadingTo: lead, by: keys.first)
        }
        for hash in previousHashes {
            guard let lead = try lead(of: HashKey(hash, of: project)) else { continue }
            return add(keys[...], leadingTo: lead, by: keys.first)
        }
        if let heir { return add(keys[...], leadingTo: heir, by: keys.first) }
        lastID += 1
        return add(keys[...], leadingTo: HashLead(issueID: IssueID(rawValue: lastID)), by: keys.first, isNew: true)
    }

    private mutating func add(
        _ keys: ArraySlice<HashKey>, leadingTo lead: HashLead, by deciding: HashKey?, isNew: Bool = false
    ) -> Placement {
        for key in keys { added[key] = lead }
        return Placement(issueID: lead.issueID, isNew: isNew, added: Array(keys), deciding: deciding)
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
        if !isNew, try lead(of: first) != nil { return }
        var through: HashLead?
        for key in keys.dropFirst() where !isNew && through == nil {
            through = try lead(of: key).flatMap { $0.issueID == row.issueID ? $0 : nil }
        }
        for key in through == nil ? keys[...] : keys.prefix(1) where try lead(of: key) == nil {
            added[key] = through ?? HashLead(issueID: row.issueID)
        }
    }

    /// The id of an issue that is about to be opened outside a commit. Nothing may wait to be counted.
    mutating func nextID() -> IssueID {
        lastID += 1
        (lastIDHeld, lastIDKept) = (lastID, lastID)
        return IssueID(rawValue: lastID)
    }

    /// What `place` added since the last commit.
    var addedSinceCommit: [HashKey: HashLead] { added }

    mutating func hold() {
        for (key, lead) in added { held[key] = lead }
        added.removeAll(keepingCapacity: true)
        lastIDHeld = lastID
    }

    mutating func keep() {
        if known.count + held.count > Self.hashesMax { known.removeAll() }
        for (key, lead) in held { known[key] = lead }
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

    private mutating func lead(of key: HashKey) throws -> HashLead? {
        if let lead = added[key] ?? held[key] ?? known[key] { return lead }
        find.bind(1, key.project.rawValue)
        find.bind(2, key.hash)
        defer { find.reset() }
        guard try find.step() else { return nil }
        if known.count >= Self.hashesMax { known.removeAll() }
        let lead = HashLead(
            issueID: IssueID(rawValue: find.row.integer(0)),
            mergedFrom: find.row.optionalInteger(1).map { IssueID(rawValue: $0) })
        known[key] = lead
        return lead
    }
}

extension StableHash {
    /// What a user is counted by.
    static func user(_ identity: String?) -> Int64? { identity.map { Int64(bitPattern: mixed($0)) } }
}
