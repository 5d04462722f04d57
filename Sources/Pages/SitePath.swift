/// Where the site is mounted, for as long as one request is answered: empty, or `/errors`.
///
/// Links are made in a thousand places and know nothing of this; `Link.path` and the paths of assets add it.
public enum SitePath {
    /// Set around the answer to a request. Without a slash at its end.
    @TaskLocal public static var prefix = ""

    /// A path of ours as browsers have to ask for it.
    public static func mounted(_ path: String) -> String { prefix + path }

    /// The path that `make` makes of links, with the prefix in front once: links are made of other links.
    static func mounted(_ make: () -> String) -> String {
        let prefix = prefix
        return prefix.isEmpty ? make() : $prefix.withValue("") { prefix + make() }
    }
}
