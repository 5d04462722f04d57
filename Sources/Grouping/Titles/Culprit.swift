import SentryProtocol

/// The place an event is blamed on (grouping.md §7).
enum Culprit {
    /// As sent, else the transaction, else worked out; empty when nothing is known.
    static func of(_ event: Event, _ stacks: EventStacks) -> String {
        if let culprit = event.culprit, !culprit.isEmpty { return culprit.cut(at: TitleLimits.culpritMax) }
        if let transaction = event.transaction, !transaction.isEmpty {
            return transaction.cut(at: TitleLimits.culpritMax)
        }
        if event.exceptions.last?.mechanism?.isSynthetic == true { return "" }
        return (ofStack(event, stacks) ?? event.request?.url ?? "").cut(at: TitleLimits.culpritMax)
    }

    private static func ofStack(_ event: Event, _ stacks: EventStacks) -> String? {
        guard let (stack, reading) = stack(event, stacks) else { return nil }
        var fallback: String?
        for index in stack.frames.indices.reversed() {
            if reading?.inApp[index] == true {
                let text = text(of: stack.frames[index], in: event)
                if !text.isEmpty { return text }
            } else if fallback == nil {
                fallback = text(of: stack.frames[index], in: event)
            }
        }
        return fallback?.isEmpty == false ? fallback : nil
    }

    /// The last stack of the chain, or the event's own.
    private static func stack(_ event: Event, _ stacks: EventStacks) -> (Stacktrace, StackReading?)? {
        guard event.exceptions.isEmpty else {
            let index = event.exceptions.indices.last { event.exceptions[$0].stacktrace?.frames.isEmpty == false }
            guard let index, let stack = event.exceptions[index].stacktrace else { return nil }
            return (stack, stacks.exceptions[index])
        }
        guard let stack = event.stacktrace, !stack.frames.isEmpty else { return nil }
        return (stack, stacks.stacktrace)
    }

    private static func text(of frame: Frame, in event: Event) -> String {
        let name = frame.platform ?? event.platform
        let platform = Platform(named: name)
        let trimmed = FunctionName.trimmed(frame, platform: platform)
        let function = trimmed.isEmpty ? "?" : String(bytes: trimmed)
        switch name {
        case "objc", "cocoa", "native": return function
        default:
            guard let place = frame.module.flatMap({ $0.isEmpty ? nil : $0 }) ?? frame.shownFilename, !place.isEmpty
            else { return "" }
            return name == "javascript" || name == "node" ? function + "(" + place + ")" : place + " in " + function
        }
    }
}
