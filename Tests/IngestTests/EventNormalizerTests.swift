import Compression
import Grouping
import SentryProtocol
import Storage
import Synchronization
import Testing

@testable import Ingest

/// Keeps what is committed.
final class RecordingWriter: EventWriter {
    let batches = Mutex<[IngestBatch]>([])
    let failure: CommitError?
    let receipt: Receipt

    init(failure: CommitError? = nil, answering receipt: Receipt = Receipt()) {
        (self.failure, self.receipt) = (failure, receipt)
    }

    func commit(_ batch: IngestBatch, then finish: @escaping @Sendable (Result<Receipt, CommitError>) -> Void) {
        if let failure { return finish(.failure(failure)) }
        batches.withLock { $0.append(batch) }
        finish(.success(receipt))
    }

    var events: [Event] {
        batches.withLock { $0 }.flatMap(\.events).compactMap { row in
            (try? BodyCodec.standard.decode(row.body)).flatMap { try? JSONDocument(parsing: $0) }
                .map { Event(stored: $0.root) }
        }
    }
}

/// A pipeline that keeps bodies as they are, at a fixed time.
struct Ingestion {
    static let now = Timestamp(seconds: 1_790_848_800)
    let writer: RecordingWriter
    let ledger = OutcomeLedger()
    let pipeline: IngestPipeline
    var sender = Sender(
        project: ProjectProfile(id: ProjectID(rawValue: 1), settings: ProjectSettings()),
        publicKey: String(repeating: "a", count: 32), client: "sentry.test/1.0",
        userAgent: nil, address: "203.0.113.7")

    init(failure: CommitError? = nil) {
        writer = RecordingWriter(failure: failure)
        pipeline = IngestPipeline(
            writer: writer, ledger: ledger, quotas: Quotas(),
            tools: IngestTools(
                bodies: EventBodies(codec: LearningBodyCodec()), encodeBody: { json, _ in json },
                randomID: { EventID(high: 0xabc, low: 0xdef) }))
    }

    @discardableResult
    func send(_ text: String) async throws -> IngestAnswer {
        let intake = EnvelopeIntake(pipeline: pipeline, ledger: ledger)
        let envelope = try Envelope(parsing: Array(text.utf8))
        return try await intake.commit(intake.prepare(envelope, from: sender, at: Self.now))
    }

    /// Sends one event and returns what was stored of it.
    func event(_ payload: String, header: String = "{}") async throws -> Event? {
        try await send("\(header)\n{\"type\":\"event\"}\n\(payload)")
        return writer.events.first
    }
}

@Suite("Events get what their payload leaves open")
struct EventNormalizerTests {
    @Test("the id of the envelope's header wins, then the payload's, then a new one")
    func ids() async throws {
        let header = #"{"event_id":"11111111111111111111111111111111"}"#
        let payload = #"{"message":"m","event_id":"22222222222222222222222222222222"}"#
        #expect(try await Ingestion().event(payload, header: header)?.id?.hex == String(repeating: "1", count: 32))
        #expect(try await Ingestion().event(payload)?.id?.hex == String(repeating: "2", count: 32))
        let answer = try await Ingestion().send("{}\n{\"type\":\"event\"}\n{\"message\":\"m\"}")
        #expect(answer.eventID == EventID(high: 0xabc, low: 0xdef))
    }

    @Test("a missing time is now, a time of long ago or far ahead is now and noted, a recent one stays")
    func times() async throws {
        #expect(try await Ingestion().event(#"{"message":"m"}"#)?.occurredAt == Ingestion.now)
        for time in [#""0001-01-01T00:00:00""#, "4000000000", #""2026-01-01T00:00:00Z""#] {
            let event = try #require(try await Ingestion().event(#"{"message":"m","timestamp":\#(time)}"#))
            #expect(event.occurredAt == Ingestion.now, "\(time)")
            #expect(event.errors.contains { $0.name == "timestamp" }, "\(time)")
        }
        let recent = try #require(try await Ingestion().event(#"{"message":"m","timestamp":1790762400}"#))
        #expect(recent.occurredAt == Timestamp(seconds: 1_790_762_400))
        #expect(recent.errors.isEmpty)
    }

    @Test("a sender whose clock is hours off is put right, with its breadcrumbs")
    func drift() async throws {
        let event = try #require(
            try await Ingestion().event(
                #"{"message":"m","timestamp":1790841000,"breadcrumbs":[{"timestamp":1790840990}]}"#,
                header: #"{"sent_at":"2026-10-01T08:00:00Z"}"#))
        #expect(event.occurredAt == Timestamp(seconds: 1_790_848_200))
        #expect(event.breadcrumbs.first?.timestamp == Timestamp(seconds: 1_790_848_190))
        #expect(event.errors.contains { $0.type == "clock_drift" })
    }

    @Test("{{auto}} is the sender's address, browsers mean it without saying so, servers do not")
    func addresses() async throws {
        let auto = try await Ingestion().event(#"{"message":"m","user":{"ip_address":"{{auto}}"}}"#)
        #expect(auto?.user?.ipAddress == "203.0.113.7")
        let browser = try await Ingestion().event(#"{"message":"m","platform":"javascript"}"#)
        #expect(browser?.user?.ipAddress == "203.0.113.7")
        let server = try await Ingestion().event(#"{"message":"m","platform":"python","user":{"id":"1"}}"#)
        #expect(server?.user?.ipAddress == nil)
        let behind = try await Ingestion().event(
            #"{"message":"m","platform":"python","request":{"env":{"REMOTE_ADDR":"198.51.100.9"}}}"#)
        #expect(behind?.user?.ipAddress == "198.51.100.9")
        let never = try await Ingestion().event(
            #"{"message":"m","platform":"javascript","user":{"id":"1","ip_address":"{{auto}}"},"sdk":{"name":"s","settings":{"infer_ip":"never"}}}"#
        )
        #expect(never?.user?.ipAddress == nil)
    }

    @Test("defaults: platform other, level error, the SDK of the credentials")
    func defaults() async throws {
        let event = try #require(try await Ingestion().event(#"{"message":"m"}"#))
        #expect(event.platform == "other")
        #expect(event.level == .error)
        #expect(event.sdk?.name == "sentry.test")
        #expect(event.sdk?.version == "1.0")
    }

    @Test(
        "the SDK's name and version are what the credentials have before and behind a slash or a space",
        arguments: [
            "sentry.test/1.0", "sentry.test 1.0", "sentry.test", "/1.0", "a//b", "a/b/c", "a/", " a/b", "/", "é/1",
            "a/\u{301}b", "한글 2.0", String(repeating: "n", count: 70) + "/" + String(repeating: "7", count: 70),
        ])
    func clients(client: String) async throws {
        var ingestion = Ingestion()
        ingestion.sender.client = client
        let event = try #require(try await ingestion.event(#"{"message":"m"}"#))
        let parts = client.split(maxSplits: 1) { $0 == "/" || $0 == " " }
        #expect(event.sdk?.name == parts.first.map { String($0.prefix(64)) })
        #expect(event.sdk?.version == parts.dropFirst().first.map { String($0.prefix(64)) })
    }

    @Test("an event of nothing is kept, under a title")
    func empty() async throws {
        let event = try #require(try await Ingestion().event("{}"))
        #expect(event.title == "<unlabeled event>")
        #expect(!event.hashes.isEmpty)
    }
}
