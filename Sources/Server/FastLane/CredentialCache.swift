import HTTPTypes
import Ingest
import NIOHTTP1
import NIOHTTPTypesHTTP1
import SentryProtocol

/// What the last request of a connection said about its sender. SDKs keep connections open and say the same each time,
/// up to the length of the body.
struct CredentialCache {
    /// The head of the last request.
    private(set) var head: HTTPRequestHead?
    private var lastKnown: Known?

    /// What a head says, besides how long its body is.
    struct Known {
        let claim: Admission.Claim
        let encoding: String?
        let closes: Bool
    }

    /// What the last request claimed.
    var claim: Admission.Claim? { lastKnown?.claim }

    /// What is to know of a request that sends an envelope; nil for other routes, when credentials are missing or wrong,
    /// and for senders who wait to be told to go on.
    mutating func known(
        _ head: HTTPRequestHead, prefix: String, peer: String?, trusting proxies: TrustedProxies
    ) -> Known? {
        let last = self.head
        self.head = head
        if let last, lastKnown != nil, head.repeats(last) { return lastKnown }
        lastKnown = Self.read(head, prefix, peer, proxies)
        return lastKnown
    }

    private static func read(
        _ head: HTTPRequestHead, _ prefix: String, _ peer: String?, _ proxies: TrustedProxies
    ) -> Known? {
        guard let request = try? HTTPRequest(head, secure: false, splitCookie: false), let path = request.path,
            request.headerFields[.expect] == nil,
            let ingest = IngestPath(path: path, prefix: prefix) ?? IngestPath(path: path),
            ingest.route == .envelope, let project = ingest.project
        else { return nil }
        let fields = request.headerFields
        let query = path.firstIndex(of: "?").map { String(path[path.index(after: $0)...]) }
        let auth = try? SentryAuth(
            xSentryAuth: fields[values: .xSentryAuth], authorization: fields[values: .authorization],
            query: QueryString(query ?? ""))
        guard let auth else { return nil }
        let claim = Admission.Claim(
            project: project, auth: auth, userAgent: fields[.userAgent],
            address: ClientAddress.of(fields, peer: peer, trusting: proxies),
            origin: fields[.origin], referer: fields[.referer], hints: ClientHints(fields))
        return Known(claim: claim, encoding: fields[.contentEncoding], closes: !head.isKeepAlive)
    }
}

extension HTTPRequestHead {
    /// Whether it says what `other` does, byte for byte, but for the length of the body.
    fileprivate func repeats(_ other: HTTPRequestHead) -> Bool {
        guard uri == other.uri, version == other.version, headers.count == other.headers.count else { return false }
        return zip(headers, other.headers).allSatisfy { one, two in
            one.name == two.name
                && (one.value == two.value || one.name.utf8.count == 14 && one.name.lowercased() == "content-length")
        }
    }
}
