import Access
import SentryProtocol
import Storage

/// An organization in its lengths (web-api.md §2.2).
struct OrganizationJSON {
    let organization: Organization
    let publicURL: String

    /// `id`, `slug` and `name`: as part of something else.
    func encodeReference(into writer: inout JSONWriter) {
        writer.object { reference(&$0) }
    }

    func encodeSummary(into writer: inout JSONWriter) {
        writer.object { summary(&$0) }
    }

    /// What `GET /organizations/{o}/` adds, with the caller's own scopes.
    func encodeDetail(caller: APIIdentity?, projects: [Project], into writer: inout JSONWriter) {
        let team = TeamJSON(organization: organization)
        writer.object { writer in
            summary(&writer)
            writer.strings("access", (caller?.scopes ?? []).sorted())
            writer.field("role", caller?.role(in: organization.id)?.rawValue)
            writer.field("orgRole", caller?.role(in: organization.id)?.rawValue)
            writer.field("defaultRole", Role.member.rawValue)
            writer.array("orgRoleList", Role.allCases.reversed()) { writer, role in
                writer.object { roleFields(role, &$0) }
            }
            writer.array("teamRoleList", TeamRole.allCases) { writer, role in
                writer.object { teamRoleFields(role, &$0) }
            }
            writer.array("projects", projects) { writer, project in
                ProjectJSON(project: project, organization: organization, publicURL: publicURL, caller: caller)
                    .encodeSummary(into: &writer)
            }
            writer.array("teams", [team]) { $1.encode(into: &$0) }
            writer.object("quota") {
                $0.null("maxRate")
                $0.field("maxRateInterval", 60)
                $0.field("accountLimit", 0)
                $0.field("projectLimit", 100)
            }
            writer.emptyArray("onboardingTasks")
            writer.field("pendingAccessRequests", 0)
            writer.emptyArray("safeFields")
            writer.emptyArray("sensitiveFields")
            writer.field("dataScrubber", false)
            writer.field("attachmentsRole", Role.member.rawValue)
        }
    }

    private func reference(_ writer: inout JSONWriter) {
        writer.id("id", organization.id.rawValue)
        writer.field("slug", organization.slug)
        writer.field("name", organization.name)
    }

    private func summary(_ writer: inout JSONWriter) {
        reference(&writer)
        writer.field("dateCreated", organization.createdAt)
        writer.field("isEarlyAdopter", false)
        writer.field("require2FA", false)
        writer.field("requireEmailVerification", false)
        writer.field("hasAuthProvider", false)
        writer.field("allowMemberInvite", false)
        writer.field("allowMemberProjectCreation", false)
        writer.object("status") {
            $0.field("id", "active")
            $0.field("name", "active")
        }
        writer.object("avatar") {
            $0.field("avatarType", "letter_avatar")
            $0.null("avatarUuid")
            $0.null("avatarUrl")
        }
        writer.emptyArray("features")
        writer.object("links") {
            $0.field("organizationUrl", publicURL + "/organizations/" + organization.slug)
            // Clients send later calls to a region's address when it is not empty.
            $0.field("regionUrl", "")
        }
    }

    private func roleFields(_ role: Role, _ writer: inout JSONWriter) {
        writer.field("id", role.rawValue)
        writer.field("name", role.rawValue.capitalizedWord)
        writer.field("desc", "")
        writer.strings("scopes", role.scopes.map(\.rawValue).sorted())
        writer.field("isAllowed", true)
        writer.field("isRetired", false)
        writer.field("isGlobal", role == .owner || role == .manager)
        writer.field("minimumTeamRole", TeamRole.contributor.rawValue)
    }

    private func teamRoleFields(_ role: TeamRole, _ writer: inout JSONWriter) {
        writer.field("id", role.rawValue)
        writer.field("name", role.rawValue.capitalizedWord)
        writer.field("desc", "")
        writer.emptyArray("scopes")
        writer.field("isAllowed", true)
        writer.field("isRetired", false)
        writer.key("isMinimumRoleFor")
        writer.string(role == .contributor ? Role.member.rawValue : nil)
    }
}

/// What clients know as roles within a team; Culprit has one team and no such roles of its own.
enum TeamRole: String, CaseIterable {
    case contributor, admin
}

extension String {
    /// `owner` as `Owner`.
    var capitalizedWord: String { prefix(1).uppercased() + dropFirst() }
}
