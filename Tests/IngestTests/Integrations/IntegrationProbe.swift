import Compression
import Grouping
import SentryProtocol
import Storage
import Testing

@testable import Ingest

/// Gives requests to one endpoint, as the server does.
struct IntegrationProbe {
    let endpoint: any IngestEndpoint
    var method = "POST"
    var contentType: String?
    var accept: String?

    static let now = Timestamp(seconds: 1_790_848_800)
    static let randomID = EventID(high: 0xabc, low: 0xdef)
    static let sender = Sender(
        project: ProjectProfile(id: ProjectID(rawValue: 42), settings: ProjectSettings()),
        publicKey: String(repeating: "a", count: 32), client: nil, userAgent: nil, address: nil)
    private static let tools = IngestTools(
        bodies: EventBodies(codec: LearningBodyCodec()), encodeBody: { json, _ in json },
        randomID: { IntegrationProbe.randomID })

    func request(_ target: String) throws -> IngestRequest {
        let query = target.split(separator: "?", maxSplits: 1).dropFirst().first ?? ""
        return IngestRequest(
            method: method, path: try #require(IngestPath(path: target)), query: QueryString(query),
            contentType: contentType, accept: accept)
    }

    func step(_ target: String, _ body: [UInt8] = []) throws -> EndpointStep {
        try endpoint.read(body, of: try request(target), from: Self.sender, tools: Self.tools, at: Self.now)
    }

    /// The one item of the envelope that is stored; nil when the answer needs none.
    func item(_ target: String, _ body: [UInt8]) throws -> (envelope: Envelope, item: Item, root: JSONNode)? {
        guard case .store(let envelope) = try step(target, body) else { return nil }
        #expect(envelope.items.count == 1)
        let item = try #require(envelope.items.first)
        return (envelope, item, try envelope.document(of: item).root)
    }

    func item(_ target: String, _ body: String) throws -> (envelope: Envelope, item: Item, root: JSONNode)? {
        try item(target, Array(body.utf8))
    }

    /// The answer to a request that stores nothing.
    func reply(_ target: String, _ body: String = "") throws -> IngestReply? {
        guard case .reply(let reply) = try step(target, Array(body.utf8)) else { return nil }
        return reply
    }

    /// Status and detail of a refusal; nil when there was none.
    func refusal(_ target: String, _ body: String) -> String? {
        do { _ = try step(target, Array(body.utf8)) } catch let failure as IngestFailure {
            return "\(failure.status) \(failure.detail)"
        } catch {
            return "\(error)"
        }
        return nil
    }
}

extension IngestReply {
    var text: String { String(decoding: body, as: UTF8.self) }
    func header(_ name: String) -> String? { headers.first { $0.name.lowercased() == name.lowercased() }?.value }
}
