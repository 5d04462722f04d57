import SentryProtocol

/// The parts of an event that are there, each with its type, in Sentry's order (web-api.md §2.7).
struct EventEntriesJSON {
    let event: Event

    func encode(into writer: inout JSONWriter) {
        writer.key("entries")
        writer.beginArray()
        if !event.exceptions.isEmpty { entry("exception", &writer, exceptions) }
        if let stacktrace = event.stacktrace {
            entry("stacktrace", &writer) { StacktraceJSON(stacktrace).fields(&$0) }
        }
        if !event.threads.isEmpty { entry("threads", &writer, threads) }
        if let template = event.template { entry("template", &writer) { self.template(template, &$0) } }
        if let message = event.message { entry("message", &writer) { self.message(message, &$0) } }
        if let request = event.request { entry("request", &writer) { self.request(request, &$0) } }
        if !event.breadcrumbs.isEmpty { entry("breadcrumbs", &writer, breadcrumbs) }
        if let csp = event.csp { entry("csp", &writer) { Self.members(of: csp, &$0) } }
        for (name, report) in event.securityReports {
            entry(name, &writer) { Self.members(of: report, &$0) }
        }
        if let debugMeta = event.debugMeta { entry("debugmeta", &writer) { Self.members(of: debugMeta, &$0) } }
        writer.endArray()
    }

    private func entry(_ type: String, _ writer: inout JSONWriter, _ data: (inout JSONWriter) -> Void) {
        writer.object { writer in
            writer.field("type", type)
            writer.object("data", data)
        }
    }

    private static func members(of node: JSONNode, _ writer: inout JSONWriter) {
        for (key, value) in node.members {
            writer.key(key)
            writer.value(value)
        }
    }

    // MARK: The entries

    private func exceptions(_ writer: inout JSONWriter) {
        writer.array("values", event.exceptions) { writer, exception in
            writer.object { writer in
                writer.field("type", exception.type)
                writer.field("value", exception.value)
                writer.field("module", exception.module)
                writer.threadID("threadId", exception.threadID)
                writer.key("mechanism")
                if let mechanism = exception.mechanism { Self.mechanism(mechanism, &writer) } else { writer.null() }
                writer.stacktrace("stacktrace", exception.stacktrace)
                writer.stacktrace("rawStacktrace", exception.rawStacktrace.flatMap(Stacktrace.init(stored:)))
            }
        }
        writer.field("hasSystemFrames", event.exceptions.contains { $0.stacktrace?.hasSystemFrames == true })
        writer.null("excOmitted")
    }

    private static func mechanism(_ mechanism: Mechanism, _ writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("type", mechanism.type ?? "generic")
            writer.member("description", mechanism.description)
            writer.field("handled", mechanism.handled)
            writer.field("synthetic", mechanism.isSynthetic)
            writer.field("help_link", mechanism.helpLink)
            writer.objectOrEmpty("data", mechanism.data)
            writer.objectOrEmpty("meta", mechanism.meta)
            writer.field("exception_id", mechanism.exceptionID)
            writer.field("parent_id", mechanism.parentID)
            writer.field("is_exception_group", mechanism.isExceptionGroup ?? false)
            writer.field("source", mechanism.source)
        }
    }

    private func threads(_ writer: inout JSONWriter) {
        writer.array("values", event.threads) { writer, thread in
            writer.object { writer in
                writer.threadID("id", thread.id)
                writer.field("name", thread.name)
                writer.field("current", thread.isCurrent ?? false)
                writer.field("crashed", thread.isCrashed ?? false)
                writer.field("state", thread.state)
                writer.objectOrNull("heldLocks", thread.heldLocks)
                writer.stacktrace("stacktrace", thread.stacktrace)
                writer.null("rawStacktrace")
            }
        }
    }

    private func template(_ node: JSONNode, _ writer: inout JSONWriter) {
        let line = node["lineno"]?.integer
        writer.field("filename", node["filename"]?.string)
        writer.field("absPath", node["abs_path"]?.string)
        writer.field("lineNo", line)
        writer.sourceContext(
            line: line, before: node["pre_context"], at: node["context_line"]?.string, after: node["post_context"])
    }

    private func message(_ message: LogEntry, _ writer: inout JSONWriter) {
        writer.field("formatted", message.formatted ?? message.message)
        writer.field("message", message.message)
        writer.key("params")
        switch message.params {
        case .some(let params) where params.kind == .array: writer.value(params)
        // Named parameters: clients expect a list.
        case .some(let params): writer.array(params.members) { $0.value($1.value) }
        case nil: writer.emptyArray()
        }
    }

    private func request(_ request: EventRequest, _ writer: inout JSONWriter) {
        writer.field("apiTarget", request.apiTarget)
        writer.field("method", request.method)
        // Clients read an address here; a bare path would make them give up on the whole entry.
        writer.field("url", request.url.flatMap { Self.isAbsolute($0) ? $0 : nil })
        writer.pairs("query", request.query)
        writer.field("fragment", request.fragment)
        writer.field("data", request.data)
        writer.pairs("headers", request.headers)
        writer.pairs("cookies", request.cookies)
        writer.objectOrEmpty("env", request.env)
        writer.field("inferredContentType", request.inferredContentType)
    }

    private static func isAbsolute(_ url: String) -> Bool {
        let scheme = url.prefix { $0 != ":" }
        return !scheme.isEmpty && scheme.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }
            && url[scheme.endIndex...].hasPrefix("://") && url.utf8.count > scheme.utf8.count + 3
    }

    private func breadcrumbs(_ writer: inout JSONWriter) {
        // The schema of clients wants a time on every crumb; one without had it no later than the event.
        let latest = event.occurredAt ?? event.receivedAt ?? Timestamp(seconds: 0)
        writer.array("values", event.breadcrumbs) { writer, crumb in
            writer.object { writer in
                writer.field("timestamp", crumb.timestamp ?? latest)
                writer.field("type", crumb.type ?? "default")
                writer.field("category", crumb.category)
                writer.field("level", (crumb.level ?? .info).name)
                writer.field("message", crumb.message)
                writer.objectOrNull("data", crumb.data)
                writer.field("event_id", crumb.eventID)
            }
        }
    }
}

extension JSONWriter {
    /// A thread's number as a number, anything else as text.
    fileprivate mutating func threadID(_ name: StaticString, _ id: String?) {
        if let id, let number = Int(id), String(number) == id { field(name, number) } else { field(name, id) }
    }
}

extension Stacktrace {
    /// A trace that was kept as it was sent.
    fileprivate init?(stored node: JSONNode) {
        var writer = JSONWriter()
        writer.object {
            $0.key("stacktrace")
            $0.value(node)
        }
        guard let document = try? JSONDocument(parsing: writer.bytes),
            let stacktrace = Event(reading: document.root).stacktrace
        else { return nil }
        self = stacktrace
    }
}
