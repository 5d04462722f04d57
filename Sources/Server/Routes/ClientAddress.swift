import HTTPTypes
import SentryProtocol

/// Where a request comes from (protocol.md §2.6).
enum ClientAddress {
    // SAFETY: constants; each is a valid field name.
    private static let forwarded: [HTTPField.Name] = [
        HTTPField.Name("CF-Connecting-IP")!, HTTPField.Name("X-Vercel-Forwarded-For")!,
        HTTPField.Name("X-Sentry-Forwarded-For")!, HTTPField.Name("X-Forwarded-For")!,
    ]

    /// The first valid address a proxy reports, if proxies are believed; else the peer's.
    static func of(_ headers: HTTPFields, peer: String?, trustsProxies: Bool) -> String? {
        guard trustsProxies else { return peer }
        for name in forwarded {
            guard let value = headers[name] else { continue }
            for part in value.split(separator: ",") {
                let text = withoutPort(part.drop { $0 == " " }.prefix { $0 != " " })
                if IPAddress.isValid(text) { return String(text) }
            }
        }
        return peer
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
