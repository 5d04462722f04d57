import SentryProtocol
import Storage
import Testing

@testable import Ingest

@Suite("What is sent again is the same again")
struct ResendTests {
    private let later = Handling.now.adding(seconds: 90)

    /// The same item, sent at once and a while later.
    private func twice(_ type: String, _ payload: String, header: String = "{}") throws -> (Handling, Handling) {
        (try Handling(type, payload, header: header), try Handling(type, payload, header: header, at: later))
    }

    @Test("a session update without an id or a number gets them from its content")
    func sessions() throws {
        func update(_ more: String) throws -> (SessionRow, SessionRow) {
            let (first, second) = try twice(
                "session", #"{"started":"2026-11-23T02:50:00Z",\#(more)"attrs":{"release":"app@1"}}"#)
            return (try #require(first.sessions.first), try #require(second.sessions.first))
        }
        let (first, second) = try update("")
        #expect(first.id == second.id && first.sequence == second.sequence)
        let (other, _) = try update(#""status":"exited","#)
        #expect(other.id != first.id)
        let (dated, again) = try update(#""timestamp":"2026-11-23T02:50:01.250Z","#)
        #expect(dated.sequence == again.sequence && dated.sequence % 1_000 == 250)
    }

    @Test("counted sessions are told by their time of sending, else by who sent them")
    func aggregates() throws {
        let payload =
            #"{"attrs":{"release":"app@1"},"aggregates":[{"started":"2026-11-23T02:50:00Z","exited":1},"#
            + #"{"started":"2026-11-23T02:50:00Z","exited":1}]}"#
        func digests(_ header: String) throws -> ([ContentDigest?], [ContentDigest?]) {
            let (first, second) = try twice("sessions", payload, header: header)
            return (first.aggregates.map(\.digest), second.aggregates.map(\.digest))
        }
        for header in ["{}", #"{"sent_at":"2026-11-23T02:51:00.001Z"}"#] {
            let (first, second) = try digests(header)
            #expect(first == second && Set(first).count == 2 && !first.contains(nil))
        }
        let one = try digests(#"{"sent_at":"2026-11-23T02:51:00.001Z"}"#).0
        let other = try digests(#"{"sent_at":"2026-11-23T02:51:00.002Z"}"#).0
        #expect(one != other)
    }

    @Test("logs and metrics whose times are moved to when they came are told by what was sent")
    func containers() throws {
        let log = #"{"items":[{"timestamp":1,"level":"info","body":"from another century"}]}"#
        let (first, second) = try twice("log", log)
        #expect(first.logs.first?.body != second.logs.first?.body)
        #expect(first.logs.first?.digest != nil && first.logs.first?.digest == second.logs.first?.digest)
        let metric = #"{"items":[{"timestamp":1,"name":"a","type":"counter","value":1}]}"#
        let (early, late) = try twice("trace_metric", metric)
        #expect(early.metrics.first?.digest != nil && early.metrics.first?.digest == late.metrics.first?.digest)
    }

    @Test("network reports get the same trace, and two equal ones of a batch stay two")
    func networkReports() throws {
        let report = #"{"type":"network-error","age":7,"url":"https://e.com/","body":{"type":"dns.unreachable"}}"#
        let (first, second) = try twice("nel", report)
        #expect(first.logs.first?.digest != nil && first.logs.first?.digest == second.logs.first?.digest)
        #expect(first.logs.first?.entries.first?.traceID == second.logs.first?.entries.first?.traceID)
        let batch = try BrowserReports(type: .nel).envelope(of: Array("[\(report),\(report)]".utf8))
        let handled = Handling(batch)
        #expect(Set(handled.logs.map(\.digest)).count == 2)
    }

    @Test("entries of OpenTelemetry and Vercel without a trace")
    func integrations() throws {
        var (one, other) = (DerivedTraceIDs(of: [1, 2]), DerivedTraceIDs(of: [1, 2]))
        let ids = (0..<3).map { _ in one.next() }
        #expect(ids == (0..<3).map { _ in other.next() })
        #expect(Set(ids).count == 3)
        var different = DerivedTraceIDs(of: [1, 3])
        #expect(different.next() != ids[0])
    }
}
