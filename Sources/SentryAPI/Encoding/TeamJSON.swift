import SentryProtocol
import Storage

/// The one team that every organization has: all its people, all its projects. It is named for the organization, so
/// that calls that go through a team have somewhere to go (web-api.md §2.4).
struct TeamJSON {
    let organization: Organization

    /// `id`, `slug` and `name`: as part of something else.
    func encodeReference(into writer: inout JSONWriter) {
        writer.object { reference(&$0) }
    }

    /// `memberCount` and `projects` where they were looked up.
    func encode(
        memberCount: Int? = nil, projects: [ProjectJSON]? = nil, publicURL: String? = nil, into writer: inout JSONWriter
    ) {
        writer.object { writer in
            reference(&writer)
            writer.field("dateCreated", organization.createdAt)
            writer.field("isMember", true)
            writer.null("teamRole")
            writer.object("flags") { $0.field("idp:provisioned", false) }
            writer.emptyArray("access")
            writer.field("hasAccess", true)
            writer.field("isPending", false)
            writer.member("memberCount", memberCount)
            writer.avatar()
            writer.emptyArray("externalTeams")
            if let projects { writer.array("projects", projects) { $1.encodeSummary(into: &$0) } }
            if let publicURL {
                writer.key("organization")
                OrganizationJSON(organization: organization, publicURL: publicURL).encodeSummary(into: &writer)
            }
        }
    }

    private func reference(_ writer: inout JSONWriter) {
        writer.id("id", organization.id.rawValue)
        writer.field("slug", organization.slug)
        writer.field("name", organization.name)
    }
}
