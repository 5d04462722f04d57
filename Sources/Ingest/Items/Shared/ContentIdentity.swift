import SentryProtocol
import Storage

extension ItemContext {
    /// What tells a payload from every other of its project and type, for what comes without an id of its own: sent
    /// again, it is the same again. `marks` are what makes equal payloads different ones.
    func identity(of received: ReceivedItem, _ marks: Int64...) -> ContentDigest {
        ContentDigest(of: received.bytes, [sender.projectID.rawValue] + marks, Array(received.item.type.name.utf8))
    }
}

extension ContentDigest {
    /// Of some content and of what is to be known besides it.
    init(of content: some Collection<UInt8>, _ marks: [Int64], _ name: [UInt8] = []) {
        var bytes = [UInt8]()
        bytes.reserveCapacity(content.count + marks.count * 8 + name.count)
        bytes += content
        bytes += name
        for mark in marks { withUnsafeBytes(of: mark.bigEndian) { bytes += $0 } }
        self.init(of: bytes)
    }
}

extension EventID {
    /// The id of what came without one.
    init(_ identity: ContentDigest) { self.init(high: identity.high | 1, low: identity.low) }
}

/// Trace ids for entries that come without one but have to have one: the same ids when the same body is sent again.
struct DerivedTraceIDs {
    private let body: [UInt8]
    private var seed: ContentDigest?
    private var count: Int64 = 0

    init(of body: [UInt8]) { self.body = body }

    mutating func next() -> TraceID {
        let seed = seed ?? ContentDigest(of: body)
        self.seed = seed
        count += 1
        let id = ContentDigest(of: seed.bytes, [count])
        return TraceID(high: id.high | 1, low: id.low)
    }
}
