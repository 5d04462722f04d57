import Pages
import SentryProtocol
import Storage

/// Events with what is kept beside them, and tables of events.
enum EventSamples {
    static let report = UserReportRow(
        eventID: EventID(high: 1, low: 2), name: "Jo", email: "jo@example.com",
        comments: "I pressed “Pay” twice.\nThen it broke.", receivedAt: Samples.ago(minutes: 2))

    static func attachment(_ name: String, _ type: String, size: Int = 2_048) -> StoredAttachment {
        StoredAttachment(
            eventID: EventID(high: 1, low: 2), projectID: Samples.projects[1].id, name: name, contentType: type,
            type: "event.attachment", receivedAt: Samples.now, size: size,
            sha256: String(repeating: "ab", count: 32))
    }

    static let extras = EventExtras(
        report: report,
        attachments: [
            attachment("screenshot.png", "image/png", size: 180_000), attachment("log.txt", "text/plain"),
            attachment("drawing.svg", "image/svg+xml"),
        ])

    static func data(_ json: String = Samples.checkoutEvent, extras: EventExtras = extras) -> IssueData {
        var data = IssueData(issue: Samples.issues[1], project: Samples.projects[1], event: Samples.stored(json))
        data.extras = extras
        return data
    }

    static func withExtras(_ language: Language = .english, extras: EventExtras = extras) -> IssueModel {
        IssueModel(frame: Samples.frame(language), data: data(extras: extras), now: Samples.now)
    }

    static func document(
        _ json: String = Samples.checkoutEvent, issue: IssueSummary = Samples.issues[1], extras: EventExtras = extras
    ) -> EventDocument? {
        EventDocument(
            Samples.stored(json), issue: issue, project: Samples.projects[1], report: extras.report,
            attachments: extras.attachments, site: "https://errors.example.com")
    }

    static func facts(_ number: UInt64, title: String = "OperationalError: refused", release: String? = "2.4.1")
        -> EventFacts
    {
        EventFacts(
            id: EventID(high: number, low: 7), occurredAt: Samples.ago(minutes: Int64(number)), receivedAt: Samples.now,
            type: .error, level: .error, platform: "python", title: title, culprit: "", location: nil,
            metadata: EventMetadata(), logger: nil, hashes: ["0f1e2d3c4b5a69788796a5b4c3d2e1f0"],
            environment: "production", release: release, userIdentity: "email:jo@example.com", isHandled: true)
    }

    static func list(
        _ language: Language = .english, rows: Int = 3, state: EventListState = EventListState(),
        title: String = "OperationalError: refused"
    ) -> EventListModel {
        let found = (0..<rows).map { number in
            EventSummary(
                facts: facts(UInt64(number + 1), title: title), projectID: Samples.projects[1].id,
                issueID: Samples.issues[1].id)
        }
        let page = Page(rows: found, next: rows == 0 ? nil : Cursor(value: 1, offset: 2, isPrevious: false))
        let data = EventListData(
            issue: Samples.issues[1], project: Samples.projects[1], page: page,
            environments: ["production", "staging"], lookedAt: 500)
        return EventListModel(frame: Samples.frame(language), state: state, data: data, now: Samples.now)
    }
}
