import Storage

/// Cuts a page out of rows that a keyset walk found.
enum Paging {
    /// Rows are fetched one more than fit, to know whether there are others.
    ///
    /// `found` is in the direction of the walk. `isAnythingBehind` tells whether a row lies on the other side of the
    /// page's first row, as the walk goes.
    static func page<Row>(
        of found: [Row], limit: Int, from cursor: Cursor, cursorOf: (Row, _ isPrevious: Bool) -> Cursor,
        isAnythingBehind: (Row) throws -> Bool
    ) rethrows -> Page<Row> {
        let hasMore = found.count > limit
        var rows = Array(found.prefix(limit))
        let hasBehind = if let first = rows.first, !cursor.isStart { try isAnythingBehind(first) } else { false }
        if cursor.isPrevious { rows.reverse() }
        guard let first = rows.first, let last = rows.last else {
            // Before the first page lies its beginning again.
            return Page(rows: [], next: cursor.isPrevious ? .start : nil)
        }
        let (hasPrevious, hasNext) = cursor.isPrevious ? (hasMore, hasBehind) : (hasBehind, hasMore)
        return Page(
            rows: rows, previous: hasPrevious ? cursorOf(first, true) : nil, next: hasNext ? cursorOf(last, false) : nil
        )
    }
}

extension Cursor {
    /// The page before the first one, which clients may ask for: it is empty.
    var isBeforeStart: Bool { isPrevious && value == 0 && offset == 0 }
}
