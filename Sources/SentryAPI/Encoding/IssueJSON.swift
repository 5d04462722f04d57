import SentryProtocol
import Storage

/// An issue as lists show it (web-api.md §2.6.2).
struct IssueJSON {
    let issue: IssueSummary
    let project: Project
    let organization: Organization
    let publicURL: String
    /// Trends, by the name of their stretch: `24h`.
    var stats: [(name: String, points: Trend)] = []
    /// `count` is that of the period asked for; `lifetime` tells the rest.
    var countsPeriod = false
    /// Parts the client does not want.
    var collapsed: Set<String> = []
    /// How the caller sees it, and who looks after it; nil where nobody looked.
    var view: IssueView?
    /// The event that the search named.
    var matchingEvent: StoredEvent?

    func encode(into writer: inout JSONWriter) {
        writer.object { fields(&$0) }
    }

    /// The members without their braces, for the detail to add to.
    func fields(_ writer: inout JSONWriter) {
        identity(&writer)
        state(&writer)
        counts(&writer)
        if let matchingEvent {
            writer.field("matchingEventId", matchingEvent.id.hex)
            writer.field("matchingEventEnvironment", matchingEvent.event?.environment)
        }
    }

    /// `https://host/organizations/acme/issues/101/`.
    var permalink: String {
        publicURL + "/organizations/" + organization.slug + "/issues/" + String(issue.id.rawValue) + "/"
    }

    private func identity(_ writer: inout JSONWriter) {
        writer.id("id", issue.id.rawValue)
        writer.null("shareId")
        writer.field("shortId", issue.shortID.description)
        writer.field("title", issue.title)
        writer.field("culprit", issue.culprit)
        writer.field("permalink", permalink)
        writer.field("logger", issue.logger)
        writer.field("level", issue.level.name)
        writer.field("platform", issue.platform)
        writer.key("project")
        ProjectJSON(project: project, organization: organization, publicURL: publicURL, caller: nil)
            .encodeReference(into: &writer)
        writer.field("type", issue.type.rawValue)
        writer.metadata(issue.metadata, title: issue.title)
        writer.field("issueType", issue.type == .feedback ? "feedback" : "error")
        writer.field("issueCategory", issue.type == .feedback ? "feedback" : "error")
    }

    private func state(_ writer: inout JSONWriter) {
        writer.field("status", issue.status.apiName)
        writer.statusDetails(issue, view?.book)
        writer.field("substatus", issue.status == .resolved ? nil : issue.substatus?.apiName)
        writer.field("isPublic", false)
        writer.field("numComments", issue.workflow.commentCount)
        writer.assignee("assignedTo", issue.workflow.assignee, view?.book)
        writer.marks(view?.marks ?? IssueMarks())
        writer.emptyArray("annotations")
        writer.field("priority", issue.priority.rawValue)
        writer.null("priorityLockedAt")
        writer.null("seerFixabilityScore")
        if !collapsed.contains("unhandled") { writer.field("isUnhandled", issue.isUnhandled) }
    }

    private func counts(_ writer: inout JSONWriter) {
        writer.field("count", String(countsPeriod ? issue.timesSeenInPeriod : issue.timesSeen))
        writer.field("userCount", issue.usersAffected)
        writer.field("firstSeen", issue.firstSeen)
        writer.field("lastSeen", issue.lastSeen)
        guard !collapsed.contains("stats") else { return }
        if !stats.isEmpty {
            writer.object("stats") { writer in
                for (name, trend) in stats {
                    writer.key(dynamic: name)
                    trend.encode(into: &writer)
                }
            }
        }
        if !collapsed.contains("lifetime") {
            writer.object("lifetime") {
                $0.field("count", String(issue.timesSeen))
                $0.field("userCount", issue.usersAffected)
                $0.field("firstSeen", issue.firstSeen)
                $0.field("lastSeen", issue.lastSeen)
                $0.null("stats")
            }
        }
        if !collapsed.contains("filtered") { writer.null("filtered") }
    }
}

extension JSONWriter {
    /// What a title is made of; texts only, absent ones left out.
    mutating func metadata(_ metadata: EventMetadata, title: String) {
        object("metadata") {
            $0.member("type", metadata.type)
            $0.member("value", metadata.value)
            $0.member("filename", metadata.filename)
            $0.member("function", metadata.function)
            $0.field("title", metadata.title ?? title)
        }
    }
}
