/// What people open in a browser (ui.md §3).
extension AccessRoutes {
    /// Getting in. Secrets of links and codes are checked by the pages themselves.
    static let gettingIn: [RouteRule] =
        ["setup", "login", "login/second-factor", "invite/{secret}", "password-reset/{secret}"]
        .flatMap { [line("GET", $0, .public), line("POST", $0, .public)] } + [
            line("POST", "login/{provider}", .public), line("GET", "login/{provider}/callback", .public),
            line("GET", "logout", .signedIn), line("POST", "logout", .signedIn),
        ]

    static let pages: [RouteRule] =
        [
            // Places without data of their own.
            line("GET", "", .signedIn), line("GET", "help", .signedIn),
            line("GET", "help/keys", .signedIn), line("POST", "help/keys", .signedIn),
            line("GET", "orgredirect/organizations/{organization}/settings/auth-tokens", .signedIn),

            get("go", .issueRead),
            get("dashboard", .telemetryRead),
            get("releases", .releaseRead), get("releases/{version}", .releaseRead),
            post("releases/{version}", .releaseWrite),
            get("logs", .telemetryRead), get("logs/tail", .telemetryRead),
            get("traces/{trace}", .telemetryRead),
            get("monitors/new", .monitorWrite), get("monitors", .monitorRead), post("monitors", .monitorWrite),
            get("feedback", .feedbackRead), post("feedback", .feedbackWrite),
            get("alerts", .alertRead), post("alerts", .alertWrite),
            get("alerts/new", .alertWrite), get("alerts/deliveries", .alertRead),
            post("alerts/deliveries", .alertWrite),
        ]
        + form("monitors/{monitor}", read: .monitorRead, write: .monitorWrite)
        + form("alerts/{rule}", read: .alertRead, write: .alertWrite)

    static let issuePages: [RouteRule] =
        form("issues", read: .issueRead, write: .issueWrite)
        + form("issues/{issue}", read: .issueRead, write: .issueWrite)
        + form("issues/{issue}/activity", read: .issueRead, write: .issueComment)
        + form("issues/{issue}/merged", read: .issueRead, write: .issueMerge)
        + [
            get("issues/new-count", .issueRead),
            // The list's and the issue's own form merge and delete, too; `AccessGate` tells by the pressed button.
            post("issues/delete", .issueDelete), post("issues/{issue}/delete", .issueDelete),
            get("issues/{issue}/grouping", .issueRead), get("issues/{issue}/grouping.json", .issueRead),
            get("issues/{issue}/rule", .issueRead),
            get("issues/{issue}/events", .eventRead), get("issues/{issue}/events/{event}", .eventRead),
            get("issues/{issue}/events/{event}/attachments/{attachment}", .attachmentRead),
            post("issues/{issue}/events/{event}/attachments/{attachment}", .attachmentDelete),
            get("issues/{issue}/tags", .issueRead), get("issues/{issue}/tags/{key}", .issueRead),
            line("POST", "searches", .signedIn), line("POST", "searches/{search}", .signedIn),
            post("searches/shared", .searchShare), post("searches/shared/{search}", .searchShare),

            // Sentry's own addresses lead to ours.
            get("organizations/{organization}/issues/{issue}", .issueRead),
            get("organizations/{organization}/issues/{issue}/events/{event}", .issueRead),
            get("{organization}/{project}/issues/{issue}", .issueRead),
        ]

    static let projectPages: [RouteRule] =
        [
            get("projects", .projectList), get("projects/new", .projectCreate), post("projects/new", .projectCreate),
            get("projects/{project}/connect", .keyRead), get("projects/{project}/connect/{platform}", .keyRead),
            post("projects/{project}/settings/teams", .projectTeamWrite),
            get("projects/{project}/files", .sourceFileRead), post("projects/{project}/files", .sourceFileDelete),
        ]
        // The form of the general settings archives and deletes, too; `AccessGate` tells by the pressed button.
        + form("projects/{project}/settings", read: .projectRead, write: .projectWrite)
        + form("projects/{project}/settings/{section}", read: .projectRead, write: .projectWrite)
        + form("projects/{project}/settings/keys", read: .keyRead, write: .keyWrite)
        + form("projects/{project}/settings/grouping", read: .projectRead, write: .groupingWrite)
        + form("projects/{project}/settings/grouping/regroup", read: .projectRead, write: .groupingWrite)
        + form("projects/{project}/settings/grouping/regroup/{job}", read: .projectRead, write: .groupingWrite)

    /// Below `/settings/`: one's own account, the organization, the server.
    static let settingsPages: [RouteRule] = below("settings", lines: account + organization + people + server)

    private static let account: [RouteRule] =
        form("", read: .accountRead, write: .accountWrite)
        + [post("preferences", .accountWrite)] + form("password", .accountPasswordWrite)
        + form("second-factor", .accountSecondFactorWrite)
        + form("identities", .accountIdentityWrite)
        + form("sessions", read: .accountSessionRead, write: .accountSessionRevoke)
        + form("tokens", read: .accountTokenRead, write: .accountTokenWrite)

    private static let organization: [RouteRule] =
        form("organization", read: .organizationRead, write: .organizationWrite)
        + form("organization/tokens", read: .organizationTokenRead, write: .organizationTokenWrite)
        + form("integrations", read: .integrationRead, write: .integrationWrite)
        + form("sign-on", .organizationSignOnWrite) + form("sign-on/{provider}", .organizationSignOnWrite)
        + [post("organization/delete", .organizationDelete), get("audit", .organizationAuditRead)]

    private static let people: [RouteRule] =
        [
            get("team", .memberRead), post("team/invites", .memberInvite),
            post("team/invites/{invite}", .memberInviteRevoke), post("team/leave", .memberLeave),
            post("team/members/{user}/role", .memberRoleWrite), post("team/members/{user}/remove", .memberRemove),
            post("team/members/{user}/sessions", .memberSessionRevoke),
            post("team/members/{user}/password", .memberPasswordReset),
            post("team/members/{user}/second-factor", .memberSecondFactorRemove),
            get("teams", .teamRead), post("teams", .teamCreate), post("teams/{team}/members", .teamMemberWrite),
            post("teams/{team}/delete", .teamDelete), post("teams/{team}/leave", .teamLeave),
        ] + form("teams/{team}", read: .teamRead, write: .teamWrite)

    private static let server: [RouteRule] =
        form("organizations/new", .organizationCreate)
        // Which of one's own organizations this browser shows.
        + [line("POST", "organizations/current", .signedIn)]
        + form("server", .installationSettingsWrite)
        + [get("status", .installationStatusRead), get("status/audit", .installationAuditRead)]
}
