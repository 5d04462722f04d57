import Markup
import Storage

/// `/settings/sessions/`.
public struct SessionsModel: Sendable {
    public var settings: SettingsFrame
    public var sessions: [SessionSummary]
    /// The browser that asks.
    public var current: SessionID?
    public init(settings: SettingsFrame, sessions: [SessionSummary], current: SessionID?) {
        (self.settings, self.sessions, self.current) = (settings, sessions, current)
    }
}

/// The browsers one is logged in with.
public func sessionsPage(_ model: SessionsModel) -> HTML {
    let say = model.settings.say
    let columns = [
        say(.people(.browser)), say(.people(.addressHead)), say(.people(.lastSeen)), say(.people(.since)), "",
    ]
    let rows = model.sessions.prefix(PageLimits.fieldsMax).html { sessionRow($0, model) }
    return settingsPage(
        model.settings, .sessions,
        """
        \(plainTable(say(.people(.tab(.sessions))), columns, rows))
        \(when(
            model.sessions.count > 1,
            accountForm(.sessions, model.settings.frame, actionButton(.others, say(.people(.logOutOthers))))))
        """)
}

private func sessionRow(_ session: SessionSummary, _ model: SessionsModel) -> HTML {
    let say = model.settings.say
    let end: HTML =
        session.id == model.current
        ? "<span class=\"muted\">\(say(.people(.thisBrowser)))</span>"
        : accountForm(
            .sessions, model.settings.frame, isInline: true,
            hidden(AccountField.number, String(session.id.rawValue))
                + actionButton(.revoke, say(.people(.logOutThat))))
    return """
        <tr><td>\(foreign((session.userAgent ?? "–").clipped(to: 120)))</td><td>\(foreign(session.address ?? "–"))</td>\
        <td>\(model.settings.when(session.lastSeenAt))</td><td>\(model.settings.when(session.createdAt))</td>\
        <td>\(end)</td></tr>

        """
}
