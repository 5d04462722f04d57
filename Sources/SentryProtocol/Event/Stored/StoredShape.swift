/// The JSON in which an event is kept: what was sent, after scrubbing, and beside it what the server adds.
///
/// Keeping the payload itself spares the ingest path a second printing of every event, and lets events that resemble each
/// other be packed as differences; its tolerated shapes are sorted out when somebody reads it. Shape:
/// `{"format": 2, "event_id", "received": µs, "sent_at": µs, "sdk": [name, version], "address", "user_agent",
/// "hints": [brands, platform, version, model], "title", "value", "verdict": {…}, "sent": {…}}`. Numbers: `Bench`
/// scenario `event/store`.
public enum StoredShape {
    /// The part of a verdict that events of one kind have in common; printed once and remembered.
    public struct Verdict: Sendable {
        let json: [UInt8]

        /// Everything but title and value; `rules` says which rules of the project the grouping followed.
        public init(_ verdict: EventVerdict, rules: String? = nil) {
            var writer = JSONWriter(reserving: 512)
            writer.object { writer in
                writer.member("config", verdict.configuration)
                writer.member("rules", rules)
                writer.array("hashes", verdict.hashes) { $0.string($1) }
                writer.member("culprit", verdict.culprit)
                writer.member("location", verdict.location)
                writer.member("type", verdict.metadata.type)
                writer.member("filename", verdict.metadata.filename)
                writer.member("function", verdict.metadata.function)
                writer.member("title", verdict.metadata.title)
                writer.member("main_exception_id", verdict.mainExceptionID)
                writer.array("exceptions", verdict.inApp.exceptions) { $0.string(Self.digits($1)) }
                writer.member("stacktrace", Self.digits(verdict.inApp.stacktrace))
                writer.array("threads", verdict.inApp.threads) { $0.string(Self.digits($1)) }
            }
            json = writer.bytes
        }

        /// `0110`: one digit a frame.
        private static func digits(_ flags: [Bool]) -> String {
            String(decoding: flags.map { $0 ? UInt8(ascii: "1") : UInt8(ascii: "0") }, as: UTF8.self)
        }
    }

    /// Prints an event's stored form; `sent` is one JSON object.
    public static func encoded(
        _ source: EventSource, title: String, value: String?, verdict: Verdict, sent: ArraySlice<UInt8>
    ) -> [UInt8] {
        var writer = JSONWriter(reserving: sent.count + verdict.json.count + title.utf8.count + 1024)
        writer.beginObject()
        writer.key("format")
        writer.integer(2)
        writer.member("event_id", source.eventID.hex)
        writer.member("received", Int(source.receivedAt.microseconds))
        writer.member("sent_at", source.sentAt.map { Int($0.microseconds) })
        if let name = source.sdkName { writer.array("sdk", [name, source.sdkVersion]) { $0.string($1) } }
        writer.member("address", source.address)
        writer.member("user_agent", source.userAgent)
        if !source.hints.isEmpty {
            let hints = source.hints
            writer.array("hints", [hints.brands, hints.platform, hints.platformVersion, hints.model]) { $0.string($1) }
        }
        writer.member("title", title)
        writer.member("value", value)
        writer.key("verdict")
        writer.raw(verdict.json)
        writer.key("sent")
        writer.raw(sent)
        writer.endObject()
        return writer.bytes
    }

    /// The checksum of the project's rules that the event was grouped by when it came in; nil when the body does not say.
    public static func rulesChecksum(_ root: JSONNode) -> String? { root["verdict"]?["rules"]?.string }

    static func source(_ root: JSONNode) -> EventSource? {
        guard let id = root["event_id"]?.string.flatMap({ EventID(hex: $0) }), let received = root["received"]?.integer
        else { return nil }
        var source = EventSource(eventID: id, receivedAt: Timestamp(microseconds: Int64(received)))
        source.sentAt = root["sent_at"]?.integer.map { Timestamp(microseconds: Int64($0)) }
        var sdk = root["sdk"]?.elements
        source.sdkName = sdk?.next()?.string
        source.sdkVersion = sdk?.next()?.string
        source.address = root["address"]?.string
        source.userAgent = root["user_agent"]?.string
        if let hints = root["hints"]?.elements.map(\.string), hints.count == 4 {
            source.hints = ClientHints(
                brands: hints[0], platform: hints[1], platformVersion: hints[2], model: hints[3])
        }
        return source
    }

    static func verdict(_ root: JSONNode) -> EventVerdict? {
        guard let node = root["verdict"], let configuration = node["config"]?.string else { return nil }
        var metadata = EventMetadata()
        metadata.type = node["type"]?.string
        metadata.value = root["value"]?.string
        metadata.filename = node["filename"]?.string
        metadata.function = node["function"]?.string
        metadata.title = node["title"]?.string
        func lists(_ node: JSONNode?) -> [[Bool]] { node?.elements.map(flags) ?? [] }
        return EventVerdict(
            configuration: configuration, hashes: node["hashes"]?.elements.compactMap(\.string) ?? [],
            title: root["title"]?.string ?? "<unlabeled event>", culprit: node["culprit"]?.string,
            location: node["location"]?.string, metadata: metadata,
            mainExceptionID: node["main_exception_id"]?.integer,
            inApp: InAppFlags(
                exceptions: lists(node["exceptions"]), stacktrace: flags(node["stacktrace"]),
                threads: lists(node["threads"])))
    }

    private static func flags(_ node: JSONNode?) -> [Bool] {
        node?.string?.utf8.map { $0 == UInt8(ascii: "1") } ?? []
    }
}

extension Event {
    /// Reads an event as it is kept: the payload that was sent, normalised, and what was decided about it.
    ///
    /// Bodies of the first format, which were printed whole (`encode(into:)`), are read as well.
    public init(stored root: JSONNode) {
        guard let sent = root["sent"], let source = StoredShape.source(root) else {
            self.init(reading: root)
            return
        }
        self.init(reading: sent)
        EventNormalizer(source: source).normalize(&self)
        addUserAgentContexts(userAgent: source.userAgent, hints: source.hints)
        if let verdict = StoredShape.verdict(root) { apply(verdict) }
        slim()
    }

    /// Takes variables and source lines from the middle of long stacks, which frames of the program's own lose last.
    public mutating func slim() {
        for index in exceptions.indices { exceptions[index].stacktrace?.slim() }
        for index in threads.indices { threads[index].stacktrace?.slim() }
        stacktrace?.slim()
    }
}
