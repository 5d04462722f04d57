import SentryProtocol

/// All stacks of an event after the rules.
struct EventStacks {
    var exceptions: [StackReading?]
    var stacktrace: StackReading?
    var threads: [StackReading?]

    /// Of an event whose stacks were not read.
    static let none = EventStacks(exceptions: [], stacktrace: nil, threads: [])

    private init(exceptions: [StackReading?], stacktrace: StackReading?, threads: [StackReading?]) {
        (self.exceptions, self.stacktrace, self.threads) = (exceptions, stacktrace, threads)
    }

    init(_ event: Event, in context: StackContext) {
        exceptions = Array(repeating: nil, count: event.exceptions.count)
        // From the end: the exception raised last matters most when there are too many frames.
        for index in event.exceptions.indices.reversed() {
            let exception = event.exceptions[index]
            exceptions[index] = exception.stacktrace.map { StackReading($0, of: exception, in: context) }
        }
        stacktrace = event.stacktrace.map { StackReading($0, of: nil, in: context) }
        let chosen = event.decidingThread
        threads = Array(repeating: nil, count: event.threads.count)
        if let chosen {
            threads[chosen] = event.threads[chosen].stacktrace.map { StackReading($0, of: nil, in: context) }
        }
        for index in event.threads.indices where index != chosen {
            threads[index] = event.threads[index].stacktrace.map { StackReading($0, of: nil, in: context) }
        }
    }
}

extension Event {
    /// The thread that an event without exceptions is about (grouping.md §2.4).
    var decidingThread: Int? {
        let crashed = threads.indices.filter { threads[$0].isCrashed == true }
        if crashed.count == 1 { return crashed[0] }
        let current = threads.indices.filter { threads[$0].isCurrent == true }
        if current.count == 1 { return current[0] }
        return threads.count == 1 ? 0 : nil
    }

    /// The text that a message is grouped by: the template if there is one.
    var groupedMessage: String? {
        if let template = message?.message, !template.isBlank { return template }
        return message?.formatted
    }
}

/// The parts of an event without a fingerprint of its own: the first source that says something wins.
struct BaseParts {
    let kind: GroupingKind
    let variants: VariantParts
    /// Which exceptions count.
    private(set) var exceptions: [Int] = []
    private(set) var mainExceptionID: Int?

    init(_ event: Event, _ stacks: EventStacks) {
        if !event.exceptions.isEmpty {
            let (variants, indices, mainID) = ExceptionParts(event: event, stacks: stacks.exceptions).read()
            // An `exc` alone, without type, frames or value, says nothing.
            if variants.contains(where: { $0.parts.contains { $0.tag != .exc } }) {
                self.init(.exception, variants)
                (exceptions, mainExceptionID) = (indices, mainID)
                return
            }
        }
        let message = event.groupedMessage.map { Parameterizer.parameterize($0) } ?? []
        let messagePart = message.allSatisfy(\.isSpace) ? [] : [GroupingPart(.message, message)]
        let stack = event.decidingThread.flatMap { stacks.threads[$0] } ?? stacks.stacktrace
        if let stack, !stack.system.isEmpty {
            self.init(.stack, Self.variants(of: stack, after: messagePart))
            return
        }
        if let template = event.template.flatMap(Self.template) {
            self.init(.template, [(.default, template)])
            return
        }
        if let parts = event.csp.map(SecurityReportParts.csp), !parts.isEmpty {
            self.init(.csp, [(.default, parts)])
            return
        }
        if let (tag, parts) = SecurityReportParts.other(event.securityReports) {
            self.init(GroupingKind(rawValue: tag.rawValue) ?? .fallback, [(.default, parts)])
            return
        }
        if !messagePart.isEmpty {
            self.init(.message, [(.default, messagePart)])
            return
        }
        self.init(.fallback, [(.default, [GroupingPart(.fallback, [])])])
    }

    private init(_ kind: GroupingKind, _ variants: VariantParts) { (self.kind, self.variants) = (kind, variants) }

    private static func variants(of stack: StackReading, after message: [GroupingPart]) -> VariantParts {
        func parts(_ frames: [Int]) -> [GroupingPart] {
            message + frames.map { .init(.frame, stack.key(of: $0, in: frames)) }
        }
        var variants: VariantParts = []
        if !stack.app.isEmpty { variants.append((.app, parts(stack.app))) }
        variants.append((.system, parts(stack.system)))
        return variants
    }

    /// File and line of a template error.
    private static func template(_ node: JSONNode) -> [GroupingPart]? {
        let file = (node["filename"] ?? node["abs_path"])?.string ?? ""
        let line = node["context_line"]?.string ?? ""
        return file.isEmpty && line.isEmpty ? nil : [.init(.template, file), .init(.line, line)]
    }
}
