import Compression
import Grouping
import SentryProtocol
import Storage
import Testing

@testable import Ingest

/// Gives requests to the endpoint of their path, as the server does.
struct EndpointProbe {
    static let id = EventID(high: 0xabc, low: 0xdef)
    var contentType: String?
    var userAgent: String?
    var method = "POST"

    /// What a stored request came to: the envelope, or the answer without one.
    enum Result {
        case envelope(Envelope)
        case reply(IngestReply)
    }

    private static let sender = Sender(
        project: ProjectProfile(id: ProjectID(rawValue: 1), settings: ProjectSettings()),
        publicKey: String(repeating: "a", count: 32), client: nil, userAgent: nil, address: nil)

    private static let tools = IngestTools(
        bodies: EventBodies(codec: LearningBodyCodec()), encodeBody: { json, _ in json },
        randomID: { EndpointProbe.id })

    func request(_ target: String) throws -> IngestRequest {
        let query = target.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
        return IngestRequest(
            method: method, path: try #require(IngestPath(path: target)), query: QueryString(query),
            contentType: contentType, userAgent: userAgent)
    }

    func endpoint(_ target: String) throws -> any IngestEndpoint {
        try #require(
            Endpoints(randomID: { Self.id }, crashDialogScript: []).endpoint(for: try request(target).path.route))
    }

    func send(_ target: String, _ body: [UInt8] = []) throws -> Result {
        let step = try endpoint(target).read(
            body, of: try request(target), from: Self.sender, tools: Self.tools, at: Timestamp(seconds: 1_790_848_800))
        switch step {
        case .store(let envelope): return .envelope(envelope)
        case .reply(let reply): return .reply(reply)
        }
    }

    /// The envelope of a request that is not answered at once.
    func envelope(_ target: String, _ body: [UInt8] = []) throws -> Envelope {
        guard case .envelope(let envelope) = try send(target, body) else {
            throw Unexpected.reply
        }
        return envelope
    }

    func envelope(_ target: String, _ body: String) throws -> Envelope { try envelope(target, Array(body.utf8)) }

    /// Status and detail of a refusal; nil when there was none.
    func refusal(_ target: String, _ body: [UInt8] = []) -> String? {
        do { _ = try send(target, body) } catch let failure as IngestFailure {
            return "\(failure.status) \(failure.detail)"
        } catch {
            return "\(error)"
        }
        return nil
    }

    func success(_ target: String) throws -> IngestReply {
        try endpoint(target).reply(to: IngestAnswer(eventID: nil), try request(target))
    }

    func reply(_ target: String, to failure: IngestFailure) throws -> IngestReply {
        try endpoint(target).reply(to: failure, try request(target))
    }

    private enum Unexpected: Error { case reply }

    /// A limit as the server tells of it.
    static let limited = IngestFailure.limited([RateLimit(seconds: 60, scope: .key, reason: "quota_exceeded")])
}

extension Envelope {
    func text(of item: Item) -> String { String(decoding: bytes[item.payload], as: UTF8.self) }
    var texts: [String] { items.map { text(of: $0) } }
}

/// A form as browsers and `curl` write it.
struct FormText {
    var boundary = "b0undary"
    var newline = "\r\n"
    private(set) var bytes: [UInt8] = []

    var contentType: String { "multipart/form-data; boundary=\(boundary)" }

    mutating func add(_ name: String, _ value: String) { add("name=\"\(name)\"", type: nil, Array(value.utf8)) }

    mutating func addFile(_ name: String, _ filename: String, type: String? = nil, _ content: [UInt8]) {
        add("name=\"\(name)\"; filename=\"\(filename)\"", type: type, content)
    }

    private mutating func add(_ parameters: String, type: String?, _ content: [UInt8]) {
        bytes += "--\(boundary)\(newline)Content-Disposition: form-data; \(parameters)\(newline)".utf8
        if let type { bytes += "Content-Type: \(type)\(newline)".utf8 }
        bytes += newline.utf8
        bytes += content
        bytes += newline.utf8
    }

    /// With the last delimiter.
    var body: [UInt8] { bytes + "--\(boundary)--\(newline)".utf8 }
}
