import SentryProtocol
import Storage
import Synchronization

/// Where users reach the server; known for sure only once it listens.
public final class PublicAddress: Sendable {
    private let text: Mutex<String>

    public init(_ text: String) { self.text = Mutex(text) }

    /// Without a slash at the end.
    public var url: String { text.withLock { $0 } }
    public func set(_ url: String) { text.withLock { $0 = url } }

    public var isSecure: Bool { url.hasPrefix("https://") }

    /// `https://errors.example.com`: the address without a path.
    var origin: String {
        let url = url
        guard let scheme = url.range(ofFirst: "://") else { return url }
        return String(url[..<scheme.upperBound] + url[scheme.upperBound...].prefix { $0 != "/" })
    }

    /// `http://key@host/1`.
    public func dsn(of key: ProjectKey) -> String { Self.dsn(of: key, at: url) }

    public static func dsn(of key: ProjectKey, at url: String) -> String {
        dsn(publicKey: key.publicKey, project: key.projectID, at: url)
    }

    func dsn(publicKey: String, project: ProjectID) -> String {
        Self.dsn(publicKey: publicKey, project: project, at: url)
    }

    private static func dsn(publicKey: String, project: ProjectID, at url: String) -> String {
        guard let scheme = url.range(ofFirst: "://") else { return url }
        return "\(url[..<scheme.upperBound])\(publicKey)@\(url[scheme.upperBound...])/\(project.rawValue)"
    }

    /// `http://127.0.0.1:9000` for an address and port that the server listens on.
    public static func url(host: String, port: Int, scheme: String = "http") -> String {
        let host = host == "0.0.0.0" || host == "::" ? "127.0.0.1" : host
        return "\(scheme)://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }
}
