/// What a `User-Agent` header says about who sent a request (protocol.md §5.4).
///
/// The families and versions are those that ua-parser's rules give to the browsers, apps and devices of today, so that
/// tags read as people know them from Sentry. Found in one walk over the bytes, by the tables beside this file.
public struct UserAgent: Sendable, Equatable {
    /// A browser or an operating system.
    public struct Product: Sendable, Equatable {
        /// `Chrome Mobile`, `Mac OS X`, …
        public var family: String
        /// At most three numbers: `124.0.6367`; `>=10` where browsers stopped telling.
        public var version: String?

        public init(family: String, version: String? = nil) { (self.family, self.version) = (family, version) }

        /// The first number of the version.
        public var majorVersion: Int? {
            version.flatMap { Int($0.drop { $0 == ">" || $0 == "=" }.prefix { $0 != "." }) }
        }
    }

    /// The thing in someone's hand; desktop computers do not say what they are.
    public struct Device: Sendable, Equatable {
        /// `iPhone`, `Samsung SM-S918B`, `Spider`, …
        public var family: String?
        public var brand: String?
        public var model: String?
        /// Nobody's hand: a crawler or a preview fetcher.
        public var isBot: Bool

        public init(family: String?, brand: String?, model: String?, isBot: Bool = false) {
            (self.family, self.brand, self.model, self.isBot) = (family, brand, model, isBot)
        }
    }

    public var browser: Product?
    /// The operating system.
    public var system: Product?
    public var device: Device?

    public init(browser: Product? = nil, system: Product? = nil, device: Device? = nil) {
        (self.browser, self.system, self.device) = (browser, system, device)
    }

    /// Reads the first `UserAgentLimits.bytesMax` bytes; what nobody knows is nil.
    public init(parsing text: String) {
        let isShort = text.utf8.count <= UserAgentLimits.bytesMax
        var reader = UserAgentReader(isShort ? Array(text.utf8) : Array(text.utf8.prefix(UserAgentLimits.bytesMax)))
        reader.read()
        self = reader.result
    }
}

/// Bounds of what is read of the headers that name a client.
public enum UserAgentLimits {
    public static let bytesMax = 2048
    /// A model or a name, in bytes.
    static let nameBytesMax = 100
    /// Digits and dots of a version.
    static let versionBytesMax = 40
    static let versionPartsMax = 3
}
