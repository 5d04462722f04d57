/// A span that came without its transaction, in either version (protocol.md §5.7, §5.10).
public struct SpanItem: Sendable {
    public let traceID: TraceID
    public let spanID: SpanID
    public let parentSpanID: SpanID?
    public let isSegment: Bool
    public let start: Timestamp
    public let end: Timestamp
    public let name: String
    public let op: String
    public let status: String
    public let environment: String?
    public let release: String?
    private let node: JSONNode
    private let isLegacy: Bool

    /// The form that containers have: `end_timestamp`, `name`, typed `attributes`.
    public init(reading node: JSONNode) throws(Unusable) {
        try self.init(node, isLegacy: false)
    }

    /// The form of single items: `timestamp`, `description`, `data`, `tags`.
    public init(readingLegacy node: JSONNode) throws(Unusable) {
        try self.init(node, isLegacy: true)
    }

    private init(_ node: JSONNode, isLegacy: Bool) throws(Unusable) {
        guard node.kind == .object else { throw Unusable(.notAnObject) }
        guard node.sourceByteCount <= EntryLimits.spanBytesMax else { throw Unusable(.tooLarge) }
        let fields = SpanFields(node)
        guard let traceID = fields.traceID.flatMap({ TraceID(telemetry: $0) }),
            let spanID = fields.spanID.flatMap({ SpanID(telemetry: $0) }),
            let start = fields.start.flatMap({ Timestamp(telemetry: $0) }),
            let end = fields.end.flatMap({ Timestamp(telemetry: $0) })
        else { throw Unusable(.missingField) }
        guard end >= start else { throw Unusable(.badTimes) }
        (self.node, self.isLegacy, self.traceID, self.spanID) = (node, isLegacy, traceID, spanID)
        (self.start, self.end) = (start, end)
        parentSpanID = fields.parentSpanID.flatMap { SpanID(telemetry: $0) }
        let scan = AttributeScan(isLegacy ? fields.data : fields.attributes)
        let op = (isLegacy ? fields.op : scan.op)?.string?.trimmed(to: EntryLimits.spanOpMax) ?? ""
        self.op = op.isEmpty ? "default" : op
        let name = (isLegacy ? fields.description ?? fields.op : fields.name)?.string ?? ""
        self.name = name.isEmpty ? self.op : name.trimmed(to: EntryLimits.spanNameMax)
        status = SpanStatus.name(fields.status)
        isSegment = fields.isSegment?.bool ?? (parentSpanID == nil)
        environment =
            scan.environmentName ?? fields.sentryTag("environment").flatMap { Event.isEnvironment($0) ? $0 : nil }
        release = scan.releaseName ?? fields.sentryTag("release").flatMap { Event.isRelease($0) ? $0 : nil }
    }

    /// Prints the span in the form of containers, `shift` microseconds later than it says.
    public func write(
        into writer: inout JSONWriter, movedBy shift: Int64, inferring inferred: InferredAttributes? = nil
    ) {
        let fields = SpanFields(node)
        writer.beginObject()
        writer.member("trace_id", traceID.hex)
        writer.member("span_id", spanID.hex)
        if let parentSpanID { writer.member("parent_span_id", parentSpanID.hex) }
        writer.member("name", name)
        writer.member("status", isLegacy ? (status == "ok" || status == "unknown" ? "ok" : "error") : status)
        writer.member("is_segment", isSegment)
        writer.key("start_timestamp")
        writer.number(start.moved(by: shift))
        writer.key("end_timestamp")
        writer.number(end.moved(by: shift))
        if let links = fields.links, links.count > 0 {
            writer.array("links", links.elements.prefix(EntryLimits.spanLinksMax)) { writer, link in
                writer.value(link, within: JSONBudget(bytes: 8_192, depth: 5))
            }
        }
        if isLegacy {
            writer.attributes(nil) { fields.writeLegacyAttributes(into: &$0, status: self.status, op: self.op) }
        } else {
            writer.attributes(fields.attributes, inferring: inferred)
        }
        writer.endObject()
    }
}

/// Where the parts of a span are in its JSON.
private struct SpanFields {
    var (traceID, spanID, parentSpanID): (JSONNode?, JSONNode?, JSONNode?)
    var (start, end, status, isSegment): (JSONNode?, JSONNode?, JSONNode?, JSONNode?)
    var (name, op, description, origin, kind): (JSONNode?, JSONNode?, JSONNode?, JSONNode?, JSONNode?)
    var (attributes, data, tags, sentryTags): (JSONNode?, JSONNode?, JSONNode?, JSONNode?)
    var (links, measurements, exclusiveTime): (JSONNode?, JSONNode?, JSONNode?)
    var (platform, profileID, segmentID): (JSONNode?, JSONNode?, JSONNode?)

    init(_ node: JSONNode) {
        for (key, value) in node.members where !value.isNull {
            switch key {
            case "trace_id": traceID = value
            case "span_id": spanID = value
            case "parent_span_id": parentSpanID = value
            case "start_timestamp": start = value
            case "end_timestamp", "timestamp": end = value
            case "status": status = value
            case "is_segment": isSegment = value
            case "name": name = value
            case "op": op = value
            case "description": description = value
            case "origin": origin = value
            case "kind": kind = value
            case "attributes": attributes = value.kind == .object ? value : nil
            case "data": data = value.kind == .object ? value : nil
            case "tags": tags = value.kind == .object ? value : nil
            case "sentry_tags": sentryTags = value.kind == .object ? value : nil
            case "links": links = value.kind == .array ? value : nil
            case "measurements": measurements = value.kind == .object ? value : nil
            case "exclusive_time": exclusiveTime = value
            case "platform": platform = value
            case "profile_id": profileID = value
            case "segment_id": segmentID = value
            default: break
            }
        }
    }

    /// Of spans of the first version: what the SDK says of the process.
    func sentryTag(_ name: StaticString) -> String? { sentryTags?[name]?.string ?? tags?[name]?.string }

    /// Everything that the second version keeps among the attributes.
    func writeLegacyAttributes(into writer: inout JSONWriter, status: String, op: String) {
        writer.attribute("sentry.op", text: op)
        writer.attribute("sentry.status", text: status == "unknown" ? nil : status)
        writer.attribute("sentry.description", text: description?.string)
        writer.attribute("sentry.origin", text: origin?.string)
        writer.attribute("sentry.kind", text: kind?.string)
        writer.attribute("sentry.platform", text: platform?.string)
        writer.attribute("sentry.profile_id", text: profileID?.string)
        writer.attribute("sentry.segment.id", text: segmentID?.string)
        writer.attribute("sentry.exclusive_time", double: exclusiveTime?.double)
        if data?["sentry.environment"] == nil {
            writer.attribute("sentry.environment", text: sentryTag("environment"))
        }
        if data?["sentry.release"] == nil { writer.attribute("sentry.release", text: sentryTag("release")) }
        var left = EntryLimits.attributesMax
        for bag in [data, tags].compactMap(\.self) {
            for (name, value) in bag.members where left > 0 {
                if isWritten(name) { continue }
                if writer.attribute(guessing: name, value) { left -= 1 }
            }
        }
        guard let measurements else { return }
        for (name, value) in measurements.members where left > 0 {
            if let number = value["value"] ?? (value.kind == .number ? value : nil),
                writer.attribute(guessing: name, number)
            {
                left -= 1
            }
        }
    }

    private func isWritten(_ name: JSONKey) -> Bool {
        switch name {
        case "sentry.op", "sentry.status", "sentry.description", "environment", "release": true
        case "sentry.origin": origin != nil
        case "sentry.kind": kind != nil
        case "sentry.exclusive_time": exclusiveTime != nil
        default: false
        }
    }
}
