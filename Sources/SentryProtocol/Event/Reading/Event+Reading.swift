/// How much of a payload is read.
public enum EventReadingDepth: Sendable {
    case whole
    /// What an event is indexed by, tags included: no frames, breadcrumbs or other bulk, of contexts, user and request
    /// only what tags and fields follow from, no fingerprint, and no notes about what is wrong with it.
    case head
}

extension Event {
    /// Reads an event in any of the shapes of protocol.md §5: an SDK's payload, or what `encode(into:)` printed.
    ///
    /// Never fails: a payload that is no object gives an empty event, a field of the wrong type is left out and noted
    /// in `errors`. Reading what was printed gives the same event again.
    public init(reading node: JSONNode, depth: EventReadingDepth = .whole) {
        self.init()
        var decoder = EventDecoder(depth)
        var parts = Parts()
        if depth == .head {
            readHead(node, &decoder, &parts)
        } else {
            for (key, value) in node.members where !value.isNull {
                read(EventAttribute(key), key, value, &decoder, &parts)
            }
        }
        message = parts.message(&decoder)
        finishStacktrace()
        finishTags(parts)
        if type != .transaction, type != .feedback { inferType() }
        errors = parts.clientErrors + decoder.errors
        if depth == .whole, EventCuts.isLarge(node) { noteCuts(of: node) }
    }

    private mutating func readHead(_ node: JSONNode, _ decoder: inout EventDecoder, _ parts: inout Parts) {
        node.document.withTape { tape in
            for (key, value) in tape.members(of: node.index) where !tape.isNull(value) {
                let attribute = tape.text(at: key) { EventAttribute($0) }
                guard attribute.isOfHead else { continue }
                read(attribute, tape.key(at: key), tape.node(at: value), &decoder, &parts)
            }
        }
    }

    /// What is put together only when the whole payload has been seen.
    private struct Parts {
        var logentry: JSONNode?
        var message: JSONNode?
        var site: String?
        var clientErrors: [ProcessingError] = []

        /// `logentry` wins over `message`.
        func message(_ decoder: inout EventDecoder) -> LogEntry? {
            (logentry ?? message).flatMap { LogEntry(reading: $0, &decoder) }
        }
    }

    private mutating func read(
        _ attribute: EventAttribute, _ key: JSONKey, _ value: JSONNode, _ decoder: inout EventDecoder,
        _ parts: inout Parts
    ) {
        switch attribute {
        case .exception:
            // The one raised last is last, and names the event.
            exceptions = decoder.values(value, "exception").suffix(EventLimits.exceptionsMax).compactMap {
                Exception(reading: $0, &decoder)
            }
        case .stacktrace: stacktrace = Stacktrace(reading: value, &decoder)
        case .threads:
            threads = decoder.values(value, "threads").prefix(EventLimits.threadsMax).map {
                EventThread(reading: $0, &decoder)
            }
        case .breadcrumbs: breadcrumbs = Breadcrumb.readList(value, &decoder)
        case .tags: tags = Tag.readList(value, &decoder)
        case .user: user = decoder.object(value, "user").flatMap { EventUser(reading: $0, &decoder) }
        case .request: request = decoder.object(value, "request").map { EventRequest(reading: $0, &decoder) }
        case .contexts: contexts = EventContext.readList(value, &decoder)
        case .logentry: parts.logentry = value
        case .message: parts.message = value
        case .extra: extra = decoder.object(value, "extra")
        case .modules: modules = decoder.object(value, "modules")
        case .sdk: sdk = decoder.object(value, "sdk").map { SDKInfo(reading: $0, depth: decoder.depth) }
        case .fingerprint: fingerprint = Self.readFingerprint(value, &decoder)
        case .template: template = decoder.object(value, "template")
        case .csp: csp = decoder.object(value, "csp")
        case .securityReport:
            if let report = decoder.object(value, key.text) { securityReports.append((key.text, report)) }
        case .debugMeta: debugMeta = decoder.object(value, "debug_meta")
        case .meta: meta = decoder.object(value, "_meta")
        case .errors:
            for entry in value.elements.prefix(EventLimits.processingErrorsMax) {
                parts.clientErrors.append(ProcessingError(reading: entry))
            }
        case .site: parts.site = decoder.lenientText(value, "site", limit: EventLimits.tagValueMax)
        case .ignored: break
        case .unknown: decoder.note("invalid_attribute", key.text.trimmed(to: 64))
        default: readScalar(attribute, value, &decoder)
        }
    }

    private mutating func readScalar(
        _ attribute: EventAttribute, _ value: JSONNode, _ decoder: inout EventDecoder
    ) {
        switch attribute {
        case .eventID:
            id = EventID(value).flatMap { $0.isNil ? nil : $0 }
            if id == nil { decoder.note("invalid_data", "event_id", value) }
        case .type: type = value.string.flatMap { EventType(rawValue: $0) } ?? .default
        case .timestamp:
            occurredAt = Timestamp(value)
            if occurredAt == nil { decoder.note("invalid_data", "timestamp", value) }
        case .received: receivedAt = Timestamp(value)
        case .platform:
            let text = decoder.text(value, "platform", limit: 64)?.lowercased().trimmingSpace()
            platform = text.flatMap { $0.isEmpty ? nil : Platforms.isKnown($0) ? $0 : "other" }
        case .level:
            level = Level(value)
            if level == nil { decoder.note("invalid_data", "level", value) }
        case .logger:
            let text = decoder.text(value, "logger", limit: 256)?.trimmingSpace()
            logger = text.flatMap { Self.logger($0, &decoder) }
        case .transaction:
            transaction = decoder.text(value, "transaction", limit: EventLimits.transactionMax)?.trimmingSpace()
            if transaction?.isEmpty == true { transaction = nil }
        case .transactionInfo: transactionSource = value["source"]?.string
        case .culprit: culprit = decoder.lenientText(value, "culprit", limit: EventLimits.culpritMax)
        case .serverName: serverName = decoder.lenientText(value, "server_name", limit: EventLimits.tagValueMax)
        case .release:
            let text = decoder.lenientText(value, "release", limit: 4096)?.trimmingSpace()
            release = text.flatMap { Self.isRelease($0) ? $0 : nil }
            if text != nil, release == nil { decoder.note("invalid_data", "release", value) }
        case .dist:
            let text = decoder.lenientText(value, "dist", limit: 4096)?.trimmingSpace()
            dist = text.flatMap { Self.isDist($0) ? $0 : nil }
            if let text, !text.isEmpty, dist == nil { decoder.note("invalid_data", "dist", value) }
        case .environment:
            let text = decoder.lenientText(value, "environment", limit: 4096)?.trimmingSpace()
            environment = text.flatMap { Self.isEnvironment($0) ? $0 : nil }
            if let text, !text.isEmpty, environment == nil { decoder.note("invalid_data", "environment", value) }
        case .checksum:
            let text = decoder.text(value, "checksum", limit: EventLimits.checksumMax)
            checksum = text?.isEmpty == true ? nil : text
        case .mainExceptionID: mainExceptionID = decoder.integer(value, "main_exception_id")
        default: readServerSide(attribute, value)
        }
    }

    /// What only our own stored shape has; grouping overwrites it on events that come in.
    private mutating func readServerSide(_ attribute: EventAttribute, _ value: JSONNode) {
        switch attribute {
        case .title: title = value.string?.trimmed(to: EventLimits.messageMax)
        case .location: location = value.string?.trimmed(to: EventLimits.messageMax)
        case .metadata: metadata = EventMetadata(reading: value)
        case .hashes: hashes = value.elements.prefix(16).compactMap(\.string).filter { $0.utf8.count == 32 }
        case .groupingConfiguration: groupingConfiguration = value["id"]?.string.map { $0.trimmed(to: 64) }
        default: break
        }
    }

    /// A trace outside of the exceptions belongs to the only exception, if that has none.
    private mutating func finishStacktrace() {
        guard let trace = stacktrace, exceptions.count == 1, exceptions[0].stacktrace == nil else { return }
        exceptions[0].stacktrace = trace
        stacktrace = nil
    }

    /// Tags that stand for attributes fill those, attributes that are tags become such (protocol.md §5.3.8).
    private mutating func finishTags(_ parts: Parts) {
        if environment == nil, let named = tags.first(where: { $0.key == "environment" })?.value,
            Self.isEnvironment(named)
        {
            environment = named
        }
        tags.removeAll { Self.isReserved($0.key) }
        addTag("server_name", serverName)
        addTag("site", parts.site)
        if serverName == nil { serverName = tags.first { $0.key == "server_name" }?.value }
    }

    /// Keys of tags are ASCII, so that equal ones have the same length.
    private static func isReserved(_ key: String) -> Bool {
        switch key.utf8.count {
        case 4: key == "dist" || key == "user"
        case 7: key == "release"
        case 8: key == "filename" || key == "function"
        case 11: key == "environment"
        default: false
        }
    }

    private mutating func addTag(_ key: String, _ value: String?) {
        guard let value, !value.isEmpty, !value.containsControl(), !tags.contains(where: { $0.key == key }) else {
            return
        }
        tags.append(Tag(key: key, value: value))
    }

    private mutating func inferType() {
        if !exceptions.isEmpty {
            type = .error
        } else if csp != nil {
            type = .csp
        } else if let report = securityReports.first {
            type = EventType(rawValue: report.name) ?? .default
        } else {
            type = .default
        }
    }

    private static func readFingerprint(_ value: JSONNode, _ decoder: inout EventDecoder) -> [String] {
        guard value.kind == .array else {
            decoder.note("invalid_data", "fingerprint", value)
            return []
        }
        var parts: [String] = []
        for element in value.elements.prefix(EventLimits.fingerprintPartsMax) {
            if element.kind == .number, let number = element.double {
                // Relay truncates numbers to integers, so fingerprints made there and here agree.
                parts.append(Int(exactly: number.rounded(.towardZero)).map(String.init) ?? element.sourceText)
            } else if let text = element.lenientString {
                parts.append(text.trimmed(to: EventLimits.messageMax))
            } else {
                decoder.note("invalid_data", "fingerprint", element)
            }
        }
        return parts
    }

    /// Java's long logger names lose packages from the left: `*ui.Cart` (protocol.md §5.2).
    private static func logger(_ text: String, _ decoder: inout EventDecoder) -> String? {
        guard !text.isEmpty else { return nil }
        guard !text.containsControl() else {
            decoder.note("invalid_data", "logger")
            return nil
        }
        guard text.utf8.count > EventLimits.loggerMax, text.unicodeScalars.count > EventLimits.loggerMax else {
            return text
        }
        let tail = String(text.unicodeScalars.suffix(EventLimits.loggerMax - 1))
        guard let dot = tail.firstIndex(of: ".") else { return text.trimmed(to: EventLimits.loggerMax) }
        return "*" + tail[tail.index(after: dot)...]
    }
}

extension Event {
    /// protocol.md §5.5.6.
    public static func isRelease(_ text: String) -> Bool {
        guard !text.isEmpty, text.utf8.count <= EventLimits.releaseBytesMax else { return false }
        return text != "." && text != ".." && !text.isCaseless("latest") && !text.containsControl(or: "/\\")
    }

    /// protocol.md §5.5.7.
    public static func isEnvironment(_ text: String) -> Bool {
        guard !text.isEmpty,
            text.utf8.count <= EventLimits.environmentMax
                || text.unicodeScalars.count <= EventLimits.environmentMax
        else { return false }
        return text != "." && text != ".." && !text.isCaseless("none") && !text.containsControl(or: "/\\")
    }

    static func isDist(_ text: String) -> Bool {
        guard !text.isEmpty, text.utf8.count <= EventLimits.distMax else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
                true
            default: false
            }
        }
    }
}

extension ProcessingError {
    init(reading node: JSONNode) {
        self.init(
            type: node["type"]?.string?.trimmed(to: 64) ?? "unknown",
            name: node["name"]?.string?.trimmed(to: 128) ?? "",
            value: node["value"].flatMap { $0.isNull ? nil : ($0.string ?? $0.sourceText).trimmed(to: 100) })
    }
}

extension EventMetadata {
    init(reading node: JSONNode) {
        self.init()
        type = node["type"]?.string?.trimmed(to: EventLimits.metadataTypeMax)
        value = node["value"]?.string?.trimmed(to: EventLimits.metadataValueMax)
        filename = node["filename"]?.string?.trimmed(to: EventLimits.metadataValueMax)
        function = node["function"]?.string?.trimmed(to: EventLimits.metadataValueMax)
        title = node["title"]?.string?.trimmed(to: EventLimits.metadataValueMax)
    }
}

extension SDKInfo {
    /// Of a head only name, version and settings, which say where the user's address comes from.
    init(reading node: JSONNode, depth: EventReadingDepth) {
        self.init()
        for (key, value) in node.members where !value.isNull {
            switch key {
            case "name": name = value.string?.trimmed(to: 256)
            case "version": version = value.lenientString?.trimmed(to: 128)
            case "settings": rest.append(("settings", value))
            case "integrations", "packages", "features", "client_ip":
                if depth == .whole { rest.append((key.text, value)) }
            default: break
            }
        }
    }
}
