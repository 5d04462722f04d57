/// What is written into the audit log, route by route.
extension AccessRoutes {
    /// Routes that write, each with what the log says when nothing more is known; nil where nothing is said.
    public static var writes: [(route: RoutePattern, event: AuditEvent?)] {
        rules.compactMap { rule in
            guard rule.pattern.method != "GET", rule.need != .key, rule.need != .public else { return nil }
            var action: Action?
            if case .action(let needed) = rule.need { action = needed }
            let path = rule.pattern.path { _ in "-" }
            return (rule.pattern, AuditEvent.of(action, method: rule.pattern.method, path: path))
        }
    }

    /// The documentation's table, from which the documentation is made and a test of the running server takes its list.
    public static var auditMarkdown: String {
        let rows = writes.map { route, event in "| `\(route)` | \(event.map { "`\($0.rawValue)`" } ?? "–") |" }
        return """
            # What is written down

            Every write that is accepted leaves an entry in the audit log, on `/settings/audit/`: who, through which token,
            what, on what, from where, and the fields that changed, without secrets. Each of these routes has a name there;
            what handles one may give a more exact one, and says what changed. So do getting in, the command line, and the
            server when it deletes by itself. Entries are kept for `audit-days` ([Settings](Settings.md)).

            Not written down: pieces of uploads, whose files are when they are whole; comments' texts; what a browser
            remembers for itself (single keys, which organization it shows); previews and questions, which change nothing.

            | route | entry |
            | --- | --- |
            \(rows.joined(separator: "\n"))

            """
    }
}
