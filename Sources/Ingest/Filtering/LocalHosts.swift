import SentryProtocol

/// Things that happened on somebody's own computer (protocol.md §9.6).
enum LocalHosts {
    static func isOrigin(of request: EventRequest?, userAddress: String?) -> Bool {
        if userAddress == "127.0.0.1" || userAddress == "::1" { return true }
        guard let request else { return false }
        if let url = request.url.map({ OriginPattern($0) }) {
            if url.isFile || url.hostName.map(isLocal) == true { return true }
        }
        return request.headers.contains { header in
            (header.key == "Host" || header.key == "X-Forwarded-Host")
                && ["localhost", "127.0.0.1"].contains(OriginPattern(header.value).hostName)
        }
    }

    /// `localhost`, `127.0.0.1` and what lies below them.
    private static func isLocal(_ host: String) -> Bool {
        ["localhost", "127.0.0.1"].contains { host == $0 || host.hasSuffix("." + $0) }
    }
}
