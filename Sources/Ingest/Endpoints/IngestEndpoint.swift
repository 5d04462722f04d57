import SentryProtocol
import Storage

/// An ingest request as far as endpoints look at it besides its body; free of the web framework.
public struct IngestRequest: Sendable {
    /// `POST`, `GET`, …
    public var method: String
    public var path: IngestPath
    public var query: QueryString
    public var contentType: String?
    public var userAgent: String?
    public var origin: String?
    public var referer: String?
    public var accept: String?
    /// For what the endpoint unpacks the body to; held until the request is answered.
    public var memory = ByteHold()

    public init(
        method: String, path: IngestPath, query: QueryString, contentType: String? = nil, userAgent: String? = nil,
        origin: String? = nil, referer: String? = nil, accept: String? = nil
    ) {
        (self.method, self.path, self.query, self.contentType) = (method, path, query, contentType)
        (self.userAgent, self.origin, self.referer, self.accept) = (userAgent, origin, referer, accept)
    }

    /// The media type in lower case, without its parameters.
    public var mediaType: String? { contentType.map { Self.mediaType(of: $0) } }

    public static func mediaType(of contentType: String) -> String {
        let bare = contentType.prefix { $0 != ";" }.drop { $0 == " " }
        return String(bare.prefix { $0 != " " }).lowercased()
    }
}

/// An answer to an ingest request. The server adds the CORS headers.
public struct IngestReply: Sendable, Equatable {
    public var status: Int
    public var contentType: String?
    public var headers: [Header] = []
    public var body: [UInt8] = []

    /// A field besides `Content-Type`.
    public struct Header: Sendable, Equatable {
        public var name: String
        public var value: String
        public init(_ name: String, _ value: String) { (self.name, self.value) = (name, value) }
    }

    public init(status: Int, contentType: String? = nil, body: [UInt8] = []) {
        (self.status, self.contentType, self.body) = (status, contentType, body)
    }
}

/// One route that data comes in by, other than `/envelope/`: what its body holds becomes an envelope, and goes the way
/// of every envelope (protocol.md §1.2).
public protocol IngestEndpoint: Sendable {
    /// Those it answers besides OPTIONS.
    var methods: [String] { get }
    /// The largest body, unpacked, in bytes.
    var bodyBytesMax: Int { get }
    /// What the request is counted as when it is refused before anybody has looked inside.
    var category: DataCategory { get }

    /// What every admitted request ends in, where nothing is done on purpose; nil everywhere else.
    var unsupported: DropReason? { get }

    /// Answers at once, before credentials and body are looked at; nil to go on.
    func answer(_ request: IngestRequest) -> IngestReply?
    /// Credentials that stand where only this endpoint knows; nil for the usual places.
    func credentials(of request: IngestRequest) throws(AuthError) -> SentryAuth?
    /// The envelope that the body stands for, or an answer without one.
    func read(
        _ body: [UInt8], of request: IngestRequest, from sender: Sender, tools: IngestTools, at receivedAt: Timestamp
    ) throws(IngestFailure) -> EndpointStep
    /// What the sender is told when everything is stored.
    func reply(to answer: IngestAnswer, _ request: IngestRequest) -> IngestReply
    /// What the sender is told otherwise.
    func reply(to failure: IngestFailure, _ request: IngestRequest) -> IngestReply
}

/// What an endpoint makes of a body.
public enum EndpointStep: Sendable {
    case store(Envelope)
    /// Nothing is to be stored.
    case reply(IngestReply)
}

extension IngestEndpoint {
    public var unsupported: DropReason? { nil }
    /// The answer to what is stored, with the limits that are in force by now: SDKs heed them on any answer.
    public func success(_ answer: IngestAnswer, _ request: IngestRequest) -> IngestReply {
        reply(to: answer, request).telling(answer.limits)
    }

    public func answer(_ request: IngestRequest) -> IngestReply? { nil }
    public func credentials(of request: IngestRequest) throws(AuthError) -> SentryAuth? { nil }
    public func reply(to failure: IngestFailure, _ request: IngestRequest) -> IngestReply { failure.reply }
}
