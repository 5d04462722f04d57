import SentryProtocol
import Storage

extension SQLiteEngine: RecordReader {}

/// A stretch of a list in one day's file, newest first or oldest first.
struct RecordWalk {
    /// Where the last page ended, if that was in this file.
    let place: OccurrencePlace?
    let oldestFirst: Bool
    let limit: Int

    /// Rows beyond the place, by the column of their time; begins with `AND`, or is empty.
    func range(_ time: SQL) -> SQL {
        guard let place else { return "" }
        return oldestFirst
            ? " AND (\(time), id) > (\(place.occurredAt), \(place.row))"
            : " AND (\(time), id) < (\(place.occurredAt), \(place.row))"
    }

    /// The end of the statement.
    func order(_ time: SQL) -> SQL {
        oldestFirst
            ? " ORDER BY \(time) ASC, id ASC LIMIT \(limit)" : " ORDER BY \(time) DESC, id DESC LIMIT \(limit)"
    }
}

/// A row of a list and where it stands.
struct Placed<Value: Sendable>: Sendable {
    let place: OccurrencePlace
    let value: Value
}

extension Reader {
    /// A page of a list that goes through the files of one kind, newest day first.
    ///
    /// `select` answers a statement whose first two columns are the time and the row's number.
    func page<Value: Sendable>(
        of kind: DataKind, in period: Period?, from cursor: Cursor, limit: Int, select: (RecordWalk) -> SQL,
        read: (Row, Day) throws -> Value
    ) throws -> Page<Value> {
        let limit = min(max(limit, 1), 100)
        guard !cursor.isBeforeStart else { return Page(rows: [], next: .start) }
        let days = recordDays(of: kind, in: period)
        func walk(after place: OccurrencePlace?, oldestFirst: Bool, limit: Int) throws -> [Placed<Value>] {
            try rows(of: kind, on: days, after: place, oldestFirst: oldestFirst, limit: limit, select, read)
        }
        let place = cursor.isStart ? nil : OccurrencePlace(cursor)
        let found = try walk(after: place, oldestFirst: cursor.isPrevious, limit: limit + 1)
        let page = try Paging.page(of: found, limit: limit, from: cursor) { row, isPrevious in
            row.place.cursor(isPrevious: isPrevious)
        } isAnythingBehind: { first in
            try !walk(after: first.place, oldestFirst: !cursor.isPrevious, limit: 1).isEmpty
        }
        return Page(rows: page.rows.map(\.value), previous: page.previous, next: page.next)
    }

    /// Days whose files may hold what happened in a period, oldest first. What happened may arrive days later, and
    /// clocks that are fast make it arrive before.
    func recordDays(of kind: DataKind, in period: Period?) -> [Day] {
        let days = layout.days(of: kind)
        guard let period else { return days }
        let first = period.start.day.advanced(by: -1)
        return days.filter { $0 >= first }
    }

    /// Files of one kind on these days, in the order given.
    func forEachFile(of kind: DataKind, on days: [Day], _ body: (Connection, Day) throws -> Void) throws {
        for day in days { if let file = try records.file(of: day, kind) { try body(file, day) } }
    }

    /// The first answer that any file has.
    func first<T>(of kind: DataKind, on days: [Day], _ body: (Connection, Day) throws -> T?) throws -> T? {
        for day in days {
            if let file = try records.file(of: day, kind), let found = try body(file, day) { return found }
        }
        return nil
    }

    /// `days` is oldest first.
    private func rows<Value: Sendable>(
        of kind: DataKind, on days: [Day], after place: OccurrencePlace?, oldestFirst: Bool, limit: Int,
        _ select: (RecordWalk) -> SQL, _ read: (Row, Day) throws -> Value
    ) throws -> [Placed<Value>] {
        var found: [Placed<Value>] = []
        for day in oldestFirst ? days : days.reversed() {
            if let place, oldestFirst ? day < place.day : day > place.day { continue }
            guard let file = try records.file(of: day, kind) else { continue }
            let walk = RecordWalk(
                place: place?.day == day ? place : nil, oldestFirst: oldestFirst, limit: limit - found.count)
            found += try file.rows(select(walk)) { row in
                Placed(
                    place: OccurrencePlace(day: day, occurredAt: row.integer(0), row: row.integer(1)),
                    value: try read(row, day))
            }
            if found.count >= limit { break }
        }
        return found
    }
}

extension SQL {
    /// `AND column IN (…)`, or nothing when any will do.
    static func among(_ names: [String], _ column: SQL) -> SQL {
        names.isEmpty ? "" : " AND \(column) IN \(anyOf: names)"
    }

    /// `AND column` lies in the period, or nothing.
    static func within(_ period: Period?, _ column: SQL) -> SQL {
        guard let period else { return "" }
        return " AND \(column) >= \(period.start) AND \(column) < \(period.end)"
    }
}

extension Period {
    /// Which of `count` equal bars holds a moment; nil outside.
    func bar(of moment: Timestamp, count: Int) -> Int? {
        guard moment >= start, moment < end, count > 0 else { return nil }
        // In whole numbers: a quotient of floating point falls just short of the bar that begins at the moment.
        let offset = UInt64(bitPattern: moment.microseconds &- start.microseconds)
        let length = UInt64(bitPattern: end.microseconds &- start.microseconds)
        return Int(length.dividingFullWidth(offset.multipliedFullWidth(by: UInt64(count))).quotient)
    }
}
