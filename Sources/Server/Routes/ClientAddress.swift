import HTTPTypes
import SentryProtocol

/// Where a request comes from (protocol.md §2.6).
enum ClientAddress {
    // SAFETY: constants; each is a valid field name.
    private static let ownFields: [HTTPField.Name] = [
        HTTPField.Name("CF-Connecting-IP")!, HTTPField.Name("X-Vercel-Forwarded-For")!,
        HTTPField.Name("X-Sentry-Forwarded-For")!,
    ]
    // SAFETY: as above.
    private static let forwardedFor = HTTPField.Name("X-Forwarded-For")!

    /// The address that a proxy reports, if the peer is one that is believed; else the peer's.
    static func of(_ headers: HTTPFields, peer: String?, trusting proxies: TrustedProxies) -> String? {
        guard proxies.contain(peer) else { return peer }
        for name in ownFields {
            if let value = headers[name], let address = addresses(in: value).first { return address }
        }
        guard let value = headers[forwardedFor] else { return peer }
        switch proxies {
        case .none: return peer
        case .all: return addresses(in: value).first ?? peer
        case .networks:
            // Every proxy adds whom it heard it from. What stands before the last stranger may be made up.
            let chain = addresses(in: value)
            return chain.last { !proxies.contain($0) } ?? chain.first ?? peer
        }
    }

    /// Valid addresses of a list, in its order.
    private static func addresses(in list: String) -> [String] {
        list.split(separator: ",").compactMap { part in
            let text = withoutPort(part.drop { $0 == " " }.prefix { $0 != " " })
            return IPAddress.isValid(text) ? String(text) : nil
        }
    }

    /// `1.2.3.4:5` and `[::1]:5` without the port.
    private static func withoutPort(_ text: Substring) -> Substring {
        if text.first == "[", let end = text.firstIndex(of: "]") {
            return text[text.index(after: text.startIndex)..<end]
        }
        guard text.utf8.count(where: { $0 == UInt8(ascii: ":") }) == 1, let colon = text.firstIndex(of: ":") else {
            return text
        }
        return text[..<colon]
    }
}
