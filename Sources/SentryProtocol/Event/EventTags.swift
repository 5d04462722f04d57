/// The tags of an event: those that were set, and those that follow from its other parts (protocol.md §5.3.8).
///
/// The same for an event read whole and for its head, which is what events are indexed by.
public struct EventTags: Sendable {
    /// By key; a tag that was set goes before one that follows.
    public let sorted: [Tag]

    public init(of event: Event) {
        // There are few, and comparing two keys is cheaper than hashing one.
        var tags: [Tag] = []
        tags.reserveCapacity(24)
        Self.each(of: event) { key, value in
            if !tags.contains(where: { $0.key == key }) { tags.append(Tag(key: key, value: value)) }
        }
        tags.sort { $0.key < $1.key }
        sorted = tags
    }

    /// Every tag, also those that do not count because one of the same key came before; no value is empty.
    public static func each(of event: Event, _ body: (_ key: String, _ value: String) -> Void) {
        // The level is a fact; a tag of that name does not change it.
        give("level", event.level?.name, to: body)
        for tag in event.tags { give(tag.key, tag.value, to: body) }
        give("logger", event.logger, to: body)
        give("environment", event.environment, to: body)
        give("release", event.release, to: body)
        give("dist", event.dist, to: body)
        give("server_name", event.serverName, to: body)
        give("transaction", event.transaction, to: body)
        give("url", event.request?.url, to: body)
        give("user", event.user?.identity, to: body)
        if let mechanism = event.exceptions.last?.mechanism {
            give("mechanism", mechanism.type, to: body)
            give("handled", mechanism.handled.map { $0 ? "yes" : "no" }, to: body)
        }
        for context in event.contexts { follow(context, body) }
    }

    private static func follow(_ context: EventContext, _ body: (String, String) -> Void) {
        switch context.type {
        case "browser", "runtime", "os", "client_os":
            let name = context.text("name")
            give(context.alias, name.map { $0 + (context.text("version").map { " " + $0 } ?? "") }, to: body)
            give(context.alias + ".name", name, to: body)
        case "device":
            give("device", context.text("model"), to: body)
            give("device.family", context.text("family"), to: body)
        case "gpu":
            give("gpu.name", context.text("name"), to: body)
            give("gpu.vendor", context.text("vendor_name"), to: body)
        case "trace": give("trace", context.text("trace_id"), to: body)
        default: break
        }
    }

    private static func give(_ key: String, _ value: String?, to body: (String, String) -> Void) {
        if let value, !value.isEmpty { body(key, value) }
    }

    /// Whether tags follow from contexts of this kind.
    static func follow(fromContext type: TapeText) -> Bool {
        switch type {
        case "browser", "runtime", "os", "client_os", "device", "gpu": true
        default: false
        }
    }

    /// The name of a field of such a context, where tags follow from it.
    static func field(named name: TapeText) -> String? {
        switch name {
        case "name": "name"
        case "version": "version"
        case "model": "model"
        case "family": "family"
        case "vendor_name": "vendor_name"
        default: nil
        }
    }
}

/// What an event can be searched by beside its tags: parts that are not shown as tags.
public struct EventFields: Sendable {
    public let pairs: [Tag]

    /// Names of fields, as searches spell them.
    public static let names: Set<String> = [
        "user.id", "user.username", "user.email", "user.ip", "http.method", "sdk.name", "sdk.version", "error.handled",
    ]

    public init(of event: Event) {
        var pairs: [Tag] = []
        Self.each(of: event) { pairs.append(Tag(key: $0, value: $1)) }
        self.pairs = pairs
    }

    /// Every field with a value.
    public static func each(of event: Event, _ body: (_ key: String, _ value: String) -> Void) {
        func give(_ key: String, _ value: String?) {
            if let value, !value.isEmpty { body(key, value) }
        }
        if let user = event.user {
            give("user.id", user.id)
            give("user.username", user.username)
            give("user.email", user.email)
            give("user.ip", user.ipAddress)
        }
        give("http.method", event.request?.method)
        give("sdk.name", event.sdk?.name)
        give("sdk.version", event.sdk?.version)
        if !event.exceptions.isEmpty { give("error.handled", event.hasUnhandledException ? "false" : "true") }
    }
}

extension Event {
    /// Some mechanism says that nothing caught the exception.
    public var hasUnhandledException: Bool {
        exceptions.indices.contains { exceptions[$0].mechanism?.handled == false }
    }
}
