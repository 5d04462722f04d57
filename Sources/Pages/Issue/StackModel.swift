import SentryProtocol

/// One stack trace as finished text: an exception of the chain, a thread, or the event's own.
struct StackModel: Sendable {
    /// The exception's type, or a thread's name.
    var title: String
    /// The exception's message.
    var text: String
    /// Where the type comes from.
    var module: String?
    var chips: [Chip]
    var note: String?
    /// How it belongs to the exception above it; nil for the first.
    var relation: String?
    var mechanism: [Field]
    var parts: [Part]
    var registers: [Field]
    /// As the language itself prints it.
    var raw: String

    enum Part: Sendable {
        case frame(CallModel)
        /// Library frames, folded together.
        case run(summary: String, [CallModel])
        /// Frames that the sender left out.
        case omitted(String)
    }

    /// One call.
    struct CallModel: Sendable {
        var function: String
        /// `app/views.py:42:7`.
        var place: String
        /// The whole path, when `place` shows less.
        var path: String?
        var isInApp: Bool
        var isOpen = false
        var source: [SourceLine]
        /// Number of the first line of `source`.
        var firstLine: Int
        var variables: [Field]
        var link: String?
        var hasInside: Bool { !source.isEmpty || !variables.isEmpty }
    }

    struct SourceLine: Sendable {
        var text: String
        var isFailing: Bool
    }
}

extension StackModel {
    /// An exception with its stack.
    init(_ exception: Exception, platform: String?, state: EventViewState, opensFrame: Bool, _ say: Language) {
        self.init(exception.stacktrace, state: state, opensFrame: opensFrame, say)
        title = exception.type ?? exception.value?.firstLine ?? say(.levelError)
        text = exception.type == nil ? "" : exception.value ?? ""
        module = exception.module
        if let mechanism = exception.mechanism {
            if mechanism.handled == false { chips.append(Chip(text: say(.unhandled), kind: "bad")) }
            if let type = mechanism.type, type != "generic" { chips.append(Chip(text: type, kind: "quiet")) }
            note = mechanism.description
            self.mechanism = Field.list(mechanism.data)
            if let link = mechanism.helpLink?.asSafeLink { self.mechanism.append(Field(say(.documentation), link)) }
        }
        raw = RawStack.text(exception, platform: platform)
    }

    /// A thread with its stack.
    init(_ thread: EventThread, state: EventViewState, _ say: Language) {
        self.init(thread.stacktrace, state: state, opensFrame: true, say)
        title = [thread.id, thread.name].compactMap(\.self).joined(separator: " · ")
        if thread.isCrashed == true { chips.append(Chip(text: say(.crashed), kind: "bad")) }
        if let state = thread.state { chips.append(Chip(text: state.clipped(to: 40), kind: "quiet")) }
        raw = RawStack.text(thread.stacktrace, platform: nil)
    }

    /// A stack without an exception.
    init(_ trace: Stacktrace?, state: EventViewState, opensFrame: Bool, _ say: Language) {
        (title, text, chips, mechanism) = ("", "", [], [])
        registers = Field.list(trace?.registers)
        raw = RawStack.text(trace, platform: nil)
        parts = []
        guard let trace, state.view != .raw else { return }
        parts = Self.parts(trace, state: state, opensFrame: opensFrame, say)
    }

    private static func parts(_ trace: Stacktrace, state: EventViewState, opensFrame: Bool, _ say: Language) -> [Part] {
        // The newest calls are the last; of too many those are kept.
        let frames = trace.frames.suffix(PageLimits.framesMax)
        let hasInApp = frames.contains { $0.isInApp == true }
        let focus = (hasInApp ? frames.lastIndex { $0.isInApp == true } : frames.indices.last) ?? -1
        let newest = frames.indices.last ?? -1
        let omitted = trace.framesOmitted.map { ($0.lowerBound, $0.upperBound &- $0.lowerBound) }
        var parts: [Part] = []
        var run: [Frame] = []

        func closeRun() {
            guard !run.isEmpty else { return }
            let ordered = state.order == .newest ? Array(run.reversed()) : run
            let calls = ordered.map { CallModel($0, say) }
            if calls.count == 1 {
                parts.append(.frame(calls[0]))
            } else {
                parts.append(.run(summary: say(.framesFrom(count: calls.count, names: origins(of: run))), calls))
            }
            run = []
        }
        for (index, frame) in zip(frames.indices, frames) {
            if let (place, count) = omitted, place == index, count > 0 {
                closeRun()
                parts.append(.omitted(say(.framesOmitted(count))))
            }
            // Even of libraries the frame that raised stays in sight.
            let isFolded = state.view == .relevant && hasInApp && frame.isInApp != true && index != newest
            if isFolded {
                run.append(frame)
            } else {
                closeRun()
                var call = CallModel(frame, say)
                call.isOpen = opensFrame && index == focus && call.hasInside
                parts.append(.frame(call))
            }
        }
        closeRun()
        return state.order == .newest ? parts.reversed() : parts
    }

    /// The first three libraries that the frames belong to: `express, node`.
    private static func origins(of frames: [Frame]) -> String {
        var names: [String] = []
        for frame in frames.reversed() {
            guard let name = frame.origin, !names.contains(name) else { continue }
            if names.count == 3 { return names.joined(separator: ", ") + " …" }
            names.append(name)
        }
        return names.joined(separator: ", ")
    }
}

extension StackModel.CallModel {
    init(_ frame: Frame, _ say: Language) {
        let path = frame.filename ?? frame.absPath
        function = (frame.function ?? frame.rawFunction ?? frame.symbol ?? say(.unknownFunction)).clipped(to: 400)
        var place = path ?? frame.module ?? frame.package?.lastPathPart ?? ""
        if let line = frame.line { place += ":\(line)" + (frame.column.map { ":\($0)" } ?? "") }
        if place.isEmpty, let address = frame.instructionAddress { place = say(.atAddress(address)) }
        self.place = place.clipped(to: 300)
        self.path = frame.absPath == path ? nil : frame.absPath?.clipped(to: 600)
        isInApp = frame.isInApp == true
        (source, firstLine) = frame.sourceLines
        variables = Field.list(frame.variables)
        link = frame.sourceLink?.asSafeLink
    }
}

extension Frame {
    /// The source around the failing line, and the number of its first line.
    var sourceLines: ([StackModel.SourceLine], Int) {
        guard let failing = contextLine else { return ([], 1) }
        let before = preContext.map { Array($0.elements) } ?? []
        var lines: [StackModel.SourceLine] = []
        for node in before.suffix(PageLimits.sourceLinesMax) {
            lines.append(StackModel.SourceLine(text: (node.string ?? "").clipped(to: 1_024), isFailing: false))
        }
        let first = max(1, min(line ?? 1, Int(Int32.max)) - lines.count)
        lines.append(StackModel.SourceLine(text: failing.clipped(to: 1_024), isFailing: true))
        for node in (postContext?.elements.lazy.prefix(PageLimits.sourceLinesMax)).map({ Array($0) }) ?? [] {
            lines.append(StackModel.SourceLine(text: (node.string ?? "").clipped(to: 1_024), isFailing: false))
        }
        return (lines, first)
    }

    /// The library that a frame belongs to, as people call it.
    var origin: String? {
        for path in [absPath, filename].compactMap(\.self) {
            let parts = path.prefix(600).split { $0 == "/" || $0 == "\\" }
            if let at = parts.lastIndex(where: { $0 == "node_modules" || $0 == "site-packages" || $0 == "gems" }),
                at + 1 < parts.count
            {
                let name = parts[at + 1]
                let isScope = name.hasPrefix("@") && at + 2 < parts.count
                return (isScope ? name + "/" + parts[at + 2] : name).withoutSourceEnding
            }
            if path.hasPrefix("node:") { return "node" }
        }
        if let package, !package.isEmpty { return package.lastPathPart.clipped(to: 40) }
        if let module, !module.isEmpty {
            let parts = module.split { $0 == "." || $0 == "/" || $0 == ":" }
            // Java and .NET names begin with a domain that says little.
            let isReversedDomain = parts.count > 2 && ["com", "org", "io", "net", "dev"].contains(parts[0])
            return parts.first.map { isReversedDomain ? "\($0).\(parts[1])" : String($0) }?.clipped(to: 40)
        }
        return filename?.split { $0 == "/" || $0 == "\\" }.first.map { String($0).withoutSourceEnding }
    }
}

extension StringProtocol {
    fileprivate var lastPathPart: String {
        guard let end = lastIndex(where: { $0 == "/" || $0 == "\\" }) else { return String(self) }
        return String(self[index(after: end)...])
    }

    fileprivate var withoutSourceEnding: String {
        let text = hasSuffix(".py") || hasSuffix(".js") || hasSuffix(".rb") ? String(dropLast(3)) : String(self)
        return text.clipped(to: 40)
    }
}
