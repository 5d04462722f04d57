import SentryProtocol
import Storage

/// An entry of an issue's history (web-api.md §2.6.3).
struct ActivityJSON {
    let id: Int64
    let type: String
    let user: User?
    let createdAt: Timestamp
    /// JSON text of an object.
    let data: String

    /// `activities`, newest first, and the beginning of it all: an issue starts with its first event.
    static func list(_ activities: [Activity], of issue: IssueSummary, users: [UserID: User]) -> [ActivityJSON] {
        var entries = activities.map { ActivityJSON($0, users) }
        if !activities.contains(where: { $0.type == "first_seen" }) {
            entries.append(
                ActivityJSON(id: 0, type: "first_seen", user: nil, createdAt: issue.firstSeen, data: "{}"))
        }
        return entries
    }

    init(_ activity: Activity, _ users: [UserID: User]) {
        self.init(
            id: activity.id, type: activity.type, user: activity.userID.flatMap { users[$0] },
            createdAt: activity.createdAt, data: activity.data)
    }

    private init(id: Int64, type: String, user: User?, createdAt: Timestamp, data: String) {
        (self.id, self.type, self.user, self.createdAt, self.data) = (id, type, user, createdAt, data)
    }

    func encode(into writer: inout JSONWriter) {
        writer.object { writer in
            writer.id("id", id)
            writer.user("user", user)
            writer.null("sentry_app")
            writer.field("type", type)
            writer.key("data")
            if let document = try? JSONDocument(parsing: Array(data.utf8)), document.root.kind == .object {
                writer.value(document.root)
            } else {
                writer.emptyObject()
            }
            writer.field("dateCreated", createdAt)
        }
    }
}
