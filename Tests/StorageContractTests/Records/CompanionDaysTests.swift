import SentryProtocol
import Storage
import Testing

@testable import SQLiteStorage

@Suite("Records: which days have something beside an event")
struct CompanionDaysTests {
    private let days = (0..<4).map { Sample.noon.day.advanced(by: $0) }
    private var day: Day { days[0] }

    private struct Unreadable: Error {}

    /// Reads a day that has these events; they are looked at again if it was read before.
    private func hasDay(_ known: CompanionDays, _ number: Int, reading events: [Int] = []) throws -> Bool {
        try known.days(with: Sample.id(number), among: [day]) { _ in events.map { Sample.id($0) } } == [day]
    }

    @Test("a day is read once, and left out when it has nothing for the event")
    func readOnce() throws {
        let known = CompanionDays()
        var read: [Day] = []
        let answers: [(event: Int, found: [Day])] = [
            (1, [days[1]]), (2, [days[1], days[3]]), (3, []), (1, [days[1]]),
        ]
        for (number, found) in answers {
            let answer = try known.days(with: Sample.id(number), among: days) { day in
                read.append(day)
                if day == days[1] { return [Sample.id(1), Sample.id(2)] }
                return day == days[3] ? [Sample.id(2)] : []
            }
            #expect(answer == found)
        }
        #expect(read == days)
    }

    @Test("what is noted belongs to a day that was read", arguments: [true, false])
    func noted(isSettled: Bool) throws {
        let known = CompanionDays()
        #expect(try !hasDay(known, 1))
        known.note(Sample.id(1), on: day)
        if isSettled { known.settle() }
        #expect(try hasDay(known, 1))
        #expect(try !hasDay(known, 2))
    }

    @Test("a row that is committed while the day is read is not missed, whenever it was noted")
    func committedMeanwhile() throws {
        let known = CompanionDays()
        known.note(Sample.id(1), on: day)
        // The reader sees the file as it was before.
        _ = try known.days(with: Sample.id(9), among: [day]) { _ in
            known.settle()
            known.note(Sample.id(2), on: day)
            known.settle()
            known.note(Sample.id(3), on: day)
            return [Sample.id(4)]
        }
        known.settle()
        for number in 1...4 { #expect(try hasDay(known, number)) }
        #expect(try !hasDay(known, 9))
    }

    @Test("what was committed before a day is read, the file says")
    func committedBefore() throws {
        let known = CompanionDays()
        known.note(Sample.id(1), on: day)
        known.settle()
        #expect(try !hasDay(known, 2, reading: [1]))
        #expect(try hasDay(known, 1))
    }

    @Test("while one reads a day, others ask its file")
    func others() throws {
        let known = CompanionDays()
        var reads = 0
        _ = try known.days(with: Sample.id(1), among: [day]) { _ throws in
            reads += 1
            #expect(try hasDay(known, 2))
            return []
        }
        #expect(try !hasDay(known, 2) && reads == 1)
    }

    @Test("a day that could not be read, or has no file any more, is read again")
    func unreadable() throws {
        let known = CompanionDays()
        #expect(throws: Unreadable.self) {
            _ = try known.days(with: Sample.id(1), among: [day]) { _ in throw Unreadable() }
        }
        #expect(try known.days(with: Sample.id(1), among: [day]) { _ in nil } == [])
        #expect(try hasDay(known, 1, reading: [1]))
    }

    @Test("a day that is gone is forgotten, also while it is read, and begun again is read again")
    func forgotten() throws {
        let known = CompanionDays()
        #expect(try !hasDay(known, 1))
        #expect(try known.days(with: Sample.id(1), among: []) { _ in [] } == [])
        #expect(try hasDay(known, 1, reading: [1]))
        _ = try known.days(with: Sample.id(1), among: []) { _ in [] }
        _ = try known.days(with: Sample.id(9), among: [day]) { _ in
            _ = try known.days(with: Sample.id(9), among: []) { _ in [] }
            known.note(Sample.id(2), on: day)
            known.settle()
            return [Sample.id(1)]
        }
        #expect(try hasDay(known, 2, reading: [2]))
        #expect(try !hasDay(known, 1, reading: [1]), "it was read again, and once")
    }

    @Test("a day with too many events is always asked", arguments: [true, false])
    func tooManyOnADay(areNoted: Bool) throws {
        let known = CompanionDays(eventsOfDayMax: 3, eventsMax: 100)
        _ = try hasDay(known, 9, reading: areNoted ? [1, 2, 3] : [1, 2, 3, 4])
        if areNoted {
            #expect(try !hasDay(known, 9))
            known.note(Sample.id(3), on: day)
            #expect(try !hasDay(known, 9))
            known.note(Sample.id(4), on: day)
        }
        #expect(try hasDay(known, 9))
    }

    @Test("beyond so many events in all, the oldest days are always asked")
    func tooManyInAll() throws {
        let known = CompanionDays(eventsOfDayMax: 3, eventsMax: 5)
        func find() throws -> [Day] {
            try known.days(with: Sample.id(99), among: days) { day in
                (0..<2).map { Sample.id(day.number * 2 + $0) }
            }
        }
        _ = try find()
        #expect(try find() == Array(days[..<2]))
        known.note(Sample.id(7), on: days[3])
        #expect(try find() == Array(days[..<2]), "what was given up takes no room")
        known.note(Sample.id(8), on: days[2])
        #expect(try find() == Array(days[..<3]))
    }
}
