import SentryProtocol

/// The script that stands in for the browser SDK until it is there (protocol.md §1.13): it takes calls, keeps errors,
/// and loads the SDK's bundle when there is something to send. A server of one's own has no bundle to hand out, so the
/// page or the configuration says where one is; without it the script only keeps quiet.
public struct LoaderScript: Sendable {
    /// What a key's loader is told.
    public struct Settings: Sendable, Equatable {
        public var dsn: DSN
        /// Where the SDK's bundle is; a page may name another with `data-bundle`.
        public var bundleURL: String?
        /// Sends every page load as a transaction.
        public var isTracing = false
        /// Records a tenth of the sessions, and all that meet an error.
        public var isReplaying = false
        public var isDebugging = false

        public init(
            dsn: DSN, bundleURL: String? = nil, isTracing: Bool = false, isReplaying: Bool = false,
            isDebugging: Bool = false
        ) {
            (self.dsn, self.bundleURL) = (dsn, bundleURL)
            (self.isTracing, self.isReplaying, self.isDebugging) = (isTracing, isReplaying, isDebugging)
        }
    }

    private let before: [UInt8]
    private let after: [UInt8]

    /// Stands in the template where a key's settings go.
    private static let placeholder = Array("__CULPRIT_LOADER_SETTINGS__".utf8)

    /// `template` is `Public/loader.js`; nil when it has no place for settings.
    public init?(template: [UInt8]) {
        let length = Self.placeholder.count
        guard template.count >= length,
            let start = (0...template.count - length).first(where: {
                template[$0] == Self.placeholder[0] && template[$0..<$0 + length].elementsEqual(Self.placeholder)
            })
        else { return nil }
        before = Array(template[..<start])
        after = Array(template[(start + length)...])
    }

    /// The loader of a key; nil for one that nobody issued or that is switched off, which gets a script that does
    /// nothing: a page must not break because a key is gone.
    public func script(for settings: Settings?) -> IngestReply {
        var reply = IngestReply(
            status: 200, contentType: "text/javascript; charset=utf-8", body: before + json(of: settings) + after)
        reply.headers = [
            .init("Access-Control-Allow-Origin", "*"),
            .init("Cross-Origin-Resource-Policy", "cross-origin"),
            .init("X-Content-Type-Options", "nosniff"),
            .init(
                "Cache-Control",
                "public, max-age=3600, s-maxage=60, stale-while-revalidate=315360000, stale-if-error=315360000"),
        ]
        return reply
    }

    /// JSON is also JavaScript.
    private func json(of settings: Settings?) -> [UInt8] {
        guard let settings else { return Array("null".utf8) }
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("key", settings.dsn.publicKey.text)
            writer.member("bundle", settings.bundleURL)
            writer.object("options") { writer in
                writer.member("dsn", settings.dsn.description)
                writer.member("debug", settings.isDebugging ? true : nil)
                if settings.isTracing { writer.member("tracesSampleRate", 1) }
                if settings.isReplaying {
                    writer.key("replaysSessionSampleRate")
                    writer.double(0.1)
                    writer.member("replaysOnErrorSampleRate", 1)
                }
            }
        }
        return writer.bytes
    }
}
