/// Who may do what: the one place where it is decided. Pages, API, documentation and the matrix test read it.
///
/// In short: everybody sees everything in their organization; members work on issues of their own teams; admins run
/// their own teams' projects; managers run the organization; owners decide who gets in, and may end it. Operators look
/// after the server and see nobody's data by that.
public enum AccessTable {
    /// The rule of an action; every action has exactly one.
    public static func rule(for action: Action) -> AccessRule {
        // An action that nobody wrote a line for is nobody's. A test holds that there is none.
        byAction[action] ?? AccessRule(action, .installation, .roleless, .never, "")
    }

    private static let byAction = Dictionary(rules.map { ($0.action, $0) }, uniquingKeysWith: { first, _ in first })

    /// All lines, in the order they are documented.
    public static let rules: [AccessRule] =
        installation + account + organization + members + teams + projects + builds + issues + telemetry

    private static let installation: [AccessRule] = [
        .init(.installationStatusRead, .installation, .roleless, .never, "See how the server is doing"),
        .init(.installationSettingsWrite, .installation, .roleless, .never, "Change the server's settings"),
        .init(.installationAuditRead, .installation, .roleless, .never, "Read the audit log of the server"),
        .init(.organizationCreate, .installation, .roleless, .never, "Create an organization"),
    ]

    private static let account: [AccessRule] = [
        .init(.accountRead, .account, .roleless, .any, "See one's own account"),
        .init(.accountWrite, .account, .roleless, .never, "Change one's name, address, language and time zone"),
        .init(.accountPasswordWrite, .account, .roleless, .never, "Change one's password"),
        .init(.accountSecondFactorWrite, .account, .roleless, .never, "Turn one's second factor on and off"),
        .init(.accountSessionRead, .account, .roleless, .never, "List the browsers one is logged in with"),
        .init(.accountSessionRevoke, .account, .roleless, .never, "Log one's browsers out"),
        .init(.accountIdentityWrite, .account, .roleless, .never, "Link accounts at identity providers"),
        .init(.accountTokenRead, .account, .roleless, .never, "List one's API tokens"),
        .init(.accountTokenWrite, .account, .roleless, .never, "Make and revoke one's API tokens"),
    ]

    private static let organization: [AccessRule] = [
        .init(.organizationRead, .organization, .everybody, .scopes([.orgRead]), "See the organization"),
        .init(.organizationWrite, .organization, .manager, .scopes([.orgWrite]), "Change its name and settings"),
        .init(.organizationDelete, .organization, .owner, .never, "Delete the organization with everything in it"),
        .init(.organizationAuditRead, .organization, .manager, .scopes([.orgWrite]), "Read its audit log"),
        .init(
            .organizationStatisticsRead, .organization, .everybody, .scopes([.orgRead]),
            "See how much was sent, and what was dropped"),
        .init(.organizationSignOnWrite, .organization, .owner, .never, "Set up identity providers and log-in rules"),
        .init(
            .organizationTokenRead, .organization, .manager, .never, "List its tokens and those of its integrations"),
        .init(.organizationTokenWrite, .organization, .manager, .never, "Make and revoke such tokens"),
        .init(.integrationRead, .organization, .everybody, .scopes([.orgRead, .projectRead]), "List integrations"),
        .init(.integrationWrite, .organization, .manager, .scopes([.orgIntegrations]), "Set integrations up"),
        .init(
            .repositoryRead, .organization, .everybody, .scopes([.orgRead, .projectRead, .orgCI]), "List repositories"),
        .init(
            .searchShare, .organization, .admin, .scopes([.orgWrite, .projectWrite]),
            "Save searches for the whole organization"),
    ]

    private static let members: [AccessRule] = [
        .init(.memberRead, .organization, .everybody, .scopes([.memberRead]), "List the people"),
        .init(
            .memberInvite, .organization, .admin, .scopes([.memberInvite, .memberWrite]),
            "Invite people, nobody above one's own role"),
        .init(
            .memberInviteRevoke, .organization, .admin, .scopes([.memberInvite, .memberWrite]), "Revoke invitations"),
        .init(.memberRoleWrite, .member, .manager, .scopes([.memberWrite]), "Change somebody's role"),
        .init(.memberRemove, .member, .manager, .scopes([.memberAdmin]), "Remove somebody"),
        .init(.memberLeave, .account, .roleless, .never, "Leave an organization"),
        .init(.memberSessionRevoke, .member, .manager, .never, "Log somebody out everywhere"),
        .init(
            .memberPasswordReset, .member, .manager, .never,
            "Make a link to choose a new password, for somebody who belongs to this organization only"),
        .init(
            .memberSecondFactorRemove, .member, .manager, .never,
            "Remove the second factor of somebody who belongs to this organization only"),
    ]

    private static let teams: [AccessRule] = [
        .init(
            .teamRead, .team, .everybody, .scopes([.teamRead, .orgRead, .memberRead]), "See teams and who is in them"),
        .init(.teamCreate, .organization, .admin, .scopes([.teamWrite]), "Create a team"),
        .init(.teamWrite, .team, .teamAdmin, .scopes([.teamWrite]), "Rename a team"),
        .init(.teamDelete, .team, .teamAdmin, .scopes([.teamAdmin]), "Delete a team"),
        .init(.teamMemberWrite, .team, .teamAdmin, .scopes([.teamWrite]), "Add people to a team, and take them out"),
        .init(.teamLeave, .account, .roleless, .never, "Leave a team"),
    ]

    private static let projects: [AccessRule] = [
        .init(
            .projectList, .organization, .everybody, .scopes([.orgRead, .projectRead, .teamRead]),
            "List projects and environments"),
        .init(
            .projectRead, .project, .everybody, .scopes([.projectRead]),
            "See a project, its settings, environments and owners"),
        .init(
            .projectCreate, .project, .teamAdmin, .scopes([.projectWrite, .orgWrite]), "Create a project for a team"),
        .init(
            .projectWrite, .project, .teamAdmin, .scopes([.projectWrite]),
            "Change name, scrubbing, filters, limits, retention and owners"),
        .init(.projectTeamWrite, .project, .teamAdmin, .scopes([.projectWrite]), "Assign a project to teams"),
        .init(.projectArchive, .project, .teamAdmin, .scopes([.projectAdmin]), "Archive a project, and bring it back"),
        .init(.projectDelete, .project, .teamAdmin, .scopes([.projectAdmin]), "Delete a project with its events"),
        .init(.keyRead, .project, .everybody, .scopes([.projectRead]), "See DSNs and how to connect an SDK"),
        .init(.keyWrite, .project, .teamAdmin, .scopes([.projectWrite]), "Make, limit, disable and revoke keys"),
    ]

    private static let builds: [AccessRule] = [
        .init(
            .releaseRead, .project, .everybody, .scopes([.projectRead, .projectReleases, .orgCI]),
            "See releases, commits and deploys"),
        .init(
            .releaseWrite, .project, .team, .scopes([.projectReleases, .projectWrite, .orgCI]),
            "Make, change and delete releases and deploys"),
        .init(
            .chunkUpload, .organization, .everybody, .scopes([.projectReleases, .projectWrite, .orgCI]),
            "Upload the pieces that files are assembled from"),
        .init(
            .sourceFileRead, .project, .everybody, .scopes([.projectRead, .projectReleases, .orgCI]),
            "List source maps and debug files"),
        .init(
            .sourceFileWrite, .project, .team, .scopes([.projectReleases, .projectWrite, .orgCI]),
            "Add source maps and debug files"),
        .init(
            .sourceFileDelete, .project, .teamAdmin, .scopes([.projectWrite]), "Delete source maps and debug files"),
    ]

    private static let issues: [AccessRule] = [
        .init(.issueRead, .project, .everybody, .scopes([.eventRead]), "See issues, their tags and history"),
        .init(.issueWrite, .project, .team, .scopes([.eventWrite]), "Resolve, archive and assign issues"),
        .init(.issueComment, .project, .everybody, .scopes([.eventWrite]), "Comment on issues"),
        .init(.issueMerge, .project, .team, .scopes([.eventWrite]), "Merge issues, and part them again"),
        .init(.issueDelete, .project, .teamAdmin, .scopes([.eventAdmin]), "Delete issues with their events"),
        .init(.eventRead, .project, .everybody, .scopes([.eventRead]), "See and download events"),
        .init(.attachmentRead, .project, .everybody, .scopes([.eventRead]), "Download attachments"),
        .init(.attachmentDelete, .project, .teamAdmin, .scopes([.eventAdmin]), "Delete attachments"),
        .init(.feedbackRead, .project, .everybody, .scopes([.eventRead]), "Read what users wrote"),
        .init(.feedbackWrite, .project, .team, .scopes([.eventWrite]), "Answer and close what users wrote"),
        .init(.groupingWrite, .project, .teamAdmin, .scopes([.projectWrite]), "Change how events are grouped"),
    ]

    private static let telemetry: [AccessRule] = [
        .init(
            .telemetryRead, .project, .everybody, .scopes([.eventRead, .orgRead]), "See logs, traces and dashboards"),
        .init(.monitorRead, .project, .everybody, .scopes([.alertsRead, .projectRead]), "See monitors"),
        .init(.monitorWrite, .project, .teamAdmin, .scopes([.alertsWrite, .projectWrite]), "Set monitors up"),
        .init(
            .alertRead, .project, .everybody, .scopes([.alertsRead, .projectRead]), "See alert rules and deliveries"),
        .init(.alertWrite, .project, .teamAdmin, .scopes([.alertsWrite, .projectWrite]), "Set alert rules up"),
    ]
}
