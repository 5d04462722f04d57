import HTTPTypes
import Hummingbird
import Ingest
import NIOCore
import SentryProtocol
import Storage

/// Why an ingest request gets no success, and with which status it is told so: the one place that decides
/// (protocol.md §2.4).
enum IngestFailure: Error {
    case admission(AdmissionError)
    case envelope(EnvelopeError)
    case store(StoreBody.StoreError)
    case commit(CommitError)
    case bodyTooLarge
    case badEncoding
    case unsupportedEncoding
    /// Those that are allowed.
    case methodNotAllowed([HTTPRequest.Method])
    case notFound
    /// Requests hold more memory than there is for them.
    case overloaded
    /// The sender took too long or went away.
    case bodyIncomplete

    var status: HTTPResponse.Status {
        switch self {
        case .admission(.auth(let error)): error.isUnauthorized ? .unauthorized : .badRequest
        case .admission(.rejected): .forbidden
        case .admission(.unavailable): .serviceUnavailable
        case .envelope(.tooLarge), .bodyTooLarge, .store(.tooLarge): .contentTooLarge
        case .envelope, .store, .badEncoding, .bodyIncomplete: .badRequest
        case .commit(.overloaded), .overloaded: .tooManyRequests
        case .commit(.unavailable), .commit(.closing): .serviceUnavailable
        case .unsupportedEncoding: .unsupportedMediaType
        case .methodNotAllowed: .methodNotAllowed
        case .notFound: .notFound
        }
    }

    var detail: String {
        switch self {
        case .admission(.auth(let error)): error.detail
        case .admission(.rejected): "event submission rejected with_reason: ProjectId"
        case .admission(.unavailable): "project not available"
        case .envelope(let error): error.detail
        case .store(.empty): "empty request body"
        case .store(.invalidJSON(let cause)): "invalid JSON data: \(cause)"
        case .store(.badEventID): "invalid event id"
        case .store(.tooLarge), .bodyTooLarge: "request content exceeded size limits"
        case .badEncoding: "invalid request body: it is not what Content-Encoding says"
        case .bodyIncomplete: "incomplete request body"
        case .commit(.overloaded), .overloaded:
            "Sentry dropped data due to a quota or internal rate limit being reached. "
                + "This will not affect your application. "
                + "See https://docs.sentry.io/product/accounts/quotas/ for more information."
        case .commit(.unavailable(let reason)): "failed to queue envelope: \(reason)"
        case .commit(.closing): "failed to queue envelope: the server is stopping"
        case .unsupportedEncoding: "unsupported content encoding"
        case .methodNotAllowed: "method not allowed"
        case .notFound: "no such endpoint"
        }
    }

    var causes: [String] {
        switch self {
        case .admission(.auth(let error)): error.causes
        case .admission(.rejected): ["unknown project or key"]
        case .envelope(let error): [error.cause, error.hint].compactMap(\.self)
        default: []
        }
    }

    /// Seconds after which trying again makes sense; nil when it does not.
    var retryAfter: Int? {
        switch self {
        case .commit(.overloaded(let seconds)): max(seconds, 1)
        case .overloaded: 1
        case .commit(.unavailable), .admission(.unavailable): 30
        case .commit(.closing): 5
        default: nil
        }
    }

    var response: Response {
        var headers: HTTPFields = [.contentType: "application/json"]
        if let retryAfter { headers[.retryAfter] = String(retryAfter) }
        if status == .tooManyRequests, let retryAfter,
            let limits = RateLimitHeader.text(of: [
                RateLimit(seconds: retryAfter, scope: .organization, reason: "backpressure")
            ])
        {
            headers[.xSentryRateLimits] = limits
        }
        if case .methodNotAllowed(let methods) = self {
            headers[.allow] = (methods.map(\.rawValue) + ["OPTIONS"]).joined(separator: ", ")
        }
        if case .unsupportedEncoding = self {
            headers[.acceptEncoding] = "gzip, deflate, br, zstd, identity"
            return Response(status: status, headers: headers)
        }
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("detail", detail)
            if !causes.isEmpty { writer.array("causes", causes) { $0.string($1) } }
        }
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: writer.bytes)))
    }
}

extension HTTPField.Name {
    // SAFETY: constants; each is a valid field name.
    static let xSentryRateLimits = Self("X-Sentry-Rate-Limits")!
    static let xSentryAuth = Self("X-Sentry-Auth")!
    static let crossOriginResourcePolicy = Self("Cross-Origin-Resource-Policy")!
    static let referrerPolicy = Self("Referrer-Policy")!
}
