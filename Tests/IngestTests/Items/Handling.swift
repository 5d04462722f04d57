import Compression
import Foundation
import Grouping
import SentryProtocol
import Storage

@testable import Ingest

/// What the handlers make of an envelope, at a fixed time; bodies stay as they are.
struct Handling {
    static let now = Timestamp(seconds: 1_795_402_800)
    /// The id that everything without one gets.
    static let randomID = EventID(high: 0xabc, low: 0xdef)

    private(set) var batch = IngestBatch(projectID: ProjectID(rawValue: 1))
    /// `accepted//log_item=2`, … in the order of the items.
    private(set) var outcomes: [String] = []

    init(
        _ envelope: Envelope, at receivedAt: Timestamp = now, userAgent: String? = nil,
        grouping: ProjectGrouping = .standard
    ) {
        let context = ItemContext(
            sender: Sender(
                project: ProjectProfile(id: ProjectID(rawValue: 1), settings: ProjectSettings(), grouping: grouping),
                publicKey: String(repeating: "a", count: 32), client: "sentry.test/1.0", userAgent: userAgent,
                address: "203.0.113.7"),
            receivedAt: receivedAt, eventID: envelope.header.eventID, sentAt: envelope.header.sentAt,
            envelopeSDK: envelope.header.sdk,
            tools: IngestTools(
                bodies: EventBodies(codec: LearningBodyCodec()), encodeBody: { json, _ in json },
                randomID: { Self.randomID }))
        let handlers = ItemHandlers()
        for item in envelope.items {
            let received = ReceivedItem(item: item, body: envelope.bytes)
            count(handlers.handler(for: item.type).handle(received, in: context, into: &batch), item.type.category)
        }
        if let crash = CrashEvent.store(of: envelope, in: context, into: &batch) { count(crash, .error) }
    }

    init(_ text: String, at receivedAt: Timestamp = now) throws {
        self.init(try Envelope(parsing: Array(text.utf8)), at: receivedAt)
    }

    /// One item and nothing else.
    init(
        _ type: String, _ payload: String, header: String = "{}", itemHeader: String = "",
        at receivedAt: Timestamp = now
    ) throws {
        let item =
            "{\"type\":\"\(type)\",\"length\":\(payload.utf8.count)\(itemHeader.isEmpty ? "" : "," + itemHeader)}"
        try self.init("\(header)\n\(item)\n\(payload)", at: receivedAt)
    }

    /// An item of bytes.
    init(_ type: String, bytes: [UInt8], header: String = "{}", itemHeader: String = "") throws {
        let item = "{\"type\":\"\(type)\",\"length\":\(bytes.count)\(itemHeader.isEmpty ? "" : "," + itemHeader)}"
        self.init(try Envelope(parsing: Array("\(header)\n\(item)\n".utf8) + bytes))
    }

    private mutating func count(_ result: ItemResult, _ category: DataCategory) {
        let counts: [OutcomeCount] =
            switch result {
            case .one(let outcome): [OutcomeCount(outcome: outcome, category: category, quantity: 1)]
            case .many(let counts): counts
            }
        outcomes += counts.map { "\($0.outcome.name)/\($0.category.rawValue)=\($0.quantity)" }
    }

    // MARK: What was stored

    var transactions: [TransactionRow] { rows { if case .transaction(let row) = $0 { row } else { nil } } }
    var spans: [SpanRow] { rows { if case .span(let row) = $0 { row } else { nil } } }
    var logs: [LogBlock] { rows { if case .logs(let row) = $0 { row } else { nil } } }
    var metrics: [MetricBlock] { rows { if case .metrics(let row) = $0 { row } else { nil } } }
    var checkIns: [CheckInRow] { rows { if case .checkIn(let row) = $0 { row } else { nil } } }
    var sessions: [SessionRow] { rows { if case .session(let row) = $0 { row } else { nil } } }
    var aggregates: [SessionAggregateRow] { rows { if case .sessionAggregate(let row) = $0 { row } else { nil } } }
    var userReports: [UserReportRow] { rows { if case .userReport(let row) = $0 { row } else { nil } } }
    var attachments: [AttachmentRow] { rows { if case .attachment(let row) = $0 { row } else { nil } } }
    var profiles: [ProfileRow] { rows { if case .profile(let row) = $0 { row } else { nil } } }
    var replays: [ReplayEventRow] { rows { if case .replayEvent(let row) = $0 { row } else { nil } } }
    var recordings: [ReplayRecordingRow] { rows { if case .replayRecording(let row) = $0 { row } else { nil } } }

    private func rows<Row>(_ row: (Record) -> Row?) -> [Row] { batch.records.compactMap(row) }

    /// Events as pages see them.
    var events: [Event] {
        batch.events.compactMap { row in
            (try? BodyCodec.standard.decode(row.body)).flatMap { try? JSONDocument(parsing: $0) }
                .map { Event(stored: $0.root) }
        }
    }
}

/// A body recorded from a real SDK, and what it is known to hold.
struct Recording: CustomStringConvertible, Sendable {
    let description: String
    let envelope: Envelope
    let expect: JSONNode

    /// Those that came to `/envelope/` and are no malformed ones.
    static let all: [Recording] = {
        let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Fixtures/envelopes")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.sorted().compactMap { name in
            func bytes(_ file: String) -> [UInt8]? {
                (try? Data(contentsOf: folder.appending(path: name).appending(path: file))).map { Array($0) }
            }
            guard !name.contains("malformed"), let body = bytes("body.bin"), let json = bytes("expect.json"),
                let expect = try? JSONDocument(parsing: json).root, expect["endpoint"]?.string == "envelope",
                let plain = try? ContentDecoder.decode(
                    body, contentEncoding: expect["content_encoding"]?.string, limit: WireLimits.envelopeBytesMax),
                let envelope = try? Envelope(parsing: plain)
            else { return nil }
            return Recording(description: name, envelope: envelope, expect: expect)
        }
    }()

    /// Those with some attribute in what is expected.
    static func all(with attribute: String) -> [Recording] {
        all.filter { $0.expect.member(named: attribute) != nil }
    }

    var handled: Handling {
        // A minute after it was sent.
        Handling(envelope, at: envelope.header.sentAt?.adding(seconds: 60) ?? Handling.now)
    }
}

/// The root of a stored body.
func json(_ bytes: [UInt8]?) throws -> JSONNode { try JSONDocument(parsing: bytes ?? []).root }

extension JSONNode {
    /// An entry of an array.
    subscript(_ index: Int) -> JSONNode? { elements.dropFirst(index).first { _ in true } }

    /// The plain value of a typed attribute.
    func attribute(_ name: String) -> JSONNode? { self["attributes"]?.member(named: name)?["value"] }
}

extension ItemContext {
    /// Of an envelope that says nothing of itself.
    static var forTests: ItemContext {
        ItemContext(
            sender: Sender(
                project: ProjectProfile(id: ProjectID(rawValue: 1), settings: ProjectSettings()),
                publicKey: String(repeating: "a", count: 32), client: nil, userAgent: nil, address: nil),
            receivedAt: Handling.now, eventID: nil, sentAt: nil, envelopeSDK: nil,
            tools: IngestTools(
                bodies: EventBodies(codec: LearningBodyCodec()), encodeBody: { json, _ in json },
                randomID: { Handling.randomID }))
    }
}
