import SentryProtocol
import Storage

/// A key of tags with its most frequent values (web-api.md §2.6.5).
struct TagJSON {
    let tag: TagSummary
    /// How many values there are; left out of lists that only name keys.
    var showsValues = true

    func encode(into writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("key", tag.key)
            writer.field("name", Self.name(of: tag.key))
            writer.field("totalValues", tag.events)
            guard showsValues else { return }
            writer.field("uniqueValues", tag.values)
            writer.array("topValues", tag.top) { writer, value in
                TagValueJSON(key: tag.key, value: value).encode(into: &writer)
            }
        }
    }

    /// What people call it: `device.family` is "Device Family", as Sentry says it.
    static func name(of key: String) -> String {
        switch key {
        case "url": "URL"
        case "os": "OS"
        case "os.name": "OS Name"
        default:
            key.split(whereSeparator: { $0 == "." || $0 == "_" }).map { $0.prefix(1).uppercased() + $0.dropFirst() }
                .joined(separator: " ")
        }
    }
}

/// A value with how often and when it was seen, and the search that finds it.
struct TagValueJSON {
    let key: String
    let value: TagValueSummary

    func encode(into writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("key", key)
            writer.field("name", value.value)
            writer.field("value", value.value)
            writer.field("count", value.events)
            writer.field("lastSeen", value.lastSeen)
            writer.field("firstSeen", value.firstSeen)
            writer.field("query", SearchText.filter(key, value.value))
        }
    }
}
