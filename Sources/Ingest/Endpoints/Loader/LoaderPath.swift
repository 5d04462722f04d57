import SentryProtocol

/// `/js-sdk-loader/{key}.js` or `….min.js`, the address of the loader of one key (protocol.md §1.13).
public struct LoaderPath: Hashable, Sendable {
    /// Nil when the key is none; the answer is then the loader that does nothing, never an error.
    public let publicKey: PublicKey?

    /// Nil for every other path; `prefix` is where the server is mounted.
    public init?(path: some StringProtocol, prefix: String = "") {
        var segments = path.prefix { $0 != "?" && $0 != "#" }.split(separator: "/")[...]
        for expected in prefix.split(separator: "/") {
            guard let first = segments.first, first == expected else { return nil }
            segments.removeFirst()
        }
        guard segments.count == 2, segments.first == "js-sdk-loader", let file = segments.last, file.hasSuffix(".js")
        else { return nil }
        // A key ends at its first dot.
        publicKey = PublicKey(file)
    }
}
