import Compression
import Grouping
import SentryProtocol
import Storage
import Synchronization
import Testing

@testable import Ingest

@Suite("How many check-ins there may be, and which are the same one")
struct CheckInRulesTests {
    /// A pipeline with a clock that tests set.
    private final class Job {
        let writer: RecordingWriter
        let ledger = OutcomeLedger()
        private let pipeline: IngestPipeline
        var now = Timestamp(seconds: 1_790_848_800)

        init(failure: CommitError? = nil, unknownMonitors: Int = 0) {
            var receipt = Receipt()
            receipt.unknownMonitors = unknownMonitors
            writer = RecordingWriter(failure: failure, answering: receipt)
            pipeline = IngestPipeline(
                writer: writer, ledger: ledger, quotas: Quotas(),
                tools: IngestTools(
                    bodies: EventBodies(codec: LearningBodyCodec()),
                    encodeBody: { json, _ in json }, randomID: { Handling.randomID }))
        }

        func report(_ payload: String, header: String = "{}") async throws {
            let intake = EnvelopeIntake(pipeline: pipeline, ledger: ledger)
            let envelope = try Envelope(parsing: Array("\(header)\n{\"type\":\"check_in\"}\n\(payload)".utf8))
            let sender = Sender(
                project: ProjectProfile(id: ProjectID(rawValue: 1), settings: ProjectSettings()),
                publicKey: String(repeating: "a", count: 32), client: nil, userAgent: nil, address: nil)
            _ = try await intake.commit(intake.prepare(envelope, from: sender, at: now))
        }

        var rows: [CheckInRow] {
            writer.batches.withLock { $0 }.flatMap(\.records).compactMap {
                if case .checkIn(let row) = $0 { row } else { nil }
            }
        }
        var outcomes: [String] {
            ledger.totals.map { "\($0.outcome.name)/\($0.outcome.reason)=\($0.quantity)" }
        }
    }

    private func checkIn(_ number: Int, slug: String = "nightly", environment: String = "prod") -> String {
        let id = EventID(high: 7, low: UInt64(number)).hex
        return #"""
            {"check_in_id":"\#(id)","monitor_slug":"\#(slug)","status":"ok","environment":"\#(environment)"}
            """#
    }

    @Test("six in a minute for a monitor and environment; the others are limited, and the next minute begins anew")
    func limit() async throws {
        let job = Job()
        for number in 0..<10 { try await job.report(checkIn(number)) }
        #expect(job.outcomes == ["accepted/=6", "rate_limited/check_in_rate=4"])
        try await job.report(checkIn(20, environment: "stage"))
        try await job.report(checkIn(21, slug: "hourly"))
        #expect(job.rows.count == 8)
        job.now = job.now.adding(seconds: 60)
        try await job.report(checkIn(22))
        #expect(job.rows.count == 9)
    }

    @Test("what could not be stored and is sent again is not limited for that")
    func retries() async throws {
        let job = Job(failure: .overloaded(retryAfter: 1))
        for _ in 0..<10 {
            await #expect(throws: IngestFailure.commit(.overloaded(retryAfter: 1))) {
                try await job.report(checkIn(1))
            }
        }
        #expect(job.outcomes == ["rate_limited/backpressure=10"])
    }

    @Test("one without an id that is sent again within the minute is the same one")
    func resends() async throws {
        let job = Job()
        let ok = #"{"monitor_slug":"nightly","status":"ok"}"#
        for _ in 0..<3 { try await job.report(ok) }
        #expect(job.rows.count == 1)
        #expect(job.outcomes == ["accepted/=3"])
        try await job.report(#"{"monitor_slug":"nightly","status":"error"}"#)
        #expect(job.rows.count == 2)
    }

    @Test("the next run says the same and is another one")
    func runs() async throws {
        let job = Job()
        let ok = #"{"monitor_slug":"nightly","status":"ok"}"#
        try await job.report(ok)
        job.now = job.now.adding(seconds: 60)
        try await job.report(ok)
        #expect(Set(job.rows.map(\.newID)).count == 2)
        // An envelope's own time says which run it was, whenever it comes.
        let dated = Job()
        let header = #"{"sent_at":"2026-10-01T10:00:00.123Z"}"#
        try await dated.report(ok, header: header)
        dated.now = dated.now.adding(seconds: 120)
        try await dated.report(ok, header: header)
        #expect(Set(dated.rows.map(\.newID)).count == 1)
    }

    @Test("a check-in that the store could not place was not accepted")
    func unknownMonitor() async throws {
        let job = Job(unknownMonitors: 1)
        try await job.report(checkIn(1))
        #expect(job.outcomes == ["invalid/unknown_monitor=1"])
    }

    @Test("however many monitors report, the table stays small")
    func bounds() {
        let meter = CheckInMeter()
        for number in 0..<3 * CheckInMeter.placesMax {
            let slug = MonitorSlug("m\(number)")
            let place = slug.map {
                CheckInMeter.Place(project: ProjectID(rawValue: 1), monitor: $0, environment: "production")
            }
            guard let place else { continue }
            let verdict = meter.verdict(on: ContentDigest(of: [1]), hasID: true, at: place, Handling.now)
            #expect(verdict == .admitted)
        }
        #expect(meter.count <= CheckInMeter.placesMax)
    }
}
