/// The JSON API below `/api/0/` (web-api.md §2).
extension AccessRoutes {
    private static let root = "api/0"
    private static let ofOrganization = "api/0/organizations/{organization}"
    private static let ofProject = "api/0/projects/{organization}/{project}"
    private static let ofTeam = "api/0/teams/{organization}/{team}"
    private static let ofIssue = "api/0/issues/{issue}"
    private static let ofIssueInOrganization = "api/0/organizations/{organization}/issues/{issue}"

    /// What was there first: reading, and the few writes that log-ins, keys and issues need.
    static let api: [RouteRule] = [apiRoot, apiOfOrganization, apiOfProject, apiOfIssue].flatMap { $0 }

    private static let apiRoot = below(
        root,
        lines: [
            // Tells strangers its version, and those with a token who they are.
            line("GET", "", .public), line("GET", "internal/health", .public),
            line("GET", "auth", .signedIn), line("GET", "users/me", .signedIn),
            get("organizations", .organizationRead), get("teams/{organization}/{team}/members", .teamRead),
            get("teams/{organization}/{team}", .teamRead), get("projects", .projectList),
            get("teams/{organization}/{team}/projects", .projectList),
            post("teams/{organization}/{team}/projects", .projectCreate),
        ])

    private static let apiOfOrganization = below(
        ofOrganization,
        lines: [
            get("", .organizationRead), get("members", .memberRead), get("users", .memberRead),
            get("teams", .teamRead), get("projects", .projectList), post("projects", .projectCreate),
            get("environments", .projectList), get("issues", .issueRead), put("issues", .issueWrite),
            get("eventids/{event}", .issueRead), get("shortids/{short}", .issueRead),
            get("events/{event}", .eventRead), get("repos", .repositoryRead), get("searches", .organizationRead),
            get("integrations", .integrationRead), get("plugins/configs", .integrationRead),
            get("sentry-app-installations", .integrationRead), get("trace-items/attributes", .telemetryRead),
        ])

    private static let apiOfProject = below(
        ofProject,
        lines: [
            get("teams", .projectRead), post("teams/{team}", .projectTeamWrite), get("", .projectRead),
            get("keys", .keyRead), post("keys", .keyWrite), get("keys/{key}", .keyRead), put("keys/{key}", .keyWrite),
            delete("keys/{key}", .keyWrite), get("environments", .projectRead),
            get("environments/{environment}", .projectRead), get("issues", .issueRead), put("issues", .issueWrite),
            get("events", .eventRead), get("events/{event}", .eventRead), get("events/{event}/json", .eventRead),
            get("events/{event}/attachments", .attachmentRead), get("events/{event}/committers", .eventRead),
            get("events/{event}/owners", .eventRead), get("events/{event}/grouping-info", .eventRead),
            get("stacktrace-link", .projectRead),
        ])

    private static let apiOfIssue = below(
        ofIssue, ofIssueInOrganization,
        lines: [
            get("", .issueRead), put("", .issueWrite), get("hashes", .issueRead), get("activities", .issueRead),
            get("notes", .issueRead), get("comments", .issueRead), get("stats", .issueRead),
            get("first-last-release", .issueRead), get("external-issues", .issueRead),
            get("user-reports", .issueRead), get("events", .eventRead), get("events/{event}", .eventRead),
            get("events/{event}/json", .eventRead), get("attachments", .attachmentRead),
            get("grouping-info", .issueRead), get("events/{event}/grouping-info", .eventRead),
            get("similar", .issueRead), get("similar-issues", .issueRead),
            get("similar-issues-embeddings", .issueRead), put("hashes", .issueMerge), delete("hashes", .issueMerge),
        ])

    /// The rest of the reference (web-api.md §2). Most of it is served; what is not yet begins closed.
    static let plannedAPI: [RouteRule] =
        [plannedOfOrganization, plannedOfProject, plannedMonitors, plannedOfIssue, plannedReleases].flatMap { $0 }

    private static let plannedOfOrganization =
        below(ofTeam, lines: [put("", .teamWrite), delete("", .teamDelete)])
        + below(
            ofOrganization,
            lines: [
                put("", .organizationWrite), post("teams", .teamCreate), delete("issues", .issueDelete),
                // Sharing one is checked when the body is read (`searchShare`).
                post("searches", .organizationRead), put("searches/{search}", .organizationRead),
                delete("searches/{search}", .organizationRead),
                get("events", .telemetryRead), get("events/validate", .telemetryRead),
                get("events-stats", .telemetryRead), get("tags", .projectList), get("tags/{key}/values", .projectList),
                get("stats_v2", .organizationStatisticsRead), get("stats", .organizationStatisticsRead),
                get("sessions", .releaseRead), get("repos/{repository}/commits", .repositoryRead),
                get("chunk-upload", .chunkUpload), post("chunk-upload", .chunkUpload),
                post("artifactbundle/assemble", .sourceFileWrite), get("alert-rules", .alertRead),
                post("alert-rules", .alertWrite), get("combined-rules", .alertRead), get("workflows", .alertRead),
                get("detectors", .alertRead), get("monitors", .monitorRead), post("monitors", .monitorWrite),
                post("code-mappings/bulk", .projectWrite),
            ])

    private static let plannedOfProject = below(
        ofProject,
        lines: [
            put("", .projectWrite), delete("", .projectDelete), delete("teams/{team}", .projectTeamWrite),
            delete("issues", .issueDelete), get("tags", .projectRead), get("tags/{key}/values", .projectRead),
            get("events/{event}/attachments/{attachment}", .attachmentRead),
            delete("events/{event}/attachments/{attachment}", .attachmentDelete),
            get("events/{event}/source-map-debug", .eventRead), get("stats", .organizationStatisticsRead),
            post("files/difs/assemble", .sourceFileWrite), post("files/dsyms", .sourceFileWrite),
            get("files/dsyms", .sourceFileRead), delete("files/dsyms", .sourceFileDelete),
            post("files/dsyms/associate", .sourceFileWrite),
            post("files/proguard-artifact-releases", .sourceFileWrite), get("files/source-maps", .sourceFileRead),
            get("files/artifact-bundles", .sourceFileRead), get("artifact-lookup", .sourceFileRead),
            post("reprocessing", .projectWrite), get("rules", .alertRead), post("rules", .alertWrite),
            get("rules/{rule}", .alertRead), put("rules/{rule}", .alertWrite), delete("rules/{rule}", .alertWrite),
            get("user-feedback", .feedbackRead), post("user-feedback", .feedbackWrite),
            get("ownership", .projectRead), put("ownership", .projectWrite), get("filters", .projectRead),
            put("filters/{filter}", .projectWrite), get("hooks", .integrationRead), post("hooks", .integrationWrite),
            put("environments/{environment}", .projectWrite),
        ])

    private static let plannedMonitors = below(
        ofOrganization, ofProject,
        lines: [
            get("monitors/{monitor}", .monitorRead), put("monitors/{monitor}", .monitorWrite),
            delete("monitors/{monitor}", .monitorWrite), get("monitors/{monitor}/checkins", .monitorRead),
            get("monitors/{monitor}/stats", .monitorRead),
        ])

    private static let plannedOfIssue = below(
        ofIssue, ofIssueInOrganization,
        lines: [
            delete("", .issueDelete), post("notes", .issueComment), post("comments", .issueComment),
            put("notes/{note}", .issueComment), delete("notes/{note}", .issueComment),
            put("comments/{note}", .issueComment), delete("comments/{note}", .issueComment),
            get("tags", .issueRead), get("tags/{key}", .issueRead),
            get("tags/{key}/values", .issueRead),
        ])

    private static let plannedReleases = below(
        ofOrganization, ofProject,
        lines: [
            get("releases", .releaseRead), post("releases", .releaseWrite), get("releases/{version}", .releaseRead),
            put("releases/{version}", .releaseWrite), delete("releases/{version}", .releaseWrite),
            get("releases/{version}/previous-with-commits", .releaseRead),
            get("releases/{version}/commitfiles", .releaseRead),
            get("releases/{version}/commits", .releaseRead), get("releases/{version}/deploys", .releaseRead),
            post("releases/{version}/deploys", .releaseWrite),
            post("releases/{version}/assemble", .sourceFileWrite),
            get("releases/{version}/files", .sourceFileRead), post("releases/{version}/files", .sourceFileWrite),
            get("releases/{version}/files/{file}", .sourceFileRead),
            put("releases/{version}/files/{file}", .sourceFileWrite),
            delete("releases/{version}/files/{file}", .sourceFileWrite),
        ])
}
