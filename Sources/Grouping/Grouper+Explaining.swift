import SentryProtocol

extension Grouper {
    /// Groups an event again and says why, part by part and frame by frame.
    public func explain(_ event: Event) -> GroupingExplanation {
        let reading = read(event)
        let deciding = reading.variants.first?.variant ?? .default
        let isExceptional = !event.exceptions.isEmpty
        let variants = reading.variants.map { variant, parts in
            GroupingExplanation.Variant(
                variant: variant, hash: GroupingHasher.hash(parts, configuration: Self.configurationName),
                parts: parts.map(Self.show))
        }
        var stacks: [GroupingExplanation.Stack] = []
        for (index, stack) in reading.stacks.exceptions.enumerated() {
            guard let stack else { continue }
            let exception = event.exceptions[index]
            stacks.append(explain(stack, "exception.values[\(index)]", exception, deciding))
        }
        if let stack = reading.stacks.stacktrace {
            stacks.append(explain(stack, "stacktrace", nil, isExceptional ? nil : deciding))
        }
        for (index, stack) in reading.stacks.threads.enumerated() {
            guard let stack else { continue }
            let decides = !isExceptional && event.decidingThread == index
            stacks.append(explain(stack, "threads.values[\(index)]", nil, decides ? deciding : nil))
        }
        return GroupingExplanation(
            result: reading.result, fingerprint: reading.fingerprint,
            clientFingerprint: reading.rule == nil ? [] : event.fingerprint, variants: variants, stacks: stacks,
            message: Self.message(of: event, reading))
    }

    private static func show(_ part: GroupingPart) -> GroupingExplanation.Part {
        guard part.tag == .frame else { return .init(tag: part.tag.rawValue, text: String(bytes: part.text)) }
        let fields = part.text.split(separator: FrameKeyText.separator)
        return .init(tag: part.tag.rawValue, text: fields.map { String(bytes: $0) }.joined(separator: " "))
    }

    private static func message(of event: Event, _ reading: Reading) -> (original: String, parameterized: String)? {
        let parts = reading.variants.flatMap(\.parts)
        if parts.contains(where: { $0.tag == .message }), let text = event.groupedMessage {
            return (text, String(bytes: Parameterizer.parameterize(text)))
        }
        guard let value = parts.last(where: { $0.tag == .value }) else { return nil }
        let original = event.exceptions.last { $0.value.map { Parameterizer.parameterize($0) } == value.text }
        return (original?.value ?? "", String(bytes: value.text))
    }

    private func explain(
        _ stack: StackReading, _ path: String, _ exception: Exception?, _ deciding: GroupingVariant?
    ) -> GroupingExplanation.Stack {
        let ruling = rules.rule(stack.traits, exception, isThorough: true)
        let counted = Set(deciding.map { stack.frames(of: $0) } ?? [])
        let frames = stack.inApp.indices.map { index in
            guard index >= stack.offset else {
                return GroupingExplanation.FrameVerdict(
                    isInApp: stack.inApp[index], inAppRule: nil, contributes: false, reason: "too far from the crash")
            }
            let place = index - stack.offset
            let contributes = counted.contains(index)
            return GroupingExplanation.FrameVerdict(
                isInApp: stack.inApp[index], inAppRule: source(ruling.appRule[place]), contributes: contributes,
                reason: contributes ? nil : reason(stack, index, ruling, deciding))
        }
        return GroupingExplanation.Stack(path: path, frames: frames)
    }

    private func source(_ rule: Int) -> String? { rule < 0 ? nil : rules.entries[rule].rule.source }

    /// Why a frame is not among the hashed ones, most telling reason first.
    private func reason(
        _ stack: StackReading, _ index: Int, _ ruling: StackRuling, _ deciding: GroupingVariant?
    ) -> String {
        let place = index - stack.offset
        let traits = stack.traits[place]
        guard let deciding, deciding != .default || !stack.system.isEmpty else { return "the stack does not count" }
        if traits.notes.contains(.engineFrame) { return "a frame of the engine" }
        guard traits.key != nil else {
            if traits.notes.contains(.minifiedName) { return "minified name" }
            return traits.notes.contains(.unknownName) ? "unknown name" : "no name and no file"
        }
        if !ruling.isGrouped[place] { return "rule " + (source(ruling.groupRule[place]) ?? "") }
        if deciding == .app, !ruling.isInApp[place] { return "library" }
        let counted = stack.frames(of: deciding)
        if counted.isEmpty { return "the stack does not count" }
        if let first = counted.first, index < first {
            return "beyond \(ruling.maxFrames ?? GroupingLimits.hashedFramesMax) frames, or a repeat"
        }
        return "repeat of the frames after it"
    }
}
