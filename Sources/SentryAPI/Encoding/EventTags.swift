import SentryProtocol

/// The tags of an event: those that were set, and those that follow from its other parts (protocol.md §5.3.8).
struct EventTags {
    /// By key; a tag that was set goes before one that follows.
    let sorted: [Tag]

    init(of event: Event) {
        var values: [String: String] = [:]
        func add(_ key: String, _ value: String?) {
            guard let value, !value.isEmpty, values[key] == nil else { return }
            values[key] = value
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
        sorted = values.map { Tag(key: $0.key, value: $0.value) }.sorted { $0.key < $1.key }
    }

    private static func follow(_ context: EventContext, _ add: (String, String?) -> Void) {
        let name = context.text("name")
        switch context.type {
        case "browser", "runtime", "os", "client_os":
            add(context.alias, name.map { $0 + (context.text("version").map { " " + $0 } ?? "") })
            add(context.alias + ".name", name)
        case "device":
            add("device", context.text("model"))
            add("device.family", context.text("family"))
        case "gpu":
            add("gpu.name", name)
            add("gpu.vendor", context.text("vendor_name"))
        case "trace": add("trace", context.text("trace_id"))
        default: break
        }
    }
}
