import SentryProtocol
import Testing

@Suite("Times are read in every form that SDKs send")
struct TimestampTests {
    @Test(
        "text, with and without zone, fraction and time",
        arguments: [
            ("2026-10-01T10:00:00Z", 1_790_848_800_000_000), ("2026-10-01 10:00:00", 1_790_848_800_000_000),
            ("2026-10-01T10:00:00.5Z", 1_790_848_800_500_000),
            ("2026-10-01T10:00:00.123456789Z", 1_790_848_800_123_456),
            ("2026-10-01T19:00:00+09:00", 1_790_848_800_000_000),
            ("2026-10-01T05:30:00-0430", 1_790_848_800_000_000), ("2026-10-01", 1_790_812_800_000_000),
            ("0001-01-01T00:00:00Z", -62_135_596_800_000_000), ("1970-01-01T00:00:00Z", 0),
        ])
    func text(text: String, microseconds: Int64) {
        #expect(Timestamp(iso8601: text)?.microseconds == microseconds)
    }

    @Test(
        "what is no time",
        arguments: [
            "", "now", "2026-13-01", "2026-02-30", "2026-10-01T25:00:00Z", "2026-10-01T10", "2026-10-01T10:00:00+",
            "-1",
        ])
    func noTime(text: String) { #expect(Timestamp(iso8601: text) == nil) }

    @Test("numbers are seconds; thirteen digits are milliseconds; absurd ones are nothing")
    func numbers() {
        #expect(Timestamp(unixSeconds: 1_790_848_800.5)?.microseconds == 1_790_848_800_500_000)
        #expect(Timestamp(unixSeconds: 1_790_848_800_500)?.microseconds == 1_790_848_800_500_000)
        #expect(Timestamp(unixSeconds: 1e300) == nil)
        #expect(Timestamp(unixSeconds: .nan) == nil)
    }

    @Test(
        "printed and read again it is the same moment", arguments: [0, 1, 1_790_848_800_123_456, 951_782_400_000_000])
    func roundTrip(microseconds: Int64) {
        let moment = Timestamp(microseconds: microseconds)
        #expect(Timestamp(iso8601: moment.iso8601) == moment)
        #expect(moment.iso8601.hasSuffix("Z"))
    }

    @Test("every day of 400 years has its own date and comes back from it")
    func days() {
        var previous = Day(number: -1).text
        for number in 0..<146_097 {
            let day = Day(number: number)
            #expect(Day(text: day.text) == day)
            #expect(day.text > previous)
            previous = day.text
        }
    }

    @Test(
        "the usual spelling is read as every other is",
        arguments: [
            "2026-10-01T10:00:00Z", "2026-10-01T10:00:00.5Z", "2026-10-01T10:00:00.123456789Z", "2026-10-01T10:00:00.Z",
            "2026-10-01T10:00:00.1x2Z", "2026-10-01T10:00:00,5Z", "2024-02-29T23:59:59Z", "2026-02-29T10:00:00Z",
            "2026-13-01T10:00:00Z", "2026-00-01T10:00:00Z", "2026-10-01T24:00:00Z", "2026-10-01T10:60:00Z",
            "2026-10-01T10:00:60Z", "2026-10-01T10:00:61Z", "0000-10-01T10:00:00Z", "2026-10-01t10:00:00Z",
            "2026-10-01T10:00:00z", "2026-10-01T10:00:00+00:00", " 2026-10-01T10:00:00Z", "2026-10-01T10:00:00Z ",
            "2026-10-01T10:00:00 Z", "2026-10-01T10:00:0Z", "2026/10/01T10:00:00Z", "20a6-10-01T10:00:00Z", "Z", "",
            "1790848800", "1790848800.25", "1e9", "-5", "nan", "infinity", "0x1p30",
        ])
    func spellings(text: String) throws {
        let expected: Timestamp? = Double(text).map { Timestamp(unixSeconds: $0) } ?? Timestamp(iso8601: text)
        let node = try JSONDocument(parsing: Array("\"\(text)\"".utf8)).root
        #expect(Timestamp(node) == expected)
    }
}
