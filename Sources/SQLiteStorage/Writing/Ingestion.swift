import SentryProtocol
import Storage

/// Stores and counts events. Used by the writer's thread alone.
///
/// A commit goes to the day's file, which is the log; that makes it durable. The counters in `culprit.db` follow for many
/// commits at once (`fold`), because a group of ten events changes as many pages there as a group of two hundred. Rows
/// that a crash leaves stored and not counted are counted from the file (`catchUp`).
final class Ingestion {
    fileprivate let layout: StoreLayout
    fileprivate let configuration: SQLiteConfiguration
    let counters: Connection
    private var days: [Day: DayFile] = [:]
    private var index: IssueIndex
    private let counterFold: CounterFold
    /// Closes a file that is renamed wherever else it is open.
    var closeElsewhere: (String) -> Void = { _ in }
    /// Something went wrong between storing and counting; nothing is accepted before the counters have caught up.
    private(set) var isBehind = true
    /// Stored and not counted yet.
    private var uncounted: [CountedRow] = []
    /// Days that have no file; each is looked up once.
    private var daysWithoutFile: Set<Day> = []
    /// What was set aside since the store was opened; one sentence each.
    private(set) var problems: [String] = []
    private static let problemsMax = 50

    /// Files of days that are kept open for writing.
    static let daysOpenMax = 4
    /// Rows that are counted again in one transaction.
    static let catchUpRows = 500
    /// Rows that may wait to be counted.
    static let uncountedMax = 2_000

    init(_ layout: StoreLayout, _ configuration: SQLiteConfiguration) throws {
        (self.layout, self.configuration) = (layout, configuration)
        counters = try Connection(
            path: layout.culprit, mode: .write, busyMilliseconds: Int32(clamping: configuration.busyMilliseconds))
        // What a power cut takes from here is counted again from the days' files.
        try counters.prepareForWriting(synchronous: .normal, cacheKibibytes: 16_384)
        index = try IssueIndex(counters)
        counterFold = try CounterFold(counters)
        try catchUp()
    }

    /// Logs that have grown, after a commit.
    var openFiles: [Connection] { [counters] + days.values.map(\.connection) }

    /// How many rows wait to be counted.
    var uncountedCount: Int { uncounted.count }

    /// Stores all batches, or none. One receipt for each.
    func commit(_ batches: [IngestBatch]) throws -> [Receipt] { try commit(batches, mendings: Self.mendingsMax) }

    /// Files that may be set aside for one commit.
    private static let mendingsMax = 3

    private func commit(_ batches: [IngestBatch], mendings: Int) throws -> [Receipt] {
        if isBehind { try catchUp() }
        if uncounted.count >= Self.uncountedMax { try fold() }
        var receipts = Array(repeating: Receipt(), count: batches.count)
        var rows: [CountedRow] = []
        do {
            for day in Self.days(of: batches) {
                let stored = rows.count
                do {
                    try store(day, of: batches, &rows, &receipts)
                } catch {
                    // What its transaction had begun is undone.
                    rows.removeSubrange(stored...)
                    throw error
                }
                isBehind = !rows.isEmpty
            }
        } catch {
            index.forget()
            guard rows.isEmpty, mendings > 0, let damage = error as? DamagedDay else {
                throw (error as? DamagedDay)?.error ?? error
            }
            // Set aside, and then everything begins anew. A second damage in one commit is for the sender to know.
            try fold()
            try setAside(damage)
            return try commit(batches, mendings: mendings - 1)
        }
        isBehind = false
        index.hold()
        uncounted += rows
        return receipts
    }

    /// Counts what is stored and not counted.
    func fold() throws {
        if isBehind { return try catchUp() }
        guard !uncounted.isEmpty else { return }
        let rows = uncounted
        uncounted.removeAll(keepingCapacity: true)
        do {
            _ = try counterFold.apply(rows, hashes: index.held, lastIssueID: index.lastID)
            index.keep()
        } catch {
            isBehind = true
            index.forgetHeld()
            throw error
        }
    }

    /// Nearly always one.
    private static func days(of batches: [IngestBatch]) -> [Day] {
        var days: Set<Day> = []
        for batch in batches {
            for index in batch.events.indices { days.insert(batch.events[index].facts.receivedAt.day) }
        }
        return days.sorted()
    }

    /// The transaction of one day's file.
    private func store(
        _ day: Day, of batches: [IngestBatch], _ rows: inout [CountedRow], _ receipts: inout [Receipt]
    ) throws {
        let file = try self.file(of: day)
        // A clock that was set back leaves events in the file of tomorrow.
        let neighbours = try [day.advanced(by: -1), day.advanced(by: 1)].compactMap(fileIfAny)
        try damageOf(day) {
            try file.connection.transaction {
                for (owner, batch) in batches.enumerated() {
                    for event in batch.events where event.facts.receivedAt.day == day {
                        let row = try insert(event, of: batch.projectID, into: file, neighbours, &receipts[owner])
                        if let row { rows.append(row) }
                    }
                }
            }
        }
    }

    /// The row that is to be counted; nil when the event was there already, today or in a neighbouring file.
    private func insert(
        _ event: EventRow, of project: ProjectID, into file: DayFile, _ neighbours: [DayFile],
        _ receipt: inout Receipt
    ) throws -> CountedRow? {
        let isKnown = try neighbours.contains { file in
            try damageOf(file.day) { try file.contains(event.facts.id, of: project) }
        }
        if isKnown {
            receipt.duplicates += 1
            return nil
        }
        guard try file.canRead(event, of: project) else { throw MissingKeyframe() }
        let placement = try index.place(event.facts.hashes, previously: event.facts.previousHashes, of: project)
        let userHash = StableHash.user(event.facts.userIdentity)
        let stored = try file.insert(
            event, userHash: userHash, of: project, in: placement.issueID, by: placement.deciding)
        guard let row = stored else {
            index.takeBack(placement)
            receipt.duplicates += 1
            return nil
        }
        receipt.stored += 1
        if placement.isNew { receipt.newIssues.append(placement.issueID) }
        return CountedRow(
            day: file.day, row: row, projectID: project, issueID: placement.issueID, userHash: userHash,
            facts: event.facts)
    }

    /// Counts what is stored and not counted, in every file.
    func catchUp() throws {
        isBehind = true
        uncounted.removeAll()
        index.forgetHeld()
        for day in layout.days() {
            do {
                try catchUp(day)
            } catch let damage as DamagedDay {
                try setAside(damage)
            }
        }
        isBehind = false
    }

    private func catchUp(_ day: Day) throws {
        let applied = try counters.integer("SELECT event_row FROM applied WHERE day = \(day)") ?? 0
        try damageOf(day) {
            let file = try self.file(of: day)
            guard try file.lastRow > applied else { return }
            try catchUp(file, from: applied)
        }
    }

    private func catchUp(_ file: DayFile, from applied: Int64) throws {
        var applied = applied
        while true {
            let rows = try file.rows(after: applied, limit: Self.catchUpRows, decode: configuration.decodeBody) {
                label in
                try counters.issue(labelled: label)
            }
            guard let last = rows.last else { return }
            do {
                var fresh: Set<IssueID> = []
                for row in rows {
                    let isNew =
                        try !fresh.contains(row.issueID)
                        && counters.integer("SELECT 1 FROM issue WHERE id = \(row.issueID)") == nil
                    if isNew { fresh.insert(row.issueID) }
                    try index.placeAgain(row, isNew: isNew)
                }
                index.hold()
                _ = try counterFold.apply(rows, hashes: index.held, lastIssueID: index.lastID)
                index.keep()
            } catch {
                index.forgetHeld()
                throw error
            }
            applied = last.row
        }
    }

    private func fileIfAny(of day: Day) throws -> DayFile? {
        if let file = days[day] { return file }
        if daysWithoutFile.contains(day) { return nil }
        guard layout.exists(day) else {
            if daysWithoutFile.count > 10 { daysWithoutFile.removeAll() }
            daysWithoutFile.insert(day)
            return nil
        }
        return try damageOf(day) { try file(of: day) }
    }

    private func file(of day: Day) throws -> DayFile {
        if let file = days[day] { return file }
        if days.count >= Self.daysOpenMax, let oldest = days.keys.min() { days[oldest] = nil }
        let file = try DayFile(of: day, in: layout, configuration)
        days[day] = file
        daysWithoutFile.remove(day)
        return file
    }

    fileprivate func note(_ problem: String) {
        if problems.count >= Self.problemsMax { problems.removeFirst() }
        problems.append(problem)
    }

    /// Lets go of a day's file; it is about to be removed.
    func close(_ day: Day) { days[day] = nil }

    /// Forgets where hashes lead and what issues are linked with: that was changed elsewhere.
    func forgetIssues() {
        index.forgetKnown()
        forgetLinks()
    }

    /// Forgets what issues are linked with.
    func forgetLinks() { counterFold.forget() }

    /// Lets `body` place events outside a commit. What it adds is kept when it returns; nothing may wait to be counted.
    func placing<T>(_ body: (inout IssueIndex) throws -> T) throws -> T {
        do {
            let result = try body(&index)
            index.hold()
            index.keep()
            return result
        } catch {
            index.forget()
            throw error
        }
    }
}

/// A body refers to one that is not in its day's file.
struct MissingKeyframe: Error {}

/// A day's file that cannot be read.
struct DamagedDay: Error {
    let day: Day
    let error: SQLiteError
}

extension Ingestion {
    /// Names the day whose file `body` found damaged.
    fileprivate func damageOf<T>(_ day: Day, _ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as SQLiteError where error.isDamage && !isDamaged(counters) {
            throw DamagedDay(day: day, error: error)
        }
    }

    /// `culprit.db` is asked on the same way; it cannot be done without.
    private func isDamaged(_ connection: Connection) -> Bool {
        do {
            _ = try connection.integer("SELECT count(*) FROM issue_counter")
            return false
        } catch { return true }
    }

    /// Renames the file, so that a new one can begin. Its events stay counted; `culprit doctor` says that they are missing.
    fileprivate func setAside(_ damage: DamagedDay) throws {
        close(damage.day)
        let path = layout.file(of: damage.day)
        closeElsewhere(path)
        let aside = try layout.setAside(path, at: configuration.now())
        _ = try counters.run("DELETE FROM applied WHERE day = \(damage.day)")
        // Rows of a new file are others, and those of it that a job has come to are not done.
        for table: SQL in ["event_move", "regroup_step", "regroup_title"] {
            _ = try counters.run("DELETE FROM \(table) WHERE day = \(damage.day)")
        }
        _ = try counters.run("UPDATE regroup_job SET event_row = 0 WHERE day = \(damage.day) AND state = 'running'")
        note("\(path) cannot be read (\(damage.error)); it is now \(aside), and its events are missing from lists")
    }
}
