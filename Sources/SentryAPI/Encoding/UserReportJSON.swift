import SentryProtocol
import Storage

/// What somebody wrote about an event (web-api.md §2.13).
struct UserReportJSON: Sendable {
    let report: UserReportRow
    /// Whoever the event happened to; nil while there is no event, and when it does not say.
    var user: EventUser?
    /// Nil while there is no event.
    var issue: IssueJSON?

    func encode(into writer: inout JSONWriter) {
        let event = report.eventID.hex
        writer.object { writer in
            // There is one of an event at most, so the number that clients want is made of the event's.
            writer.field("id", String(StableHash.mixed(event) >> 1))
            writer.field("eventID", event)
            writer.field("name", report.name)
            writer.field("email", report.email)
            writer.field("comments", report.comments)
            writer.field("dateCreated", report.receivedAt)
            writer.key("user")
            encodeUser(into: &writer)
            writer.object("event") {
                $0.field("id", event)
                $0.field("eventID", event)
            }
            writer.key("issue")
            if let issue { issue.encode(into: &writer) } else { writer.null() }
        }
    }

    private func encodeUser(into writer: inout JSONWriter) {
        guard let user else { return writer.null() }
        writer.object {
            $0.field("id", user.id)
            $0.field("username", user.username)
            $0.field("email", user.email)
            $0.field("name", user.name)
            $0.field("ipAddress", user.ipAddress)
            $0.field("avatarUrl", "")
        }
    }
}
