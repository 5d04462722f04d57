import Markup
import SentryProtocol
import Storage

/// What other settings would have done to stored events.
public struct SettingsPreview: Sendable {
    /// Events that were looked at; the newest.
    public var events: Int
    /// Fields that would be masked besides those that are, those of most events first.
    public var masked: [MaskedField] = []
    /// Events in which something would be masked besides.
    public var eventsMasked = 0
    /// Events that would be dropped besides those that are, by reason.
    public var dropped: [DroppedEvents] = []
    public init(events: Int) { self.events = events }

    /// A field, and what would become of it in one event.
    public struct MaskedField: Sendable, Equatable {
        /// `request.headers.X-Token`.
        public var path: String
        public var events: Int
        public var before: String
        /// Nil when it would be left out.
        public var after: String?
        public init(path: String, events: Int, before: String, after: String?) {
            (self.path, self.events, self.before, self.after) = (path, events, before, after)
        }
    }

    /// Events that one filter would drop, with one of them.
    public struct DroppedEvents: Sendable, Equatable {
        /// `localhost`, `error-message`, …: what outcomes are counted by.
        public var reason: String
        public var events: Int
        public var example: EventID
        public var issue: IssueID
        public var title: String
        public init(reason: String, events: Int, example: EventID, issue: IssueID, title: String) {
            (self.reason, self.events, self.example) = (reason, events, example)
            (self.issue, self.title) = (issue, title)
        }
    }

    /// Events that a preview looks at, and rows that it lists.
    public static let eventsMax = 100
    public static let rowsMax = 30
}

/// How a preview looks on the page.
func settingsPreviewSection(_ preview: SettingsPreview, _ section: SettingsSection, _ say: Language) -> HTML {
    let content: HTML
    if preview.events == 0 {
        content = "<p class=\"muted\">\(say(.settings(.previewNoEvents)))</p>"
    } else if section == .privacy {
        content = maskedFields(preview, say)
    } else {
        content = droppedEvents(preview, say)
    }
    return """
        <section class="preview" id="preview"><h2>\(say(.settings(.previewTitle)))</h2>\(content)</section>

        """
}

private func maskedFields(_ preview: SettingsPreview, _ say: Language) -> HTML {
    let note: HTML = "<p class=\"muted\"><small>\(say(.settings(.previewMaskNote)))</small></p>"
    guard !preview.masked.isEmpty else {
        return "<p>\(say(.settings(.previewNothing(preview.events))))</p>\(note)"
    }
    let rows = preview.masked.html { field in
        let after: HTML = field.after.map(foreign) ?? "<span class=\"muted\">\(say(.settings(.leftOut)))</span>"
        return """
            <tr><td class="what"><b>\(foreign(field.path))</b></td><td>\(foreign(field.before))</td><td>\(after)</td>\
            <td class="number">\(field.events.grouped)</td></tr>

            """
    }
    return """
        <p>\(say(.settings(.previewMasks(preview.eventsMasked, of: preview.events))))</p>
        <table class="list"><caption class="hidden">\(say(.settings(.previewTitle)))</caption><thead><tr>\
        <th scope="col">\(say(.settings(.fieldHead)))</th><th scope="col">\(say(.settings(.nowHead)))</th>\
        <th scope="col">\(say(.settings(.thenHead)))</th><th scope="col" class="number">\(say(.events))</th>\
        </tr></thead><tbody>
        \(rows)</tbody></table>\(note)
        """
}

private func droppedEvents(_ preview: SettingsPreview, _ say: Language) -> HTML {
    guard !preview.dropped.isEmpty else { return "<p>\(say(.settings(.previewNothing(preview.events))))</p>" }
    let rows = preview.dropped.html { dropped in
        let link = Link.event(dropped.issue, .id(dropped.example), EventViewState())
        let reason = StatusReason(rawValue: dropped.reason).map { say(.serverStatus(.reason($0))) } ?? dropped.reason
        return """
            <tr><td class="what"><b>\(reason)</b></td>\
            <td><a href="\(link.path)">\(foreign(dropped.title.clipped(to: PageLimits.rowTitleMax)))</a></td>\
            <td class="number">\(dropped.events.grouped)</td></tr>

            """
    }
    let total = preview.dropped.reduce(0) { $0 + $1.events }
    return """
        <p>\(say(.settings(.previewDrops(total, of: preview.events))))</p>
        <table class="list"><caption class="hidden">\(say(.settings(.previewTitle)))</caption><thead><tr>\
        <th scope="col">\(say(.settings(.filterHead)))</th><th scope="col">\(say(.settings(.exampleHead)))</th>\
        <th scope="col" class="number">\(say(.events))</th></tr></thead><tbody>
        \(rows)</tbody></table>
        """
}
