import SentryProtocol
import Storage

/// An event in its two lengths (web-api.md §2.7).
struct EventJSON {
    let stored: StoredEvent
    let event: Event
    let project: Project

    /// Nil only when the store is damaged.
    init?(_ stored: StoredEvent, project: Project) {
        guard let event = stored.event else { return nil }
        (self.stored, self.event, self.project) = (stored, event, project)
    }

    /// A row of a list: `SimpleEvent`.
    func encodeSimple(into writer: inout JSONWriter) {
        writer.object { simple(&$0) }
    }

    /// Everything: `Event`.
    func encodeFull(into writer: inout JSONWriter) {
        writer.object { writer in
            simple(&writer)
            facts(&writer)
            EventEntriesJSON(event: event).encode(into: &writer)
            freeForm(&writer)
            writer.array("errors", event.errors) { $1.encodeForAPI(into: &$0) }
            writer.strings("fingerprints", event.hashes)
            writer.object("groupingConfig") {
                $0.field("id", event.groupingConfiguration ?? "")
                $0.field("enhancements", "")
            }
            writer.field("nextEventID", stored.next?.hex)
            writer.field("previousEventID", stored.previous?.hex)
            writer.emptyObject("_meta")
            writer.null("occurrence")
            writer.null("userReport")
            writer.emptyArray("sdkUpdates")
            writer.emptyArray("resolvedWith")
        }
    }

    private func simple(_ writer: inout JSONWriter) {
        writer.field("id", stored.id.hex)
        writer.field("event.type", event.type.rawValue)
        writer.id("groupID", stored.issueID.rawValue)
        writer.field("eventID", stored.id.hex)
        writer.id("projectID", stored.projectID.rawValue)
        writer.field("message", event.message?.formatted ?? event.message?.message ?? "")
        writer.field("title", title)
        writer.field("location", event.location)
        writer.field("culprit", event.culprit)
        writer.key("user")
        if let user = event.user { user.encodeForAPI(into: &writer) } else { writer.null() }
        writer.array("tags", EventTags(of: event).sorted) { writer, tag in
            writer.object {
                $0.field("key", tag.key)
                $0.field("value", tag.value)
            }
        }
        writer.field("platform", event.platform)
        writer.field("dateCreated", event.occurredAt ?? event.receivedAt)
        writer.null("crashFile")
        writer.metadata(event.metadata, title: title)
    }

    private func facts(_ writer: inout JSONWriter) {
        writer.field("size", stored.json.count)
        writer.field("type", event.type.rawValue)
        writer.field("dist", event.dist)
        writer.field("dateReceived", event.receivedAt)
        writer.key("release")
        ReleaseJSON(version: event.release, project: project).encode(into: &writer)
        writer.key("sdk")
        if let sdk = event.sdk {
            writer.object {
                $0.field("name", sdk.name ?? "")
                $0.field("version", sdk.version ?? "")
            }
        } else {
            writer.null()
        }
    }

    private func freeForm(_ writer: inout JSONWriter) {
        writer.object("contexts") { writer in
            for context in event.contexts {
                writer.key(dynamic: context.alias)
                context.encodeForAPI(into: &writer)
            }
        }
        writer.objectOrEmpty("context", event.extra)
        writer.objectOrEmpty("packages", event.modules)
    }

    private var title: String { event.title ?? "<unlabeled event>" }
}

extension JSONWriter {
    /// An object as it was sent; an empty one for everything else.
    mutating func objectOrEmpty(_ name: StaticString, _ node: JSONNode?) {
        key(name)
        if let node, node.kind == .object { value(node) } else { emptyObject() }
    }

    /// An object as it was sent; null for everything else.
    mutating func objectOrNull(_ name: StaticString, _ node: JSONNode?) {
        key(name)
        if let node, node.kind == .object { value(node) } else { null() }
    }
}

extension EventContext {
    /// Raw, plus `type`; clients refuse nulls in here.
    func encodeForAPI(into writer: inout JSONWriter) {
        writer.object { writer in
            for (name, value) in fields {
                switch value {
                case .node(let node):
                    if node.isNull { continue }
                    writer.key(dynamic: name)
                    writer.value(node)
                case .text(let text):
                    writer.key(dynamic: name)
                    writer.string(text)
                }
            }
            writer.field("type", type)
        }
    }
}

extension EventUser {
    func encodeForAPI(into writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", id)
            writer.field("email", email)
            writer.field("username", username)
            writer.field("ip_address", ipAddress)
            writer.field("name", name)
            if let segment { writer.field("segment", segment) }
            writer.key("geo")
            encodeGeo(into: &writer)
            writer.object("data") { writer in
                for (key, value) in data {
                    writer.key(dynamic: key)
                    writer.value(value)
                }
            }
        }
    }

    /// Places are texts or null, whatever was sent.
    private func encodeGeo(into writer: inout JSONWriter) {
        guard let geo, geo.kind == .object else { return writer.null() }
        writer.object { writer in
            for (key, value) in geo.members {
                writer.key(key)
                writer.string(value.lenientString)
            }
        }
    }
}

extension ProcessingError {
    func encodeForAPI(into writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("type", type)
            writer.field("message", message)
            writer.object("data") {
                if !name.isEmpty { $0.field("name", name) }
                $0.member("value", value)
            }
        }
    }

    /// The sentence people read.
    private var message: String {
        switch type {
        case "invalid_data": "Discarded invalid value"
        case "invalid_attribute": "Discarded unknown attribute"
        case "missing_attribute": "Missing value for required attribute"
        case "value_too_long": "Discarded value due to exceeding maximum length"
        case "clock_drift": "Clock drift detected in SDK"
        case "past_timestamp": "Invalid timestamp (in past)"
        case "future_timestamp": "Invalid timestamp (in future)"
        case "invalid_environment": "Environment cannot contain \"/\" or newlines"
        default: type.split(separator: "_").joined(separator: " ").capitalizedWord
        }
    }
}
