import SentryProtocol
import Storage

/// What taking hashes out of an issue would do, as a reader sees it.
struct UnmergeSurvey: Sendable {
    /// What is to be taken out.
    enum Wish: Sendable {
        case hashes([String], of: IssueID)
        /// What came by a merge.
        case merge(Int64)
    }

    /// Where hashes and their events go.
    enum Destination: Hashable {
        /// The issue that they came from, which is part of this one now.
        case back(IssueID)
        /// The same, which exists by now, or is part of another.
        case existing(IssueID)
        /// An issue of their own.
        case new

        /// Nil for one that has no id yet.
        var issue: IssueID? {
            switch self {
            case .back(let issue), .existing(let issue): issue
            case .new: nil
            }
        }
    }

    let issue: IssueID
    let project: ProjectID
    private(set) var hashes: [Destination: [EventID]] = [:]
    /// Which issue hashes had come from before, where that is not nowhere.
    private(set) var origins: [EventID: IssueID] = [:]
    /// Whether issues come back with everything that was part of them.
    let isWhole: Bool
    /// Some events of each destination, to begin with. Without any there is no destination.
    private(set) var moves: [Destination: [EventMove]] = [:]
    /// Up to which row of each day events were counted when this began.
    let counted: [Day: Int64]
    /// Whether a destination without events has none; otherwise nobody has looked at all of them.
    private(set) var isComplete = true

    /// Throws `MergeError` when it cannot be done. Looks at the oldest `eventsMax` events at most; an issue that
    /// `mayEmpty` may lose all of them.
    init(_ wish: Wish, _ reader: Reader, eventsMax: Int = .max, mayEmpty: Bool = false) throws {
        let culprit = reader.culprit
        switch wish {
        case .hashes(let texts, let label):
            issue = try culprit.issue(labelled: label)
            guard let project = try culprit.project(of: issue) else { throw MergeError.unknownHashes(texts) }
            (self.project, isWhole) = (project, false)
            counted = try culprit.countedRows()
            try readHashes(texts, culprit)
        case .merge(let merge):
            guard let target = try culprit.integer("SELECT target_id FROM issue_merge WHERE id = \(merge)") else {
                throw MergeError.unknownHashes([])
            }
            issue = try culprit.issue(labelled: IssueID(rawValue: target))
            guard let project = try culprit.project(of: issue) else { throw MergeError.unknownHashes([]) }
            (self.project, isWhole) = (project, true)
            counted = try culprit.countedRows()
            try readHashes(of: merge, culprit)
        }
        guard !hashes.isEmpty else { throw MergeError.unknownHashes([]) }
        let all = try culprit.integer("SELECT count(*) FROM issue_hash WHERE issue_id = \(issue)") ?? 0
        guard hashes.values.reduce(0, { $0 + $1.count }) < all else { throw MergeError.nothingLeft }
        guard try !culprit.isLosingDays(project) else { throw MergeError.busy }
        try readEvents(reader, eventsMax: eventsMax, mayEmpty: mayEmpty)
    }

    /// Where events go, as far as is known; the hashes of others have none.
    var destinations: [Destination] { isComplete ? Array(moves.keys) : Array(hashes.keys) }

    /// Hashes that no stored event came with.
    var hashesWithoutEvents: Int {
        isComplete ? hashes.filter { moves[$0.key] == nil }.values.reduce(0) { $0 + $1.count } : 0
    }

    /// Retired issues that rows must not be labelled with when those come back.
    func returning(_ culprit: Connection) throws -> [IssueID] {
        try hashes.keys.flatMap { destination -> [IssueID] in
            guard case .back(let origin) = destination else { return [] }
            return isWhole ? [origin] + (try culprit.parts(of: origin)) : [origin]
        }
    }

    private mutating func readHashes(_ texts: [String], _ culprit: Connection) throws {
        var unknown: [String] = []
        var known: Set<EventID> = []
        for text in texts {
            let hash = HashKey(text, of: project).hash
            guard known.insert(hash).inserted else { continue }
            let found = try culprit.first(
                "SELECT merged_from FROM issue_hash WHERE project_id = \(project) AND hash = \(hash) AND issue_id = \(issue)"
            ) { $0.optionalInteger(0) }
            guard let found else {
                unknown.append(text)
                continue
            }
            let origin = try destination(of: found.map { IssueID(rawValue: $0) }, culprit)
            hashes[origin, default: []].append(hash)
        }
        guard unknown.isEmpty else { throw MergeError.unknownHashes(unknown) }
    }

    /// Those that came by a merge and are still here, and those that were learnt through them since.
    private mutating func readHashes(of merge: Int64, _ culprit: Connection) throws {
        let found = try culprit.rows(
            """
            SELECT issue_hash.hash, came.from_id, came.merged_from FROM issue_merge_hash AS came
            JOIN issue_hash ON issue_hash.project_id = \(project) AND issue_hash.hash = came.hash
            WHERE came.merge_id = \(merge) AND issue_hash.issue_id = \(issue)
            UNION
            SELECT learnt.hash, came.from_id, came.merged_from FROM issue_hash AS learnt
            JOIN issue_merge ON issue_merge.id = \(merge) AND learnt.created_at >= issue_merge.merged_at
            JOIN issue_merge_hash AS came ON came.merge_id = \(merge)
                AND learnt.merged_from = coalesce(came.merged_from, came.from_id)
            WHERE learnt.issue_id = \(issue)
                AND learnt.hash NOT IN (SELECT hash FROM issue_merge_hash WHERE merge_id = \(merge))
            """
        ) { row in
            (
                hash: row.eventID(0), from: IssueID(rawValue: row.integer(1)),
                before: row.optionalInteger(2).map { IssueID(rawValue: $0) }
            )
        }
        for (hash, from, before) in found {
            origins[hash] = before
            hashes[try destination(of: from, culprit), default: []].append(hash)
        }
    }

    private func destination(of origin: IssueID?, _ culprit: Connection) throws -> Destination {
        guard let origin else { return .new }
        let lead = try culprit.issue(labelled: origin)
        if lead == issue { return .back(origin) }
        return try culprit.exists(lead) ? .existing(lead) : .new
    }

    /// Looks until every destination has an event, and the issue one that stays.
    private mutating func readEvents(_ reader: Reader, eventsMax: Int, mayEmpty: Bool) throws {
        var destinations: [Int64: Destination] = [:]
        for (destination, list) in hashes {
            for hash in list { destinations[HashKey(hash, of: project).prefix] = destination }
        }
        var (hasOthers, seen) = (false, 0)
        let labels = try reader.culprit.labels(of: issue)
        let days = try reader.days(of: issue)
        walk: for day in days {
            guard let file = try reader.file(of: day) else { continue }
            for label in labels {
                var isDone = false
                try file.forEachRow(Connection.events(labelled: label)) { row in
                    guard seen < eventsMax else {
                        (isComplete, isDone) = (false, true)
                        return false
                    }
                    seen += 1
                    var event = EventMove(row, on: day, in: issue)
                    event.to.hash = try reader.decidingHash(of: event)
                    if let destination = event.to.hash.flatMap({ destinations[$0] }) {
                        if moves[destination]?.count ?? 0 < Self.movesMax {
                            moves[destination, default: []].append(event)
                        }
                    } else {
                        hasOthers = true
                    }
                    isDone = hasOthers && moves.count == hashes.count
                    return !isDone
                }
                if isDone { break walk }
            }
        }
        guard hasOthers || moves.isEmpty || !isComplete || mayEmpty else { throw MergeError.nothingLeft }
    }

    /// Events that the first step moves for each destination.
    private static let movesMax = 100
}

extension Connection {
    /// Whether retention is in the middle of taking events of a project out of the counters.
    func isLosingDays(_ project: ProjectID) throws -> Bool {
        try integer("SELECT 1 FROM event_day_removal WHERE project_id IN (0, \(project)) LIMIT 1") != nil
    }

    /// The same, of one day.
    func isLosing(_ day: Day, _ project: ProjectID) throws -> Bool {
        try integer(
            "SELECT 1 FROM event_day_removal WHERE day = \(day) AND project_id IN (0, \(project)) LIMIT 1") != nil
    }
}
