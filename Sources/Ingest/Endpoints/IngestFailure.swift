import SentryProtocol
import Storage

/// Why an ingest request gets no success, and with which status it is told so: the one place that decides
/// (protocol.md §2.4).
public enum IngestFailure: Error, Sendable, Equatable {
    case admission(AdmissionError)
    case envelope(EnvelopeError)
    case store(StoreBody.StoreError)
    case commit(CommitError)
    case bodyTooLarge
    case badEncoding
    case unsupportedEncoding
    /// Those that are allowed.
    case methodNotAllowed([String])
    case notFound
    /// Requests hold more memory than there is for them.
    case overloaded
    /// The sender took too long or went away.
    case bodyIncomplete
    /// Everything in the request is limited; the limits that said so.
    case limited([RateLimit])
    /// What an endpoint found wrong, with the status it answers with: 400, 413, 415, 422.
    case refused(status: Int, detail: String, causes: [String] = [])

    public var status: Int {
        switch self {
        case .admission(.auth(let error)): error.isUnauthorized ? 401 : 400
        case .admission(.rejected), .admission(.originNotAllowed): 403
        case .admission(.unavailable): 503
        case .envelope(.tooLarge), .bodyTooLarge, .store(.tooLarge): 413
        case .envelope, .store, .badEncoding, .bodyIncomplete: 400
        case .commit(.overloaded), .commit(.keyframeMissing), .overloaded, .limited: 429
        case .commit(.unavailable), .commit(.closing): 503
        case .unsupportedEncoding: 415
        case .methodNotAllowed: 405
        case .notFound: 404
        case .refused(let status, _, _): status
        }
    }

    public var detail: String {
        switch self {
        case .admission(.auth(let error)): error.detail
        case .admission(.rejected): "event submission rejected with_reason: ProjectId"
        case .admission(.originNotAllowed): "event submission rejected with_reason: Cors"
        case .admission(.unavailable): "project not available"
        case .envelope(let error): error.detail
        case .store(.empty): "empty request body"
        case .store(.invalidJSON(let cause)): "invalid JSON data: \(cause)"
        case .store(.badEventID): "invalid event id"
        case .store(.tooLarge), .bodyTooLarge: "request content exceeded size limits"
        case .badEncoding: "invalid request body: it is not what Content-Encoding says"
        case .bodyIncomplete: "incomplete request body"
        case .commit(.overloaded), .commit(.keyframeMissing), .overloaded, .limited:
            "Sentry dropped data due to a quota or internal rate limit being reached. "
                + "This will not affect your application. "
                + "See https://docs.sentry.io/product/accounts/quotas/ for more information."
        case .commit(.unavailable(let reason)): "failed to queue envelope: \(reason)"
        case .commit(.closing): "failed to queue envelope: the server is stopping"
        case .unsupportedEncoding: "unsupported content encoding"
        case .methodNotAllowed: "method not allowed"
        case .notFound: "no such endpoint"
        case .refused(_, let detail, _): detail
        }
    }

    public var causes: [String] {
        switch self {
        case .admission(.auth(let error)): error.causes
        case .admission(.rejected): ["unknown project or key"]
        case .admission(.originNotAllowed): ["the project does not accept events from this origin"]
        case .envelope(let error): [error.cause, error.hint].compactMap(\.self)
        case .refused(_, _, let causes): causes
        default: []
        }
    }

    /// Seconds after which trying again makes sense; nil when it does not.
    public var retryAfter: Int? {
        switch self {
        case .commit(.overloaded(let seconds)): max(seconds, 1)
        case .overloaded, .commit(.keyframeMissing): 1
        case .limited(let limits): max(RateLimitHeader.retryAfter(of: limits) ?? 1, 1)
        case .commit(.unavailable), .admission(.unavailable): 30
        case .commit(.closing): 5
        default: nil
        }
    }

    /// The limits to tell SDKs of.
    public var limits: [RateLimit] {
        if case .limited(let limits) = self { return limits }
        guard status == 429, let retryAfter else { return [] }
        return [RateLimit(seconds: retryAfter, scope: .organization, reason: "backpressure")]
    }

    /// The answer in the protocol's own shape (protocol.md §2.3).
    public var reply: IngestReply {
        var reply = IngestReply(status: status, contentType: "application/json")
        if let retryAfter { reply.headers.append(.init("Retry-After", String(retryAfter))) }
        if let text = RateLimitHeader.text(of: limits) { reply.headers.append(.init("X-Sentry-Rate-Limits", text)) }
        switch self {
        case .methodNotAllowed(let methods):
            reply.headers.append(.init("Allow", (methods + ["OPTIONS"]).joined(separator: ", ")))
        case .unsupportedEncoding:
            reply.headers.append(.init("Accept-Encoding", "gzip, deflate, br, zstd, identity"))
            reply.contentType = nil
            return reply
        default: break
        }
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("detail", detail)
            if !causes.isEmpty { writer.array("causes", causes) { $0.string($1) } }
        }
        reply.body = writer.bytes
        return reply
    }
}
