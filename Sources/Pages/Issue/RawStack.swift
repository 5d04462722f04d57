import SentryProtocol

/// Stacks as text, the way their language prints them; what people paste into a chat.
enum RawStack {
    static func text(_ exception: Exception, platform: String?) -> String {
        let name = [exception.module, exception.type].compactMap(\.self).joined(separator: ".")
        let head = [name.isEmpty ? exception.type : name, exception.value].compactMap(\.self).joined(separator: ": ")
        guard let trace = exception.stacktrace, !trace.frames.isEmpty else { return head }
        if platform == "python" {
            return "Traceback (most recent call last):\n" + text(trace, platform: platform) + "\n" + head
        }
        return head + "\n" + text(trace, platform: platform)
    }

    /// The frames alone, a line or two each.
    static func text(_ trace: Stacktrace?, platform: String?) -> String {
        guard let trace else { return "" }
        let frames = trace.frames.suffix(PageLimits.framesMax)
        if platform == "python" { return frames.map(pythonLine).joined(separator: "\n") }
        return frames.reversed().map(line).joined(separator: "\n")
    }

    private static func pythonLine(_ frame: Frame) -> String {
        let path = frame.absPath ?? frame.filename ?? frame.module ?? "?"
        let head = "  File \"\(path)\", line \(frame.line ?? 0), in \(frame.function ?? "?")"
        guard let source = frame.contextLine?.trimmed, !source.isEmpty else { return head }
        return head + "\n    " + source.clipped(to: 400)
    }

    private static func line(_ frame: Frame) -> String {
        let name = frame.function ?? frame.rawFunction ?? frame.symbol ?? "?"
        let qualified = [frame.module, name].compactMap(\.self).joined(separator: ".")
        var place = frame.absPath ?? frame.filename ?? frame.package ?? frame.instructionAddress ?? "?"
        if let line = frame.line { place += ":\(line)" }
        if let column = frame.column { place += ":\(column)" }
        return "    at \(frame.module == nil ? name : qualified) (\(place))"
    }
}
