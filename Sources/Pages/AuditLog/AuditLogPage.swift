import Markup
import SentryProtocol
import Storage

/// `/settings/audit/`.
public struct AuditLogModel: Sendable {
    public var settings: SettingsFrame
    public var page: Page<AuditEntry>
    /// The beginning of the events' names that are shown.
    public var prefix: String
    public init(settings: SettingsFrame, page: Page<AuditEntry>, prefix: String) {
        (self.settings, self.page, self.prefix) = (settings, page, prefix)
    }
}

/// Who did what, from where.
public func auditLogPage(_ model: AuditLogModel) -> HTML {
    let say = model.settings.say
    let columns = [
        say(.people(.whenHead)), say(.people(.whoHead)), say(.people(.whatHead)), say(.people(.targetHead)),
        say(.people(.changeHead)),
    ]
    let table: HTML =
        model.page.rows.isEmpty
        ? "<p class=\"muted\">\(say(.people(.noEntries)))</p>"
        : plainTable(say(.people(.tab(.audit))), columns, model.page.rows.html { entryRow($0, model) })
    return settingsPage(
        model.settings, .audit,
        """
        <p class="muted">\(say(.people(.auditText)))</p>
        <form method="get" action="\(AccountLink.audit(prefix: "", cursor: .start).path)" class="filters">\
        \(textField(AccountField.event, say(.people(.eventPrefix)), model.prefix, isRequired: false, length: 60))\
        <button>\(say(.people(.filter)))</button></form>
        \(table)
        <nav class="pager" aria-label="\(say(.pages))">\(pagerLink(model.page.previous, say(.newer), model))\
        \(pagerLink(model.page.next, say(.older), model))</nav>
        """)
}

private func pagerLink(_ cursor: Cursor?, _ text: String, _ model: AuditLogModel) -> HTML? {
    cursor.map { "<a href=\"\(AccountLink.audit(prefix: model.prefix, cursor: $0).path)\">\(text)</a>" }
}

private func entryRow(_ entry: AuditEntry, _ model: AuditLogModel) -> HTML {
    let say = model.settings.say
    let changes = [("−", entry.before), ("+", entry.after)].compactMap { sign, bytes in
        bytes.map { "\(sign) \(String(decoding: $0, as: UTF8.self))".clipped(to: 500) }
    }
    let target = [entry.target.kind, entry.target.id, entry.target.name].filter { !$0.isEmpty }
    return """
        <tr><td>\(model.settings.when(entry.at))</td><td>\(foreign(entry.who(say)))\
        \(entry.address.map { "<p class=\"muted\">\(foreign($0))</p>" as HTML })</td>\
        <td><code>\(foreign(entry.event))</code></td>\
        <td>\(foreign(target.joined(separator: " ").clipped(to: 200)))</td>\
        <td>\(changes.html { "<code>\(foreign($0))</code> " })</td></tr>

        """
}

extension AuditEntry {
    fileprivate func who(_ say: Language) -> String {
        switch actor {
        case .user: actorName
        case .token(let token): say(.people(.token(actorName.isEmpty ? String(token.rawValue) : actorName)))
        case .commandLine: say(.people(.commandLine))
        case .system: say(.people(.system))
        case .stranger: actorName.isEmpty ? say(.people(.stranger)) : "\(say(.people(.stranger))): \(actorName)"
        }
    }
}
