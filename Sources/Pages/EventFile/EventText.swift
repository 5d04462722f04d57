import SentryProtocol
import Storage

extension EventDocument {
    /// The whole event as plain text: the stacks as their language prints them, then what surrounds them.
    public var text: String {
        var parts = [head]
        parts += stacks
        if let message = event.message?.formatted ?? event.message?.message, !event.exceptions.isEmpty {
            parts.append(section("Message", [message.clipped(to: PageLimits.valueMax)]))
        }
        if let report {
            parts.append(section("User feedback", [report.name + " <" + report.email + ">", report.comments]))
        }
        parts.append(section("Request", requestLines))
        parts.append(section("Breadcrumbs", crumbLines(last: 100, width: 500)))
        parts.append(section("Tags", tagLines))
        parts.append(section("User", userLines))
        parts.append(section("Contexts", systemLines))
        if let extra = event.extra {
            parts.append(section("Additional data", [JSONText.pretty(extra, limit: PageLimits.valueMax)]))
        }
        parts.append(section("Attachments", attachments.map { "\($0.name.onOneLine(max: 255)), \($0.size) bytes" }))
        return parts.filter { !$0.isEmpty }.joined(separator: "\n\n").plain + "\n"
    }

    private var head: String {
        var lines = [issue.title.onOneLine(max: PageLimits.titleMax)]
        if !issue.culprit.isEmpty { lines.append("in " + issue.culprit.onOneLine(max: PageLimits.titleMax)) }
        lines.append("")
        let facts: [(String, String?)] = [
            ("Issue", "\(issue.shortID) in \(project.name)"), ("Event", id.hex), ("Occurred", occurredAt.iso8601),
            ("Level", (event.level ?? .error).name), ("Release", event.release), ("Environment", event.environment),
            ("Transaction", event.transaction), ("Server", event.serverName), ("Platform", event.platform),
            ("SDK", [event.sdk?.name, event.sdk?.version].compactMap(\.self).joined(separator: " ")),
            ("Seen", "\(issue.timesSeen) events, \(issue.usersAffected) users"),
            ("First seen", issue.firstSeen.iso8601), ("Last seen", issue.lastSeen.iso8601), ("Page", address),
        ]
        lines += facts.compactMap { name, value in
            value.flatMap { $0.isEmpty ? nil : "\(name): \($0.onOneLine(max: 500))" }
        }
        return lines.joined(separator: "\n")
    }

    private var stacks: [String] {
        var parts: [String] = []
        for (index, exception) in event.exceptions.reversed().enumerated() {
            let text = RawStack.text(exception, platform: event.platform)
            parts.append(index == 0 ? text : "Caused by:\n" + text)
        }
        if let trace = event.stacktrace, !trace.frames.isEmpty {
            parts.append(RawStack.text(trace, platform: event.platform))
        }
        if !event.exceptions.contains(where: { $0.stacktrace?.frames.isEmpty == false }),
            let thread = event.threads.first(where: { $0.isCrashed == true }) ?? event.threads.first,
            let trace = thread.stacktrace, !trace.frames.isEmpty
        {
            let name = [thread.id, thread.name].compactMap(\.self).joined(separator: " ").onOneLine(max: 120)
            parts.append("Thread \(name):\n" + RawStack.text(trace, platform: event.platform))
        }
        return parts
    }

    private var requestLines: [String] {
        guard let request = event.request else { return [] }
        var lines = [requestLine?.onOneLine(max: 2_048)].compactMap(\.self)
        lines += request.headers.prefix(100).map { "\($0.key.onOneLine(max: 100)): \($0.value.onOneLine(max: 1_024))" }
        if let body = request.data { lines.append(body.string ?? JSONText.pretty(body, limit: PageLimits.valueMax)) }
        return lines
    }

    private var userLines: [String] {
        guard let user = event.user else { return [] }
        let known: [(String, String?)] = [
            ("id", user.id), ("username", user.username), ("email", user.email), ("name", user.name),
            ("ip_address", user.ipAddress),
        ]
        return known.compactMap { name, value in value.map { "\(name): \($0.onOneLine(max: 256))" } }
    }

    private func section(_ title: String, _ lines: [String]) -> String {
        lines.isEmpty
            ? "" : title + "\n" + lines.map { "  " + $0.replacing("\n", with: "\n  ") }.joined(separator: "\n")
    }
}
