extension EventUser {
    /// Nil when nothing of it is known (protocol.md §5.3.6).
    init?(reading node: JSONNode, _ decoder: inout EventDecoder) {
        self.init()
        for (key, value) in node.members where !value.isNull { read(key, value, &decoder) }
        if id == nil, username == nil, email == nil, name == nil, ipAddress == nil, geo == nil, segment == nil,
            data.isEmpty
        {
            return nil
        }
    }

    private mutating func read(_ key: JSONKey, _ value: JSONNode, _ decoder: inout EventDecoder) {
        switch key {
        case "id": id = field(value, "user.id", &decoder)
        case "username": username = field(value, "user.username", &decoder)
        case "email": email = field(value, "user.email", &decoder)?.trimmed(to: EventLimits.emailMax)
        case "ip_address":
            let text = decoder.text(value, "user.ip_address", limit: 64)?.trimmingSpace()
            if let text, text == "{{auto}}" || IPAddress.isValid(text) {
                ipAddress = text
            } else if let text, !text.isEmpty {
                decoder.note("invalid_data", "user.ip_address", value)
            }
        default: if decoder.depth == .whole { readRest(key, value, &decoder) }
        }
    }

    /// What users are neither counted nor found by.
    private mutating func readRest(_ key: JSONKey, _ value: JSONNode, _ decoder: inout EventDecoder) {
        switch key {
        case "name": name = field(value, "user.name", &decoder)
        case "geo": geo = decoder.object(value, "user.geo")
        case "segment": segment = field(value, "user.segment", &decoder)
        case "data":
            if value.kind == .object {
                for (name, member) in value.members.prefix(EventLimits.pairsMax) where !member.isNull {
                    data.append((name.text, member))
                }
            } else if value.count > 0 {
                data.append(("data", value))
            }
        case "sentry_user": break
        default:
            if data.count < EventLimits.pairsMax { data.append((key.text.trimmed(to: 200), value)) }
        }
    }

    private func field(_ value: JSONNode, _ name: String, _ decoder: inout EventDecoder) -> String? {
        let text = decoder.lenientText(value, name, limit: EventLimits.userFieldMax)
        return text?.isEmpty == true ? nil : text
    }
}
