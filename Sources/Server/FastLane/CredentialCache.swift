import HTTPTypes
import Ingest
import SentryProtocol

/// What the last request of a connection said about its sender. SDKs keep connections open and say the same each time.
struct CredentialCache {
    /// The head of the last request.
    private(set) var head: HTTPRequest?
    /// What it claimed.
    private(set) var lastClaim: Admission.Claim?
    private var known: Known?

    private struct Known {
        let path: String
        let xSentryAuth: String?
        let authorization: String?
        let project: String?
        let auth: SentryAuth
    }

    /// Who sends an envelope; nil for other routes, and when credentials are missing or wrong.
    mutating func claim(
        of request: HTTPRequest, _ path: String, prefix: String, peer: String?, trusting proxies: TrustedProxies
    ) -> Admission.Claim? {
        head = request
        let xSentryAuth = request.headerFields[.xSentryAuth]
        let authorization = request.headerFields[.authorization]
        if known?.path != path || known?.xSentryAuth != xSentryAuth || known?.authorization != authorization {
            known = Self.read(request, path, prefix, xSentryAuth, authorization)
        }
        guard let known else { return nil }
        let claim = Admission.Claim(
            project: known.project, auth: known.auth, userAgent: request.headerFields[.userAgent],
            address: ClientAddress.of(request.headerFields, peer: peer, trusting: proxies),
            origin: request.headerFields[.origin], referer: request.headerFields[.referer],
            hints: ClientHints(request.headerFields))
        lastClaim = claim
        return claim
    }

    private static func read(
        _ request: HTTPRequest, _ path: String, _ prefix: String, _ xSentryAuth: String?, _ authorization: String?
    ) -> Known? {
        guard let ingest = IngestPath(path: path, prefix: prefix) ?? IngestPath(path: path),
            ingest.route == .envelope, let project = ingest.project
        else { return nil }
        let query = path.firstIndex(of: "?").map { String(path[path.index(after: $0)...]) }
        let auth = try? SentryAuth(
            xSentryAuth: request.headerFields[values: .xSentryAuth],
            authorization: request.headerFields[values: .authorization], query: QueryString(query ?? ""))
        guard let auth else { return nil }
        return Known(
            path: path, xSentryAuth: xSentryAuth, authorization: authorization, project: project, auth: auth)
    }
}
