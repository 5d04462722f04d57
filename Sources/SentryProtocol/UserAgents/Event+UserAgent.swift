extension Event {
    /// Adds the contexts `browser`, `device` and `client_os` (`os` for platform javascript) where they are missing.
    ///
    /// The headers of the event's own request decide. An event of a browser that carries none is described by the
    /// request that brought it: `userAgent` and `hints`.
    public mutating func addUserAgentContexts(userAgent: String?, hints: ClientHints = ClientHints()) {
        let isBrowser = platform == "javascript"
        let systemAlias = isBrowser ? "os" : "client_os"
        let needsBrowser = !hasContext("browser")
        let needsDevice = !hasContext("device")
        let needsSystem = !contexts.contains { $0.alias == systemAlias }
        guard needsBrowser || needsDevice || needsSystem else { return }

        var (text, clues) = sentUserAgent
        if isBrowser {
            text = text ?? userAgent
            clues.fill(from: hints)
        }
        guard text != nil || !clues.isEmpty else { return }
        let agent = text.map { UserAgent(parsing: $0) } ?? UserAgent()
        if needsBrowser, let browser = clues.browser ?? agent.browser {
            contexts.append(EventContext(browser, type: "browser", alias: "browser"))
        }
        if needsDevice, let device = clues.device ?? agent.device { contexts.append(EventContext(device)) }
        if needsSystem, let system = clues.system(besides: agent.system) ?? agent.system {
            contexts.append(EventContext(system, type: "os", alias: systemAlias))
        }
    }

    /// The `User-Agent` that the event's own request names.
    public var requestUserAgent: String? { sentUserAgent.text }

    private func hasContext(_ name: String) -> Bool { contexts.contains { $0.alias == name || $0.type == name } }

    private var sentUserAgent: (text: String?, hints: ClientHints) {
        var text: String?
        var hints = ClientHints()
        for header in request?.headers ?? [] {
            switch header.key.utf8.count {
            case 10 where header.key.isCaseless("user-agent"): text = header.value
            case 9 where header.key.isCaseless("sec-ch-ua"): hints.brands = header.value
            case 18 where header.key.isCaseless("sec-ch-ua-platform"): hints.platform = header.value
            case 26 where header.key.isCaseless("sec-ch-ua-platform-version"): hints.platformVersion = header.value
            case 15 where header.key.isCaseless("sec-ch-ua-model"): hints.model = header.value
            default: continue
            }
        }
        return (text, hints)
    }
}

extension ClientHints {
    fileprivate mutating func fill(from other: ClientHints) {
        brands = brands ?? other.brands
        platform = platform ?? other.platform
        platformVersion = platformVersion ?? other.platformVersion
        model = model ?? other.model
    }
}

extension EventContext {
    /// Name, version, and the text of both under the context's own type.
    fileprivate init(_ product: UserAgent.Product, type: String, alias: String) {
        self.init(alias: alias, type: type, fields: [("name", .text(product.family))])
        if let version = product.version { fields.append(("version", .text(version))) }
        fields.append((type, .text(product.version.map { product.family + " " + $0 } ?? product.family)))
    }

    fileprivate init(_ device: UserAgent.Device) {
        self.init(alias: "device", type: "device", fields: [])
        if let family = device.family { fields.append(("family", .text(family))) }
        if let model = device.model { fields.append(("model", .text(model))) }
        if let brand = device.brand { fields.append(("brand", .text(brand))) }
    }
}
