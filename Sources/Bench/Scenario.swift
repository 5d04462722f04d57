import Compression
import Grouping
import Scrubbing
import SentryProtocol
import Storage
import Synchronization

/// One step of an event's life, measured alone.
struct Scenario {
    let name: String
    /// Makes the step's input, and the closure that is timed: it handles every event once.
    let prepare: (Corpus) async throws -> () async throws -> Void
    /// Undone after the last run.
    var cleanUp: () async -> Void = {}

    /// A step that takes one entry at a time.
    init<Input>(
        _ name: String, from input: @escaping (Corpus.Entry) throws -> Input, step: @escaping (Input) throws -> Void
    ) {
        self.name = name
        prepare = { corpus in
            let inputs = try corpus.entries.map(input)
            return { for input in inputs { try step(input) } }
        }
    }

    init(_ name: String, prepare: @escaping (Corpus) async throws -> () async throws -> Void) {
        (self.name, self.prepare) = (name, prepare)
    }
}

extension Scenario {
    /// In the order in which an event meets them.
    static var all: [Scenario] {
        [
            inflate, envelope, parse, scrub, walk, read, head, userAgent, group, recall, facts, store, eventEncode,
            bodyEncode, bodyDifference, bodyDecode, commit,
        ]
    }

    private static var inflate: Scenario {
        Scenario("inflate", from: \.self) { entry in
            let limit = WireLimits.envelopeBytesMax
            consume(
                try ContentDecoder.decode(entry.body, contentEncoding: entry.contentEncoding, limit: limit).count)
        }
    }

    private static var envelope: Scenario {
        Scenario("envelope/parse", from: \.envelope) { consume(try Envelope(parsing: $0).items.count) }
    }

    private static var parse: Scenario {
        Scenario("event/parse", from: \.event) { consume(try JSONDocument(parsing: $0).root.kind) }
    }

    private static var scrub: Scenario {
        let scrubber = try? Scrubber(ScrubbingSettings())
        return Scenario("scrub", from: root) { consume(scrubber?.scrub($0.document, as: .event) == nil) }
    }

    /// The grouping of an event whose like has been grouped before.
    private static var recall: Scenario {
        let grouper = Grouper()
        return Scenario("group/recall", from: root) { root in
            let document = root.document
            let head = Event(reading: root, depth: .head)
            consume(grouper.group(document, head: head) { Event(reading: root) }.verdict.hashes.count)
        }
    }

    /// Printing the stored form.
    private static var store: Scenario {
        let source = EventSource(eventID: EventID(high: 1, low: 2), receivedAt: Timestamp(seconds: 1_790_000_000))
        return Scenario("event/store", from: grouped) { document, verdict, stored in
            consume(
                StoredShape.encoded(
                    source, title: verdict.title, value: verdict.metadata.value, verdict: stored,
                    sent: document.valueBytes
                ).count)
        }
    }

    private static func grouped(_ entry: Corpus.Entry) throws -> (JSONDocument, EventVerdict, StoredShape.Verdict) {
        let document = try JSONDocument(parsing: entry.event)
        let verdict = Grouper.standard.group(Event(reading: document.root)).verdict
        return (document, verdict, StoredShape.Verdict(verdict))
    }

    /// Packing against the first event of the same hash.
    private static var bodyDifference: Scenario {
        let keyframes = Mutex<[String: [UInt8]]>([:])
        let name = [UInt8](repeating: 7, count: 16)
        func pair(_ entry: Corpus.Entry) throws -> (json: [UInt8], keyframe: [UInt8]) {
            let hash = Grouper.standard.group(try event(of: entry)).hashes[0].hash
            let keyframe = keyframes.withLock { keyframes in
                let known = keyframes[hash] ?? entry.event
                keyframes[hash] = known
                return known
            }
            return (entry.event, keyframe)
        }
        return Scenario("body/difference", from: pair) { json, keyframe in
            consume(BodyCodec.standard.encode(json, after: keyframe, named: name)?.count ?? 0)
        }
    }

    private static var walk: Scenario { Scenario("event/walk", from: root) { consume(countBytes(of: $0)) } }

    private static var read: Scenario {
        Scenario("event/read", from: root) { consume(Event(reading: $0).exceptions.count) }
    }

    /// What an event is indexed by, read and completed.
    private static var head: Scenario {
        Scenario("event/head", from: arrival) { root, normalizer in
            var head = Event(reading: root, depth: .head)
            normalizer.normalize(&head, depth: .head)
            consume(head.tags.count)
        }
    }

    /// The `User-Agent` that an event's own request names.
    private static var userAgent: Scenario {
        Scenario("user-agent", from: requestUserAgent) { text in
            consume(text.map { UserAgent(parsing: $0) }?.browser == nil)
        }
    }

    /// What is indexed and counted of an event, from its head.
    private static var facts: Scenario {
        Scenario("event/facts", from: judgedHead) { consume(EventFacts($0)?.tags.bytes.count ?? 0) }
    }

    /// An event that arrives when it says that it happened.
    private static func arrival(_ entry: Corpus.Entry) throws -> (JSONNode, EventNormalizer) {
        let root = try root(of: entry)
        let event = Event(reading: root)
        let now = event.occurredAt ?? Timestamp(seconds: 1_790_000_000)
        let source = EventSource(eventID: event.id ?? EventID(high: 1, low: 2), receivedAt: now, address: "192.0.2.7")
        return (root, EventNormalizer(source: source))
    }

    private static func judgedHead(_ entry: Corpus.Entry) throws -> Event {
        let (root, normalizer) = try arrival(entry)
        var head = Event(reading: root, depth: .head)
        normalizer.normalize(&head, depth: .head)
        head.addUserAgentContexts(userAgent: nil)
        head.apply(Grouper.standard.group(Event(reading: root)).verdict)
        return head
    }

    private static func requestUserAgent(_ entry: Corpus.Entry) throws -> String? {
        try event(of: entry).requestUserAgent
    }

    private static var eventEncode: Scenario {
        Scenario("event/encode", from: event) { consume($0.encoded().count) }
    }

    private static var bodyEncode: Scenario {
        Scenario("body/encode", from: stored) { consume(BodyCodec.standard.encode($0).count) }
    }

    private static var bodyDecode: Scenario {
        Scenario("body/decode", from: packed) { consume(try BodyCodec.standard.decode($0).count) }
    }

    private static func root(of entry: Corpus.Entry) throws -> JSONNode { try JSONDocument(parsing: entry.event).root }

    static func event(of entry: Corpus.Entry) throws -> Event { Event(reading: try root(of: entry)) }

    private static func stored(of entry: Corpus.Entry) throws -> [UInt8] { try event(of: entry).encoded() }

    private static func packed(_ entry: Corpus.Entry) throws -> [UInt8] {
        BodyCodec.standard.encode(try stored(of: entry))
    }

    /// Looks at every key and every string, as scrubbing does.
    private static func countBytes(of node: JSONNode) -> Int {
        switch node.kind {
        case .string: node.string?.utf8.count ?? 0
        case .array: node.elements.reduce(0) { $0 + countBytes(of: $1) }
        case .object: node.members.reduce(0) { $0 + $1.key.text.utf8.count + countBytes(of: $1.value) }
        default: 1
        }
    }
}
