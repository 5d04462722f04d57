import Compression
import SentryProtocol

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
        [inflate, envelope, parse, walk, read, group, eventEncode, bodyEncode, bodyDecode, commit]
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

    private static var walk: Scenario { Scenario("event/walk", from: root) { consume(countBytes(of: $0)) } }

    private static var read: Scenario {
        Scenario("event/read", from: root) { consume(Event(reading: $0).exceptions.count) }
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
