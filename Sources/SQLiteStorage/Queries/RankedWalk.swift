import Storage

/// A page of a list that goes by numbers which take long to add up, found without adding up those of every issue.
///
/// Issues come with the highest key that they can have, the highest first, until none of the rest can be on the page. Few
/// issues have most of the events, so mostly these are few more than the page has.
struct RankedWalk {
    private let place: IssuePlace?
    private let backwards: Bool
    private let limit: Int
    /// Those next to the place, the nearest first.
    private(set) var places: [IssuePlace] = []
    /// Whether something lies on the other side of the place, or at it.
    private(set) var isAnythingBehind = false

    /// Looks for the `limit` issues next to `place`: those after it, or before it when `backwards`.
    init(after place: IssuePlace?, backwards: Bool, limit: Int) {
        (self.place, self.backwards, self.limit) = (place, backwards, limit)
    }

    /// Takes what comes next; false when none that follows can be on the page.
    mutating func take(_ found: IssuePlace, ceiling: Int64) -> Bool {
        if isOver(at: ceiling) { return false }
        if let place, backwards ? found <= place : found >= place {
            isAnythingBehind = true
            return true
        }
        let position = places.firstIndex { backwards ? found < $0 : found > $0 } ?? places.count
        guard position < limit else { return true }
        places.insert(found, at: position)
        if places.count > limit { places.removeLast() }
        return true
    }

    private mutating func isOver(at ceiling: Int64) -> Bool {
        guard backwards else { return places.count >= limit && places.last.map { ceiling < $0.key } ?? true }
        guard let place, ceiling < place.key else { return false }
        // What ends the walk lies behind it.
        isAnythingBehind = true
        return true
    }
}

extension Connection {
    /// Finds a page's places among what `statements` answer as (id, key, ceiling).
    func walk(_ walk: inout RankedWalk, along statements: [SQL]) throws {
        for statement in statements {
            try forEachRow(of: statement) { row in
                walk.take(IssuePlace(key: row.integer(1), id: row.integer(0)), ceiling: row.integer(2))
            }
        }
    }

    /// Reads an answer row by row until `body` says to stop. The statement is kept for the next time.
    func forEachRow(of sql: SQL, while body: (Row) throws -> Bool) throws {
        let statement = try statement(sql.text)
        ReadingRequest.current?.countStatement()
        for (offset, value) in sql.values.enumerated() { statement.bind(Int32(offset + 1), value) }
        defer { statement.reset() }
        while try statement.step() { guard try body(statement.row) else { return } }
    }
}
