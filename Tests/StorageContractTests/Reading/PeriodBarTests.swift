import SentryProtocol
import Storage
import Testing

@testable import SQLiteStorage

@Suite("SQLite: bars of a period")
struct PeriodBarTests {
    @Test("an hour that begins a bar is in it, however many there are")
    func hours() {
        for count in [1, 7, 24, 25, 49, 168, 169, 336, 720, 2_000] {
            let start = Timestamp(seconds: 1_785_596_400)
            let period = Period(start: start, end: start.adding(seconds: Int64(count) * 3_600))
            for hour in 0..<count {
                let begin = start.adding(seconds: Int64(hour) * 3_600)
                #expect(period.bar(of: begin, count: count) == hour)
                #expect(period.bar(of: begin.adding(seconds: 3_599), count: count) == hour)
            }
        }
    }

    @Test("outside there is none, and the longest period has its bars, too")
    func ends() {
        let period = Period(start: Timestamp(seconds: 100), end: Timestamp(seconds: 200))
        #expect(period.bar(of: Timestamp(seconds: 99), count: 10) == nil)
        #expect(period.bar(of: Timestamp(seconds: 200), count: 10) == nil)
        let ever = Period(start: Timestamp(microseconds: .min), end: Timestamp(microseconds: .max))
        #expect(ever.bar(of: Timestamp(microseconds: 0), count: 10) == 5)
        #expect(ever.bar(of: Timestamp(microseconds: .max - 1), count: 10) == 9)
    }
}
