extension Exception {
    func encode(into writer: inout JSONWriter) {
        writer.member("type", type)
        writer.member("value", value)
        writer.member("module", module)
        writer.member("thread_id", threadID)
        if let mechanism { writer.object("mechanism") { mechanism.encode(into: &$0) } }
        if let stacktrace { writer.object("stacktrace") { stacktrace.encode(into: &$0) } }
        writer.member("raw_stacktrace", rawStacktrace, within: EventLimits.looseBudget)
    }
}

extension Mechanism {
    func encode(into writer: inout JSONWriter) {
        writer.member("type", type)
        writer.member("description", description)
        writer.member("help_link", helpLink)
        writer.member("handled", handled)
        writer.member("synthetic", isSynthetic)
        writer.member("source", source)
        writer.member("is_exception_group", isExceptionGroup)
        writer.member("exception_id", exceptionID)
        writer.member("parent_id", parentID)
        writer.member("data", data, within: EventLimits.mechanismDataBudget)
        writer.member("meta", meta, within: EventLimits.mechanismDataBudget)
    }
}

extension EventThread {
    func encode(into writer: inout JSONWriter) {
        writer.member("id", id)
        writer.member("name", name)
        writer.member("crashed", isCrashed)
        writer.member("current", isCurrent)
        writer.member("main", isMain)
        writer.member("state", state)
        writer.member("held_locks", heldLocks, within: EventLimits.variablesBudget)
        if let stacktrace { writer.object("stacktrace") { stacktrace.encode(into: &$0) } }
    }
}

extension Stacktrace {
    func encode(into writer: inout JSONWriter) {
        writer.array("frames", frames) { writer, frame in writer.object { frame.encode(into: &$0) } }
        writer.member("registers", registers, within: EventLimits.variablesBudget)
        writer.member("snapshot", isSnapshot)
        guard let framesOmitted else { return }
        writer.array("frames_omitted", [framesOmitted.lowerBound, framesOmitted.upperBound]) { $0.integer($1) }
    }
}

extension Frame {
    func encode(into writer: inout JSONWriter) {
        writer.member("function", function)
        writer.member("raw_function", rawFunction)
        writer.member("symbol", symbol)
        writer.member("module", module)
        writer.member("package", package)
        writer.member("filename", filename)
        writer.member("abs_path", absPath)
        writer.member("lineno", line)
        writer.member("colno", column)
        writer.lines("pre_context", preContext)
        writer.member("context_line", contextLine)
        writer.lines("post_context", postContext)
        writer.member("in_app", isInApp)
        writer.member("vars", variables, within: EventLimits.variablesBudget)
        writer.member("platform", platform)
        writer.member("image_addr", imageAddress)
        writer.member("instruction_addr", instructionAddress)
        writer.member("symbol_addr", symbolAddress)
        writer.member("addr_mode", addressMode)
        writer.member("trust", trust)
        writer.member("stack_start", stackStart)
        writer.member("data", data, within: EventLimits.variablesBudget)
        writer.member("lock", lock, within: EventLimits.variablesBudget)
        writer.member("source_link", sourceLink)
    }
}

extension Breadcrumb {
    func encode(into writer: inout JSONWriter) {
        writer.member("timestamp", timestamp)
        writer.member("type", type)
        writer.member("category", category)
        writer.member("level", level?.name)
        writer.member("message", message)
        writer.member("data", data, within: EventLimits.breadcrumbDataBudget)
        writer.member("event_id", eventID)
        writer.member("origin", origin)
    }
}

extension JSONWriter {
    /// Source lines; what is not text becomes an empty line, so that line numbers stay right.
    fileprivate mutating func lines(_ name: StaticString, _ node: JSONNode?) {
        guard let node else { return }
        array(name, node.elements.prefix(20)) { writer, line in
            let token = line.token
            if token.kind == .string, Int(token.extent) <= EventLimits.contextLineMax {
                writer.text(of: token, in: line.document)
            } else {
                writer.string((line.string ?? "").trimmed(to: EventLimits.contextLineMax))
            }
        }
    }
}
