extension Breadcrumb {
    /// The newest `EventLimits.breadcrumbsMax`, oldest first.
    static func readList(_ node: JSONNode, _ decoder: inout EventDecoder) -> [Breadcrumb] {
        let values = decoder.values(node, "breadcrumbs")
        if values.count > EventLimits.breadcrumbsMax { decoder.note("value_too_long", "breadcrumbs") }
        return values.suffix(EventLimits.breadcrumbsMax).map { Breadcrumb(reading: $0, &decoder) }
    }

    init(reading node: JSONNode, _ decoder: inout EventDecoder) {
        self.init()
        for (key, value) in node.members where !value.isNull {
            switch key {
            case "timestamp":
                timestamp = Timestamp(value).flatMap { $0.microseconds < 0 ? nil : $0 }
                if timestamp == nil { decoder.note("invalid_data", "breadcrumb.timestamp", value) }
            case "type", "ty": type = decoder.text(value, "breadcrumb.type", limit: 128)
            case "category": category = decoder.text(value, "breadcrumb.category", limit: 128)
            case "level":
                level = Level(value)
                if level == nil { decoder.note("invalid_data", "breadcrumb.level", value) }
            case "message":
                message = decoder.anyText(
                    value, limit: EventLimits.messageMax, allowance: EventLimits.messageAllowance)
            case "data": data = decoder.object(value, "breadcrumb.data")
            case "event_id": eventID = decoder.text(value, "breadcrumb.event_id", limit: 36)
            case "origin": origin = decoder.text(value, "breadcrumb.origin", limit: 128)
            default: break
            }
        }
    }
}
