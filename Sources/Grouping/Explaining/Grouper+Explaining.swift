import SentryProtocol

extension Grouper {
    /// Groups an event again and says why, part by part and frame by frame.
    public func explain(_ event: Event) -> GroupingExplanation {
        let reading = read(event)
        let deciding = reading.variants.first?.variant ?? .default
        let isAboutStacks = !reading.result.kind.isFixed
        let counts = isAboutStacks && !event.exceptions.isEmpty
        let variants = reading.variants.enumerated().map { index, variant in
            GroupingExplanation.Variant(
                variant: variant.variant, hash: hash(variant.parts, reading.result.kind),
                parts: variant.parts.map(GroupingExplanation.Part.init), decides: index == 0)
        }
        var stacks: [GroupingExplanation.Stack] = []
        for (index, stack) in reading.stacks.exceptions.enumerated() {
            guard let stack, let frames = event.exceptions[index].stacktrace?.frames else { continue }
            let explainer = StackExplainer(
                rules: rules, stack: stack, frames: frames, exception: event.exceptions[index],
                deciding: counts && reading.countedExceptions.contains(index) ? deciding : nil)
            stacks.append(.init(path: "exception.values[\(index)]", frames: explainer.verdicts()))
        }
        let thread = event.decidingThread.flatMap { reading.stacks.threads[$0] == nil ? nil : $0 }
        let isStack = isAboutStacks && event.exceptions.isEmpty
        if let stack = reading.stacks.stacktrace, let frames = event.stacktrace?.frames {
            let explainer = StackExplainer(
                rules: rules, stack: stack, frames: frames, exception: nil,
                deciding: isStack && thread == nil ? deciding : nil)
            stacks.append(.init(path: "stacktrace", frames: explainer.verdicts()))
        }
        for (index, stack) in reading.stacks.threads.enumerated() {
            guard let stack, let frames = event.threads[index].stacktrace?.frames else { continue }
            let explainer = StackExplainer(
                rules: rules, stack: stack, frames: frames, exception: nil,
                deciding: isStack && thread == index ? deciding : nil)
            stacks.append(.init(path: "threads.values[\(index)]", frames: explainer.verdicts()))
        }
        return GroupingExplanation(
            result: reading.result, fingerprint: reading.fingerprint,
            clientFingerprint: reading.rule == nil ? [] : event.fingerprint,
            rule: reading.rule.map { .init(text: $0.source, isBuiltIn: $0.isBuiltIn) }, variants: variants,
            stacks: stacks, texts: Self.texts(of: event, reading))
    }

    /// The texts of which the deciding variant has a parameterised form, each once.
    private static func texts(of event: Event, _ reading: Reading) -> [ParameterizedText] {
        let parts = reading.variants.flatMap(\.parts)
        let hashed = parts.filter { $0.tag == .message || $0.tag == .value || $0.tag == .fp }.map(\.text)
        guard !hashed.isEmpty else { return [] }
        let candidates = [event.groupedMessage, event.message?.formatted] + event.exceptions.map(\.value)
        var texts: [ParameterizedText] = []
        for case let candidate? in candidates.suffix(GroupingLimits.exceptionsMax + 2) {
            let text = ParameterizedText(candidate)
            if hashed.contains(Array(text.parameterized.utf8)), !texts.contains(text) { texts.append(text) }
        }
        return texts
    }
}

extension GroupingExplanation.Part {
    init(_ part: GroupingPart) {
        tag = part.tag.rawValue
        guard part.tag == .frame else {
            (text, frame) = (String(bytes: part.text), nil)
            return
        }
        let key = GroupingExplanation.FrameKey(part.text)
        text = key.text
        frame = key
    }
}

extension GroupingExplanation.FrameKey {
    /// Takes apart a key as it is hashed.
    init(_ bytes: [UInt8]) {
        let fields = bytes.split(
            separator: FrameKeyText.separator, maxSplits: 3, omittingEmptySubsequences: false
        ).map { String(bytes: $0) }
        func field(_ index: Int) -> String { index < fields.count ? fields[index] : "" }
        self.init(module: field(0), file: field(1), function: field(2), line: field(3))
    }

    /// All fields that are not empty, between blanks.
    public var text: String { [module, file, function, line].filter { !$0.isEmpty }.joined(separator: " ") }
}
