import SentryProtocol

/// The variants of an event by their names, as Sentry's `grouping-info` prints them.
struct GroupingInfoJSON {
    let grouping: EventGrouping
    /// Those of its hashes that lead to the event's issue.
    let hashesOfIssue: Set<String>

    func encode(into writer: inout JSONWriter) {
        writer.object { writer in
            for (index, variant) in grouping.variants.enumerated() {
                writer.key(dynamic: key(of: variant))
                writer.object { members(variant, isDeciding: index == 0, &$0) }
            }
        }
    }

    private func members(_ variant: EventGrouping.Variant, isDeciding: Bool, _ writer: inout JSONWriter) {
        writer.field("key", key(of: variant))
        writer.field("type", type)
        writer.field("description", description(of: variant))
        writer.field("hash", variant.hash)
        writer.field("hashMismatch", isDeciding && !hashesOfIssue.contains(variant.hash))
        writer.field("contributes", true)
        writer.null("hint")
        if type.hasSuffix("fingerprint") || type == "salted-component" {
            writer.strings("values", grouping.fingerprint)
            if !grouping.clientFingerprint.isEmpty { writer.strings("client_values", grouping.clientFingerprint) }
            if let rule = grouping.matchedRule { writer.field("matched_rule", rule) }
        }
        if type.hasSuffix("component") { component(of: variant, &writer) }
        writer.object("config") { $0.field("id", grouping.configuration) }
    }

    private func component(of variant: EventGrouping.Variant, _ writer: inout JSONWriter) {
        writer.object("component") { writer in
            writer.field("id", variant.name)
            writer.field("name", variant.name == "app" ? "in-app" : variant.name)
            writer.field("contributes", true)
            writer.null("hint")
            writer.array("values", variant.parts) { writer, part in
                writer.object {
                    $0.field("id", part.tag)
                    $0.null("name")
                    $0.field("contributes", true)
                    $0.null("hint")
                    $0.strings("values", part.text.isEmpty ? [] : [part.text])
                }
            }
        }
    }

    private var type: String {
        switch grouping.kind {
        case "checksum": "checksum"
        case "custom": "custom-fingerprint"
        case "hybrid": "salted-component"
        case "fallback": "fallback"
        default: "component"
        }
    }

    private func key(of variant: EventGrouping.Variant) -> String {
        switch grouping.kind {
        case "checksum", "fallback": grouping.kind
        case "custom": "custom_fingerprint"
        default: variant.name
        }
    }

    private func description(of variant: EventGrouping.Variant) -> String {
        switch grouping.kind {
        case "checksum": "legacy checksum"
        case "custom": "custom fingerprint"
        case "fallback": "fallback"
        case "hybrid": "modified " + stack(variant)
        case "exception": "exception " + stack(variant)
        case "stack": stack(variant)
        default: grouping.kind
        }
    }

    private func stack(_ variant: EventGrouping.Variant) -> String {
        variant.name == "app" ? "in-app stack-trace" : "stack-trace"
    }
}
