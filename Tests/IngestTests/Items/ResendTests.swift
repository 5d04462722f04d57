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

@Suite("Client reports are counted once")
struct ClientReportResendTests {
    private let handler = ClientReportHandler()
    private let report =
        #"{"timestamp":1795402700.5,"discarded_events":[{"reason":"sample_rate","category":"error","quantity":7}]}"#
    private let untimed = #"{"discarded_events":[{"reason":"sample_rate","category":"error","quantity":7}]}"#

    /// What of it was counted, and that it was accepted.
    private func counted(
        _ payload: String, header: String = "{}", project: Int64 = 1, at now: Timestamp = Handling.now,
        from address: String = "203.0.113.7"
    ) throws -> Int {
        let envelope = try Envelope(parsing: Array("\(header)\n{\"type\":\"client_report\"}\n\(payload)".utf8))
        let context = ItemContext(
            sender: Sender(
                project: ProjectProfile(id: ProjectID(rawValue: project), settings: ProjectSettings()),
                publicKey: "", client: "sentry.test/1.0", userAgent: nil, address: address),
            receivedAt: now, eventID: nil, sentAt: envelope.header.sentAt, envelopeSDK: nil,
            tools: ItemContext.forTests.tools)
        var batch = IngestBatch(projectID: ProjectID(rawValue: project))
        let item = try #require(envelope.items.first)
        let result = handler.handle(ReceivedItem(item: item, body: envelope.bytes), in: context, into: &batch)
        guard case .one(.accepted) = result else {
            Issue.record("not accepted")
            return 0
        }
        return batch.outcomes.reduce(0) { $0 + $1.quantity }
    }

    @Test("sent again, at any time and with another time of sending, it adds nothing")
    func again() throws {
        #expect(try counted(report) == 7)
        #expect(try counted(report) == 0)
        #expect(try counted(report, header: #"{"sent_at":"2026-11-23T02:51:00.001Z"}"#) == 0)
        #expect(try counted(report, at: Handling.now.adding(seconds: 86_400), from: "198.51.100.1") == 0)
    }

    @Test("another project, and another time of the same, are something else")
    func others() throws {
        #expect(try counted(report) == 7)
        #expect(try counted(report, project: 2) == 7)
        #expect(try counted(report.replacing("2700.5", with: "2760.5")) == 7)
    }

    @Test("without a time of its own the time of sending tells")
    func timeOfSending() throws {
        let (first, second) = (#"{"sent_at":"2026-11-23T02:51:00.001Z"}"#, #"{"sent_at":"2026-11-23T02:51:00.002Z"}"#)
        #expect(try counted(untimed, header: first) == 7)
        #expect(try counted(untimed, header: first) == 0)
        #expect(try counted(untimed, header: second) == 7)
    }

    @Test("without any time equal ones of one sender are one for a minute")
    func untimedAtAll() throws {
        #expect(try counted(untimed) == 7)
        #expect(try counted(untimed) == 0)
        #expect(try counted(untimed, from: "198.51.100.1") == 7)
        #expect(try counted(untimed, at: Handling.now.adding(seconds: 60)) == 7)
    }

    @Test("what is remembered is bounded, and one project does not make another forget")
    func bounded() {
        let memory = ClientReportMemory()
        func report(_ number: Int) -> ContentDigest { ContentDigest(of: Array("\(number)".utf8)) }
        let (quiet, busy) = (ProjectID(rawValue: 1), ProjectID(rawValue: 2))
        #expect(memory.isFirst(report(0), of: quiet))
        for number in 0..<10_000 { #expect(memory.isFirst(report(number), of: busy)) }
        #expect(memory.count <= 2 * ClientReportMemory.perProjectMin + 1)
        #expect(!memory.isFirst(report(9_500), of: busy))
        #expect(!memory.isFirst(report(0), of: quiet))
        for project in 3..<100 {
            for number in 0..<700 { _ = memory.isFirst(report(number), of: ProjectID(rawValue: Int64(project))) }
        }
        #expect(memory.count <= ClientReportMemory.reportsMax)
    }
}

extension String {
    fileprivate func replacing(_ part: String, with other: String) -> String {
        guard let range = firstRange(of: part) else { return self }
        return String(self[..<range.lowerBound]) + other + String(self[range.upperBound...])
    }
}
