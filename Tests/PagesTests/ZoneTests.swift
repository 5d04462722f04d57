import Foundation
import SentryProtocol
import Storage
import Testing

@testable import Pages

@Suite("Time zones")
struct ZoneTests {
    private static let folder = "/usr/share/zoneinfo/"
    static let hasDatabase = FileManager.default.fileExists(atPath: folder + "Asia/Seoul")

    private func rule(_ text: String) throws -> ZoneRule { try #require(ZoneRule(text[...])) }

    private func hours(_ rule: ZoneRule, _ moment: String) throws -> Double {
        let seconds = try #require(Timestamp(iso8601: moment)).seconds
        return Double(rule.offset(at: seconds).seconds) / 3600
    }

    @Test("a rule changes clocks at the very second, north and south of the equator")
    func rules() throws {
        let berlin = try rule("CET-1CEST,M3.5.0,M10.5.0/3")
        #expect(try hours(berlin, "2026-03-29T00:59:59Z") == 1)
        #expect(try hours(berlin, "2026-03-29T01:00:00Z") == 2)
        #expect(try hours(berlin, "2026-10-25T00:59:59Z") == 2)
        #expect(try hours(berlin, "2026-10-25T01:00:00Z") == 1)
        let sydney = try rule("AEST-10AEDT,M10.1.0,M4.1.0/3")
        #expect(try hours(sydney, "2026-01-01T00:00:00Z") == 11)
        #expect(try hours(sydney, "2026-07-01T00:00:00Z") == 10)
        let newYork = try rule("EST5EDT,M3.2.0,M11.1.0")
        #expect(try hours(newYork, "2027-03-14T06:59:59Z") == -5)
        #expect(try hours(newYork, "2027-03-14T07:00:00Z") == -4)
        let lordHowe = try rule("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0")
        #expect(try hours(lordHowe, "2026-01-01T00:00:00Z") == 11)
        #expect(try hours(lordHowe, "2026-07-01T00:00:00Z") == 10.5)
        // Irish winter is what is different there, and Greenland changes before midnight.
        #expect(try hours(rule("IST-1GMT0,M10.5.0,M3.5.0/1"), "2026-01-01T00:00:00Z") == 0)
        #expect(try hours(rule("<-02>2<-01>,M3.5.0/-1,M10.5.0/0"), "2026-07-01T00:00:00Z") == -1)
        #expect(try hours(rule("KST-9"), "2090-07-01T00:00:00Z") == 9)
    }

    @Test("days of the year are counted with and without leap days")
    func julian() throws {
        let rule = try rule("AAA0BBB,J60,59/0")
        #expect(
            try #require(rule.summer).start.seconds(in: 2028) == Timestamp(iso8601: "2028-03-01T02:00:00Z")?.seconds)
        #expect(try #require(rule.summer).end.seconds(in: 2028) == Timestamp(iso8601: "2028-02-29T00:00:00Z")?.seconds)
    }

    @Test(
        "what is no rule is refused",
        arguments: [
            "", "A", "KST", "KST-", "KST-999", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,M10.5.0",
            "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0", "CET-1CEST,J0,J9", "<+03",
            "CET-1CEST,M3.5.0,M10.5.0x",
        ])
    func badRules(text: String) { #expect(ZoneRule(text[...]) == nil) }

    /// A file of version 2: clocks go from 0 to +1 hour at 1,000 and back at 2,000.
    static func file(footer: String = "AAA0") -> [UInt8] {
        func number(_ value: Int64, _ bytes: Int) -> [UInt8] {
            (0..<bytes).reversed().map { UInt8(truncatingIfNeeded: value >> Int64($0 * 8)) }
        }
        func header(_ counts: [Int64]) -> [UInt8] {
            Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15) + counts.flatMap { number($0, 4) }
        }
        return header([0, 0, 0, 0, 1, 4]) + number(0, 4) + [0, 0] + Array("AAA\0".utf8)
            + header([0, 0, 0, 2, 2, 8]) + number(1_000, 8) + number(2_000, 8) + [1, 0]
            + number(0, 4) + [0, 0] + number(3_600, 4) + [1, 4] + Array("AAA\0BBB\0".utf8) + Array("\n\(footer)\n".utf8)
    }

    @Test("a file says when clocks were changed")
    func parsing() throws {
        let zone = try #require(Zone(name: "Test/Zone", tzif: Self.file()))
        let offsets = [0, 999, 1_000, 1_999, 2_000, 9_000].map { zone.offset(at: Timestamp(seconds: $0)).seconds }
        #expect(offsets == [0, 0, 3_600, 3_600, 0, 0])
        #expect(zone.offset(at: Timestamp(seconds: 1_500)).abbreviation == "BBB")
        #expect(zone.label(at: Timestamp(seconds: 1_500)) == "BBB (UTC+1)")
    }

    @Test("a file cut at any byte, or with any byte turned around, does no harm")
    func hostile() {
        let file = Self.file(footer: "CET-1CEST,M3.5.0,M10.5.0/3")
        let moments = [Int64.min, -1, 0, 1_500, 4_000_000_000, Int64.max].map { Timestamp(microseconds: $0) }
        for index in file.indices {
            #expect(index > file.count - 30 || Zone(name: "x", tzif: Array(file[..<index])) == nil)
            for value in [0, 0xFF, file[index] ^ 0x80] as [UInt8] {
                var other = file
                other[index] = value
                guard let zone = Zone(name: "x", tzif: other) else { continue }
                let clock = Clock(now: Samples.now, language: .english, zone: zone)
                for moment in moments {
                    #expect(!clock.label(moment, .full).absolute.isEmpty)
                    #expect(abs(zone.offset(at: moment).seconds) <= ZoneRule.secondsMax)
                }
            }
        }
        #expect(Zone(name: "x", tzif: [UInt8](repeating: 0, count: Zone.fileBytesMax + 1)) == nil)
    }

    @Test(
        "the system's zones read as its own library reads them", .enabled(if: hasDatabase),
        arguments: [
            "Asia/Seoul", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca",
            "America/St_Johns", "Asia/Kathmandu", "Europe/Dublin", "America/Nuuk", "Pacific/Apia", "Antarctica/Troll",
        ])
    func system(name: String) throws {
        let bytes = try Data(contentsOf: URL(filePath: Self.folder + name))
        let zone = try #require(Zone(name: name, tzif: Array(bytes)))
        let other = try #require(TimeZone(identifier: name))
        // Every five days and a bit, from 1980 to 2060.
        for seconds in stride(from: Int64(315_532_800), to: 2_840_140_800, by: 437_771) {
            let expected = other.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
            #expect(zone.offset(at: Timestamp(seconds: seconds)).seconds == Int64(expected), "\(name) \(seconds)")
        }
    }

    static let berlin = Zone(
        name: "Europe/Berlin", changes: [], before: Zone.Offset(seconds: 3_600, abbreviation: "CET"),
        rule: ZoneRule("CET-1CEST,M3.5.0,M10.5.0/3"))

    @Test("a moment is said by local clocks, with the zone's name, and in UTC beside it")
    func labels() throws {
        let clock = Clock(now: Samples.now, language: .english, zone: Self.berlin)
        let moment = try #require(Timestamp(iso8601: "2026-07-31T22:30:00Z"))
        let label = clock.label(moment, .full)
        #expect(label.text == "Aug 1, 2026 00:30:00 CEST (UTC+2)")
        #expect(label.absolute == "Aug 1, 2026 00:30:00 CEST (UTC+2) · Jul 31, 2026 22:30:00 UTC")
        #expect(label.machine == "2026-07-31T22:30:00Z")
        #expect(clock.label(moment).text == Clock(now: Samples.now, language: .english).label(moment).text)
        #expect(clock.day(moment) == "Aug 1" && clock.hour(moment) == "00:30")
        #expect(Zone.utc.label(at: moment) == "UTC")
    }

    @Test("an hour that is said twice when clocks go back is told apart by the zone")
    func twice() throws {
        let clock = Clock(now: Samples.now, language: .english, zone: Self.berlin)
        let first = try #require(Timestamp(iso8601: "2025-10-26T00:30:00Z"))
        #expect(clock.label(first, .full).text == "Oct 26, 2025 02:30:00 CEST (UTC+2)")
        #expect(clock.label(first.adding(seconds: 3_600), .full).text == "Oct 26, 2025 02:30:00 CET (UTC+1)")
    }

    @Test("bars of days begin at local midnight, and are called by the local day across a change of clocks")
    func days() throws {
        let now = try #require(Timestamp(iso8601: "2026-04-05T10:00:00Z"))
        let period = IssueData.monthPeriod(at: now, in: Self.berlin)
        #expect(period.end == Timestamp(iso8601: "2026-04-05T22:00:00Z"))
        let clock = Clock(now: now, language: .english, zone: Self.berlin)
        let trend = Trend(Array(repeating: 1, count: 30), over: period, span: "30 days", clock: clock)
        #expect(trend.bars.map(\.label) == (7...31).map { "Mar \($0)" } + (1...5).map { "Apr \($0)" })
    }
}
