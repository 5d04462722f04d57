import SentryProtocol
import Storage

/// An event with what is known around it, to be printed for tools and people outside the browser.
///
/// Always in English: what reads it are editors, chats and coding agents, not the person who chose a language.
public struct EventDocument: Sendable {
    let issue: IssueSummary
    let project: Project
    let id: EventID
    let event: Event
    let report: UserReportRow?
    let attachments: [StoredAttachment]
    /// The event's page, absolute.
    let address: String

    /// Nil when the stored event cannot be read.
    public init?(
        _ stored: StoredEvent, issue: IssueSummary, project: Project, report: UserReportRow? = nil,
        attachments: [StoredAttachment] = [], site: String
    ) {
        guard let event = stored.event else { return nil }
        (self.issue, self.project, self.id, self.event) = (issue, project, stored.id, event)
        (self.report, self.attachments) = (report, attachments)
        address = site + Link.event(issue.id, .id(stored.id), EventViewState()).path
    }

    var occurredAt: Timestamp { event.occurredAt ?? event.receivedAt ?? issue.lastSeen }

    /// Every tag of the event.
    var tagLines: [String] {
        event.tags.prefix(PageLimits.fieldsMax).map { "\($0.key.onOneLine(max: 64)): \($0.value.onOneLine(max: 256))" }
    }

    /// `POST https://shop.example.com/cart?id=7`
    var requestLine: String? {
        guard let request = event.request, let url = request.url ?? request.method else { return nil }
        let query = request.query.map { $0.value.isEmpty ? $0.key : $0.key + "=" + $0.value }.joined(separator: "&")
        let whole = url + (query.isEmpty ? "" : "?" + query)
        return [request.url == nil ? nil : request.method, whole].compactMap(\.self).joined(separator: " ")
    }

    /// `Chrome 126`, `CPython 3.13.1`: contexts that have a name, in a word or two each.
    var systemLines: [String] {
        event.contexts.prefix(40).compactMap { context in
            func text(_ key: String) -> String? {
                guard let value = context.fields.first(where: { $0.key == key })?.value else { return nil }
                switch value {
                case .node(let node): return node.lenientString
                case .text(let text): return text
                }
            }
            guard let name = text("name") ?? text("model") else { return nil }
            let words = [name, text("version")].compactMap(\.self).joined(separator: " ")
            return "\(context.alias.onOneLine(max: 40)): \(words.onOneLine(max: 120))"
        }
    }

    /// One line each, oldest first: `-3.2 s  http  GET /cart  status_code=500`.
    func crumbLines(last count: Int, width: Int) -> [String] {
        event.breadcrumbs.suffix(count).map { crumb in
            let time = crumb.timestamp.map { Self.distance(from: $0, to: occurredAt) } ?? "?"
            let level = crumb.level.flatMap { $0 == .info || $0 == .debug ? nil : "[\($0.name)]" }
            let data = Field.list(crumb.data).prefix(12).map { ($0.name.isEmpty ? "" : $0.name + "=") + $0.text }
            let words = [level, crumb.category ?? crumb.type, crumb.message].compactMap(\.self) + data
            return time + "  " + words.joined(separator: "  ").onOneLine(max: width)
        }
    }

    private static func distance(from time: Timestamp, to moment: Timestamp) -> String {
        let seconds = moment.seconds - time.seconds
        guard abs(seconds) < 60 else { return "\(seconds > 0 ? "-" : "+")\(abs(seconds)) s" }
        // Both are within a minute, so this cannot overflow.
        let tenths = (moment.microseconds - time.microseconds) / 100_000
        return "\(tenths >= 0 ? "-" : "+")\(abs(tenths) / 10).\(abs(tenths) % 10) s"
    }

    /// `OperationalError (psycopg), unhandled, in the thread 4`
    static func name(of exception: Exception) -> String {
        let name = [exception.module, exception.type].compactMap(\.self).joined(separator: ".")
        return name.isEmpty ? exception.value?.firstLine ?? "Error" : name
    }
}

extension String {
    /// Blanks for line ends, and nothing that a terminal or a reader's eye could be led astray by.
    func onOneLine(max limit: Int) -> String {
        var text = ""
        for scalar in clipped(to: limit).unicodeScalars {
            if scalar == "\n" || scalar == "\r" || scalar == "\t" || scalar.value == 0x2028 || scalar.value == 0x2029 {
                text += " "
            } else {
                text.unicodeScalars.append(scalar.isTreacherous ? "\u{FFFD}" : scalar)
            }
        }
        return text
    }

    /// The text without controls of terminals and of writing direction; line ends and tabs stay.
    var plain: String {
        guard unicodeScalars.contains(where: \.isTreacherous) else { return self }
        var text = ""
        for scalar in unicodeScalars {
            text.unicodeScalars.append(scalar.isTreacherous ? "\u{FFFD}" : scalar)
        }
        return text
    }
}

extension Unicode.Scalar {
    /// A control that plain text cannot isolate as a page does: escapes, and marks that turn text around.
    fileprivate var isTreacherous: Bool {
        switch value {
        case 0x09, 0x0A, 0x0D: false
        case ..<0x20, 0x7F..<0xA0, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069, 0x061C: true
        default: false
        }
    }
}
