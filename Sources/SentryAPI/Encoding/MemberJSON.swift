import SentryProtocol
import Storage

/// Somebody as a member of an organization (web-api.md §2.4).
struct MemberJSON {
    let user: User
    let organization: Organization

    /// `projects`: slugs, where the list is one of users.
    func encode(projects: [String]? = nil, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.id("id", user.id.rawValue)
            writer.field("email", user.email)
            writer.field("name", user.name)
            writer.field("orgRole", user.role.rawValue)
            writer.field("role", user.role.rawValue)
            writer.field("roleName", user.role.rawValue.capitalizedWord)
            writer.field("pending", false)
            writer.field("expired", false)
            writer.field("dateCreated", user.createdAt)
            writer.user("user", user)
            writer.object("flags") {
                $0.field("sso:linked", false)
                $0.field("sso:invalid", false)
                $0.field("member-limit:restricted", false)
            }
            writer.field("inviteStatus", "approved")
            writer.strings("teams", [organization.slug])
            writer.array("teamRoles", [organization.slug]) { writer, slug in
                writer.object {
                    $0.field("teamSlug", slug)
                    $0.null("role")
                }
            }
            if let projects { writer.strings("projects", projects) }
        }
    }
}
