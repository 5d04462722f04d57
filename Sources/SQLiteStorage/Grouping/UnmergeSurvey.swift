import SentryProtocol
import Storage

/// What taking hashes out of an issue would do, as a reader sees it.
struct UnmergeSurvey: Sendable {
    /// Where hashes and their events go.
    enum Destination: Hashable {
        /// The issue that they came from, which is part of this one now.
        case back(IssueID)
        /// The same, which exists by now, or is part of another.
        case existing(IssueID)
        /// An issue of their own.
        case new
    }

    let issue: IssueID
    let project: ProjectID
    private(set) var hashes: [Destination: [EventID]] = [:]
    /// Some events of each destination, to begin with. Without any there is no destination.
    private(set) var moves: [Destination: [EventMove]] = [:]
    /// Up to which row of each day events were counted when this began.
    let counted: [Day: Int64]

    /// Throws `MergeError` when it cannot be done.
    init(_ texts: [String], of label: IssueID, _ reader: Reader) throws {
        issue = try reader.culprit.issue(labelled: label)
        guard let project = try reader.culprit.project(of: issue) else { throw MergeError.unknownHashes(texts) }
        self.project = project
        counted = try reader.culprit.countedRows()
        guard try !reader.culprit.isLosingDays(project) else { throw MergeError.busy }
        try readHashes(texts, reader.culprit)
        try readEvents(reader)
    }

    var returning: [IssueID] {
        moves.keys.compactMap { if case .back(let origin) = $0 { origin } else { nil } }
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
        guard !known.isEmpty else { throw MergeError.unknownHashes([]) }
        let all = try culprit.integer("SELECT count(*) FROM issue_hash WHERE issue_id = \(issue)") ?? 0
        guard known.count < all else { throw MergeError.nothingLeft }
    }

    private func destination(of origin: IssueID?, _ culprit: Connection) throws -> Destination {
        guard let origin else { return .new }
        let lead = try culprit.issue(labelled: origin)
        if lead == issue { return .back(origin) }
        return try culprit.exists(lead) ? .existing(lead) : .new
    }

    /// Looks until every destination has an event, and the issue one that stays.
    private mutating func readEvents(_ reader: Reader) throws {
        var destinations: [Int64: Destination] = [:]
        for (destination, list) in hashes {
            for hash in list { destinations[HashKey(hash, of: project).prefix] = destination }
        }
        var hasOthers = false
        let labels = try reader.culprit.labels(of: issue)
        let days = try reader.days(of: issue)
        walk: for day in days {
            guard let file = try reader.file(of: day) else { continue }
            for label in labels {
                var isDone = false
                try file.forEachRow(Connection.events(labelled: label)) { row in
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
        guard hasOthers || moves.isEmpty else { throw MergeError.nothingLeft }
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
