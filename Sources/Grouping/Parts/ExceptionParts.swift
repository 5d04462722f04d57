import SentryProtocol

/// What each exception of an event contributes (grouping.md §12.3).
struct ExceptionParts {
    let event: Event
    /// One per exception.
    let stacks: [StackReading?]

    /// The parts of the exceptions that count, which these are, and the one that names the event, if grouping chose it.
    func read() -> (variants: VariantParts, indices: [Int], mainExceptionID: Int?) {
        var indices = Array(event.exceptions.indices)
        var mainID: Int?
        if let choice = ExceptionGroupTree.choose(in: event, equal: isEqual) { (indices, mainID) = choice }
        mainID = mainID ?? FrameworkWrappers.mainExceptionID(event.exceptions)
        let uncaused = indices.filter { stacks[$0]?.ruling.countsCauses == false }
        indices.removeAll { index in uncaused.contains { isCause(index, of: $0) } }
        indices = Array(indices.suffix(GroupingLimits.exceptionsMax))
        return (variants(of: indices), indices, mainID)
    }

    /// Whether one exception led to another: by their ids, or because causes come first in a chain.
    private func isCause(_ cause: Int, of index: Int) -> Bool {
        guard let id = event.exceptions[index].mechanism?.exceptionID,
            event.exceptions[cause].mechanism?.exceptionID != nil
        else { return cause < index }
        var parent = event.exceptions[cause].mechanism?.parentID
        // No chain of parents is longer than the list, whatever the ids say.
        for _ in event.exceptions.indices {
            guard let known = parent else { return false }
            if known == id { return true }
            parent = event.exceptions.first { $0.mechanism?.exceptionID == known }?.mechanism?.parentID
        }
        return false
    }

    private func variants(of indices: [Int]) -> VariantParts {
        let hasApp = indices.contains { !(stacks[$0]?.app.isEmpty ?? true) }
        let hasSystem = indices.contains { !(stacks[$0]?.system.isEmpty ?? true) }
        var variants: VariantParts = []
        if hasApp { variants.append((.app, indices.flatMap { parts(of: $0, .app) })) }
        if hasSystem { variants.append((.system, indices.flatMap { parts(of: $0, .system) })) }
        if variants.isEmpty { variants = [(.default, indices.flatMap { parts(of: $0, .default) })] }
        return variants
    }

    private func parts(of index: Int, _ variant: GroupingVariant) -> [GroupingPart] {
        let exception = event.exceptions[index]
        let stack = stacks[index]
        var parts = [GroupingPart(.exc, [])]
        if let type = exception.type, !type.isEmpty, !isSynthetic(exception, stack) { parts.append(.init(.type, type)) }
        let ns = exception.mechanism?.meta?["ns_error"].flatMap(Self.nsError)
        if let ns { parts.append(.init(.ns, ns)) }
        let frames = stack?.frames(of: variant) ?? []
        if let stack {
            for frame in frames { parts.append(.init(.frame, stack.key(of: frame, in: frames))) }
        }
        if frames.isEmpty && ns == nil || stack?.ruling.countsValue == true {
            let value = exception.value.map { Parameterizer.parameterize($0) } ?? []
            if !value.allSatisfy(\.isSpace) { parts.append(.init(.value, value)) }
        }
        return parts
    }

    /// The type's name says nothing: it was flagged, or it is a signal beside a stack.
    private func isSynthetic(_ exception: Exception, _ stack: StackReading?) -> Bool {
        if exception.mechanism?.isSynthetic == true { return true }
        guard let type = exception.type, let stack, !stack.inApp.isEmpty else { return false }
        return Self.isSignal(type)
    }

    private static func isSignal(_ type: String) -> Bool {
        let prefixes = ["EXC_", "EXCEPTION_", "SIG", "KERN_", "ILL_"]
        guard prefixes.contains(where: { type.hasPrefix($0) }) else { return false }
        return type.utf8.allSatisfy {
            $0.isUpper || $0.isDigit || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "/") || $0 == 0x20 || $0 == 0x78
        }
    }

    private static func nsError(_ node: JSONNode) -> String? {
        guard let domain = node["domain"]?.lenientString, !domain.isEmpty else { return nil }
        return node["code"]?.lenientString.map { domain + "/" + $0 } ?? domain
    }

    /// Two exceptions of a group are the same when they contribute the same.
    private func isEqual(_ left: Int, _ right: Int) -> Bool {
        parts(of: left, .app) == parts(of: right, .app) && parts(of: left, .system) == parts(of: right, .system)
    }
}

extension StackReading {
    func frames(of variant: GroupingVariant) -> [Int] {
        switch variant {
        case .app: app
        case .system: system
        case .default: []
        }
    }
}
