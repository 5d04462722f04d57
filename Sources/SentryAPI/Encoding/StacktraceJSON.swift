import SentryProtocol

/// A stack trace as the API shows it: camelCase, source lines with their numbers (web-api.md §2.7).
struct StacktraceJSON {
    let stacktrace: Stacktrace

    init(_ stacktrace: Stacktrace) { self.stacktrace = stacktrace }

    func fields(_ writer: inout JSONWriter) {
        writer.array("frames", stacktrace.frames) { writer, frame in
            writer.object { Self.frame(frame, &$0) }
        }
        writer.key("framesOmitted")
        if let omitted = stacktrace.framesOmitted {
            writer.array([omitted.lowerBound, omitted.upperBound]) { $0.integer($1) }
        } else {
            writer.null()
        }
        writer.objectOrNull("registers", stacktrace.registers)
        writer.field("hasSystemFrames", stacktrace.hasSystemFrames)
    }

    private static func frame(_ frame: Frame, _ writer: inout JSONWriter) {
        writer.field("filename", frame.filename)
        writer.field("absPath", frame.absPath)
        writer.field("module", frame.module)
        writer.field("package", frame.package)
        writer.field("platform", frame.platform)
        writer.field("instructionAddr", frame.instructionAddress)
        writer.field("symbolAddr", frame.symbolAddress)
        writer.field("function", frame.function)
        writer.field("rawFunction", frame.rawFunction)
        writer.field("symbol", frame.symbol)
        writer.sourceContext(
            line: frame.line, before: frame.preContext, at: frame.contextLine, after: frame.postContext)
        writer.field("lineNo", frame.line)
        writer.field("colNo", frame.column)
        writer.field("inApp", frame.isInApp ?? false)
        writer.field("trust", frame.trust)
        writer.null("errors")
        writer.objectOrNull("lock", frame.lock)
        writer.field("sourceLink", frame.sourceLink)
        writer.objectOrNull("vars", frame.variables)
    }
}

extension Stacktrace {
    /// There is something to fold away: frames of libraries beside frames of the application.
    var hasSystemFrames: Bool {
        frames.contains { $0.isInApp == true } && frames.contains { $0.isInApp != true }
    }
}

extension JSONWriter {
    mutating func stacktrace(_ name: StaticString, _ stacktrace: Stacktrace?) {
        key(name)
        if let stacktrace { object { StacktraceJSON(stacktrace).fields(&$0) } } else { null() }
    }

    /// `"context": [[41,"  a();"],[42,"  throw x;"]]`; empty when the failing line or its number is not known.
    mutating func sourceContext(line: Int?, before: JSONNode?, at text: String?, after: JSONNode?) {
        key("context")
        guard let line, let text else { return emptyArray() }
        var number = line &- (before?.count ?? 0)
        beginArray()
        func add(_ text: String) {
            if number >= 0 {
                array([text]) { writer, text in
                    writer.integer(number)
                    writer.string(text)
                }
            }
            number &+= 1
        }
        if let before { for element in before.elements { add(element.string ?? "") } }
        add(text)
        if let after { for element in after.elements { add(element.string ?? "") } }
        endArray()
    }
}
