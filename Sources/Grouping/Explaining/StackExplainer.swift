import SentryProtocol

/// Says of every frame of one stack what became of it and why, most telling reason first.
struct StackExplainer {
    let rules: CompiledRules
    let stack: StackReading
    let frames: [Frame]
    let exception: Exception?
    /// The variant in which the stack's frames are hashed; nil when another stack, or a text, decides.
    let deciding: GroupingVariant?

    func verdicts() -> [GroupingExplanation.FrameVerdict] {
        let ruling = rules.rule(stack.traits, exception, isThorough: true)
        let counted = deciding.map { stack.frames(of: $0) } ?? []
        let contributing = Set(counted)
        return frames.indices.map { index in
            guard index >= stack.offset else {
                return GroupingExplanation.FrameVerdict(
                    isInApp: stack.inApp[index], inAppReason: frames[index].isInApp == nil ? .unknown : .sent,
                    contributes: false, reason: .tooFarFromCrash(framesMax: GroupingLimits.stackFramesMax), key: nil)
            }
            let contributes = contributing.contains(index)
            let key = contributes ? stack.key(of: index, in: counted) : stack.traits[index - stack.offset].key
            return GroupingExplanation.FrameVerdict(
                isInApp: stack.inApp[index], inAppReason: inAppReason(index, ruling), contributes: contributes,
                reason: contributes ? nil : reason(index, ruling, counted),
                key: key.map(GroupingExplanation.FrameKey.init))
        }
    }

    private func rule(_ index: Int) -> GroupingExplanation.Rule? {
        guard index >= 0 else { return nil }
        return .init(text: rules.entries[index].rule.source, isBuiltIn: index < rules.builtInCount)
    }

    private func inAppReason(_ index: Int, _ ruling: StackRuling) -> InAppReason {
        let place = index - stack.offset
        if let rule = rule(ruling.appRule[place]) { return .rule(rule) }
        if frames[index].isInApp != nil { return .sent }
        return stack.traits[place].startsInApp == true ? .assumed : .unknown
    }

    private func reason(_ index: Int, _ ruling: StackRuling, _ counted: [Int]) -> FrameReason {
        let place = index - stack.offset
        let traits = stack.traits[place]
        guard let deciding else { return .stackDoesNotCount }
        if traits.notes.contains(.engineFrame) { return .engineFrame }
        guard traits.key != nil else {
            if traits.notes.contains(.minifiedName) { return .minifiedName }
            return traits.notes.contains(.unknownName) ? .unknownName : .nameless
        }
        if !ruling.isGrouped[place], let rule = rule(ruling.groupRule[place]) { return .rule(rule) }
        if deciding == .app, !ruling.isInApp[place] { return .library }
        guard let first = counted.first else {
            return ruling.minFrames.map { .tooFewFrames(framesMin: $0) } ?? .stackDoesNotCount
        }
        let framesMax = ruling.maxFrames.map { $0 > 0 ? min($0, GroupingLimits.hashedFramesMax) : nil } ?? nil
        if index < first, counted.count >= framesMax ?? GroupingLimits.hashedFramesMax {
            return .beyond(framesMax: framesMax ?? GroupingLimits.hashedFramesMax)
        }
        return .repeated
    }
}
