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
        func add(_ key: String, _ value: String?) {
            guard let value, !value.isEmpty, !tags.contains(where: { $0.key == key }) else { return }
            tags.append(Tag(key: key, value: value))
        }
        // The level is a fact; a tag of that name does not change it.
        add("level", event.level?.name)
        for tag in event.tags { add(tag.key, tag.value) }
        add("logger", event.logger)
        add("environment", event.environment)
        add("release", event.release)
        add("dist", event.dist)
        add("server_name", event.serverName)
        add("transaction", event.transaction)
        add("url", event.request?.url)
        add("user", event.user?.identity)
        if let mechanism = event.exceptions.last?.mechanism {
            add("mechanism", mechanism.type)
            add("handled", mechanism.handled.map { $0 ? "yes" : "no" })
        }
        for context in event.contexts { Self.follow(context, add) }
        tags.sort { $0.key < $1.key }
        sorted = tags
    }

    private static func follow(_ context: EventContext, _ add: (String, String?) -> Void) {
        switch context.type {
        case "browser", "runtime", "os", "client_os":
            let name = context.text("name")
            add(context.alias, name.map { $0 + (context.text("version").map { " " + $0 } ?? "") })
            add(context.alias + ".name", name)
        case "device":
            add("device", context.text("model"))
            add("device.family", context.text("family"))
        case "gpu":
            add("gpu.name", context.text("name"))
            add("gpu.vendor", context.text("vendor_name"))
        case "trace": add("trace", context.text("trace_id"))
        default: break
        }
    }

    /// Whether tags follow from contexts of this kind.
    static func follow(fromContext type: String) -> Bool {
        switch type {
        case "browser", "runtime", "os", "client_os", "device", "gpu": true
        default: false
        }
    }

    /// Whether tags follow from this field of such a context.
    static func follow(fromField name: JSONKey) -> Bool {
        switch name {
        case "name", "version", "model", "family", "vendor_name": true
        default: false
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
        func add(_ key: String, _ value: String?) {
            if let value, !value.isEmpty { pairs.append(Tag(key: key, value: value)) }
        }
        if let user = event.user {
            add("user.id", user.id)
            add("user.username", user.username)
            add("user.email", user.email)
            add("user.ip", user.ipAddress)
        }
        add("http.method", event.request?.method)
        add("sdk.name", event.sdk?.name)
        add("sdk.version", event.sdk?.version)
        if !event.exceptions.isEmpty {
            add("error.handled", event.exceptions.contains { $0.mechanism?.handled == false } ? "false" : "true")
        }
        self.pairs = pairs
    }
}
