import SentryProtocol
import Testing

@Suite("Times of what is no event")
struct TelemetryClockTests {
    private static let now = Timestamp(seconds: 1_795_402_800)

    @Test("only a clock that is off by nearly an hour is wrong")
    func drift() {
        func drift(_ seconds: Int64) -> Int64 {
            TelemetryClock(receivedAt: Self.now, sentAt: Self.now.adding(seconds: seconds)).drift
        }
        #expect(drift(-3_299) == 0 && drift(3_299) == 0)
        #expect(drift(-3_300) == 3_300_000_000 && drift(3_300) == -3_300_000_000)
        // A clock that was never set says nothing.
        #expect(drift(-1_700_000_000) == 0)
        #expect(TelemetryClock(receivedAt: Self.now, sentAt: nil).drift == 0)
    }

    @Test("entries that are too old and those from the future are dated now")
    func entries() {
        let clock = TelemetryClock(receivedAt: Self.now, sentAt: nil)
        #expect(clock.shift(of: Self.now.adding(seconds: 60)) == 0)
        #expect(clock.shift(of: Self.now.adding(seconds: 61)) == -61_000_000)
        #expect(clock.shift(of: Self.now.adding(seconds: -90 * 86_400)) == 0)
        #expect(clock.shift(of: Self.now.adding(seconds: -90 * 86_400 - 1)) == (90 * 86_400 + 1) * 1_000_000)
    }

    @Test("sessions are refused on either side")
    func sessions() throws {
        let clock = TelemetryClock(receivedAt: Self.now, sentAt: nil)
        #expect(try clock.sessionStart(Self.now.adding(seconds: -5 * 86_400)) == Self.now.adding(seconds: -5 * 86_400))
        #expect(throws: Unusable(.tooOld)) { try clock.sessionStart(Self.now.adding(seconds: -5 * 86_400 - 1)) }
        #expect(throws: Unusable(.inFuture)) { try clock.sessionStart(Self.now.adding(seconds: 61)) }
    }

    @Test(
        "numbers in place read as numbers do everywhere",
        arguments: [
            "1795402800", "1795402800.5", "1795402800.123456", "1795402800.1234567", "1795402800123", "-1", "1e9",
            "\"2026-11-23T03:00:00Z\"", "\"1795402800.25\"", "0", "0.000001", "99999999999", "100000000000",
        ])
    func reading(text: String) throws {
        let node = try JSONDocument(
            parsing: Array(#"{"items":[{"timestamp":\#(text),"body":"x"}]}"#.utf8)
        ).root["items"]?.elements.first { _ in true }
        let expected = node?["timestamp"].flatMap { Timestamp($0) }
        let read = try? LogItem(reading: try #require(node)).time
        let difference = expected.flatMap { expected in read.map { $0.microseconds - expected.microseconds } }
        // The last digit of seven is cut here and rounded there.
        #expect(read == expected || (-1...1).contains(difference ?? 9))
    }
}
