import SentryProtocol
import Storage

extension GroupingData {
    /// `/issues/<id>/grouping.json`: the same as the page says, for scripts.
    public var json: [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("issue", issue.shortID.description)
            writer.key("event")
            if let explanation { explanation.encode(into: &writer) } else { writer.null() }
            writer.key("comparison")
            if let comparison { comparison.encode(into: &writer) } else { writer.null() }
        }
        return writer.bytes
    }
}

extension EventExplanation {
    fileprivate func encode(into writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", eventID.hex)
            writer.field("configuration", configuration)
            writer.field("kind", kind.rawValue)
            writer.array("fingerprint", fingerprint) { $0.string($1) }
            writer.array("clientFingerprint", clientFingerprint) { $0.string($1) }
            writer.field("matchedRule", matchedRule?.text)
            writer.key("arrival")
            if let arrival { arrival.encode(into: &writer) } else { writer.null() }
            writer.array("variants", variants) { $1.encode(into: &$0) }
            writer.array("texts", texts) { $1.encode(into: &$0) }
            writer.array("stacks", stacks) { writer, stack in
                writer.object { writer in
                    writer.field("path", stack.path)
                    writer.array("frames", stack.frames) { $1.encode(into: &$0) }
                }
            }
        }
    }
}

extension EventExplanation.Arrival {
    fileprivate func encode(into writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("hash", hash)
            writer.key("leadsHere")
            writer.bool(leadsHere)
            writer.key("rulesRevision")
            if let revision { writer.integer(Int(revision)) } else { writer.null() }
            writer.key("hasChanged")
            writer.bool(hasChanged)
        }
    }
}

extension EventExplanation.Variant {
    fileprivate func encode(into writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("name", name.rawValue)
            writer.field("hash", hash)
            writer.key("leadsHere")
            writer.bool(leadsHere)
            writer.field("since", since?.iso8601)
            writer.array("parts", parts) { $1.encode(into: &$0) }
        }
    }
}

extension EventExplanation.Part {
    fileprivate func encode(into writer: inout JSONWriter) {
        writer.object {
            $0.field("tag", tag)
            $0.field("text", text)
        }
    }
}

extension EventExplanation.Text {
    fileprivate func encode(into writer: inout JSONWriter) {
        writer.array(pieces) { writer, piece in
            writer.object {
                switch piece {
                case .kept(let text): $0.field("text", text)
                case .replaced(let text, let placeholder):
                    $0.field("text", text)
                    $0.field("replacedBy", placeholder)
                }
            }
        }
    }
}

extension EventExplanation.Frame {
    fileprivate func encode(into writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("function", function)
            writer.field("place", place)
            writer.key("inApp")
            writer.bool(isInApp)
            writer.field("inAppRule", inAppRule?.text)
            writer.key("contributes")
            writer.bool(reason == nil)
            writer.field("reason", reason?.code)
            if case .rule(let rule) = reason { writer.field("rule", rule.text) }
        }
    }
}

extension EventExplanation.Reason {
    /// A word for scripts.
    fileprivate var code: String {
        switch self {
        case .library: "library"
        case .rule: "rule"
        case .repetition: "repetition"
        case .unknownName: "unknown_name"
        case .minifiedName: "minified_name"
        case .nothingKnown: "nothing_known"
        case .engine: "engine"
        case .beyond: "beyond_limit"
        case .tooFar: "too_far"
        case .tooFew: "too_few_frames"
        case .stackIsIgnored: "stack_ignored"
        }
    }
}

extension EventComparison {
    fileprivate func encode(into writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("issue", otherIssue.shortID)
            writer.key("isSameIssue")
            writer.bool(isSameIssue)
            writer.key("event")
            other.encode(into: &writer)
            writer.key("firstDifference")
            difference.encode(into: &writer)
        }
    }
}

extension EventComparison.Difference {
    /// Null when there is none.
    fileprivate func encode(into writer: inout JSONWriter) {
        func pair(_ what: String, _ one: String?, _ other: String?) {
            writer.object {
                $0.field("what", what)
                $0.field("one", one)
                $0.field("other", other)
            }
        }
        switch self {
        case .same: writer.null()
        case .configuration(let one, let other): pair("configuration", one, other)
        case .kind(let one, let other): pair("kind", one.rawValue, other.rawValue)
        case .variant(let one, let other): pair("variant", one.rawValue, other.rawValue)
        case .exceptionCount(let one, let other): pair("exception_count", String(one), String(other))
        case .text(let kind, let one, let other): pair(kind.rawValue, one, other)
        case .part(let tag, let one, let other): pair(tag, one, other)
        }
    }
}

extension JSONWriter {
    /// A text, or null.
    fileprivate mutating func field(_ name: StaticString, _ text: String?) {
        key(name)
        string(text)
    }
}
