extension Exception {
    /// Nil when there is neither a type nor a value nor a trace (protocol.md §5.3.2).
    init?(reading node: JSONNode, _ decoder: inout EventDecoder) {
        self.init()
        for (key, member) in node.members where !member.isNull {
            switch key {
            case "type":
                type = decoder.lenientText(member, "exception.type", limit: EventLimits.messageMax)?
                    .trimmed(to: EventLimits.symbolMax, allowance: EventLimits.symbolAllowance)
            case "value":
                value = decoder.anyText(
                    member, limit: EventLimits.messageMax, allowance: EventLimits.messageAllowance)
            case "module":
                module = decoder.text(
                    member, "exception.module", limit: EventLimits.symbolMax, allowance: EventLimits.symbolAllowance)
            case "thread_id": threadID = decoder.lenientText(member, "exception.thread_id", limit: 256)
            case "mechanism": mechanism = Mechanism(reading: member, &decoder)
            case "stacktrace":
                if decoder.depth == .whole { stacktrace = Stacktrace(reading: member, &decoder) }
            case "raw_stacktrace": rawStacktrace = decoder.object(member, "exception.raw_stacktrace")
            default: decoder.note("invalid_attribute", "exception." + key.text.trimmed(to: 64))
            }
        }
        if type?.isEmpty == true { type = nil }
        if type == nil, let text = value, let colon = text.firstIndex(of: ":"), text[..<colon].isWord {
            type = String(text[..<colon])
            value = String(text[text.index(after: colon)...]).trimmingSpace()
        }
        if type == nil, value == nil || value == "", stacktrace == nil {
            decoder.note("missing_attribute", "exception.type")
            return nil
        }
    }
}

extension Substring {
    /// Letters, digits and underscores, at least one.
    fileprivate var isWord: Bool {
        !isEmpty && unicodeScalars.allSatisfy { $0.properties.isAlphabetic || $0 == "_" || ("0"..."9").contains($0) }
    }
}

extension Mechanism {
    /// Nil for an empty object.
    init?(reading node: JSONNode, _ decoder: inout EventDecoder) {
        self.init()
        guard let node = decoder.object(node, "exception.mechanism") else { return nil }
        for (key, value) in node.members where !value.isNull {
            switch key {
            case "type": type = decoder.text(value, "mechanism.type", limit: 128)
            case "description": description = decoder.text(value, "mechanism.description", limit: 8192)
            case "help_link": helpLink = decoder.text(value, "mechanism.help_link", limit: 256)
            case "handled": handled = decoder.bool(value, "mechanism.handled")
            case "synthetic": isSynthetic = decoder.bool(value, "mechanism.synthetic")
            case "source": source = decoder.text(value, "mechanism.source", limit: 128)
            case "is_exception_group": isExceptionGroup = decoder.bool(value, "mechanism.is_exception_group")
            case "exception_id": exceptionID = decoder.integer(value, "mechanism.exception_id")
            case "parent_id": parentID = decoder.integer(value, "mechanism.parent_id")
            case "data": data = decoder.object(value, "mechanism.data")
            case "meta": meta = decoder.object(value, "mechanism.meta")
            default: decoder.note("invalid_attribute", "mechanism." + key.text.trimmed(to: 64))
            }
        }
        if type == nil { type = "generic" }
    }
}

extension EventThread {
    init(reading node: JSONNode, _ decoder: inout EventDecoder) {
        self.init()
        for (key, value) in node.members where !value.isNull {
            switch key {
            case "id": id = decoder.lenientText(value, "thread.id", limit: 256)
            case "name": name = decoder.lenientText(value, "thread.name", limit: 1024)
            case "stacktrace": stacktrace = Stacktrace(reading: value, &decoder)
            case "crashed": isCrashed = decoder.bool(value, "thread.crashed")
            case "current": isCurrent = decoder.bool(value, "thread.current")
            case "main": isMain = decoder.bool(value, "thread.main")
            case "state": state = decoder.text(value, "thread.state", limit: 256)
            case "held_locks": heldLocks = decoder.object(value, "thread.held_locks")
            default: break
            }
        }
    }
}
