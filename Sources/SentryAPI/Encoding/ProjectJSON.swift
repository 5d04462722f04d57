import SentryProtocol
import Storage

/// A project in its lengths (web-api.md §2.3).
struct ProjectJSON {
    let project: Project
    let organization: Organization
    let publicURL: String
    let caller: APIIdentity?

    /// As issues show it.
    func encodeReference(into writer: inout JSONWriter) {
        writer.object { writer in
            writer.id("id", project.id.rawValue)
            writer.field("name", project.name)
            writer.field("slug", project.slug)
            writer.field("platform", project.platform)
        }
    }

    /// A row of a list.
    func encodeSummary(into writer: inout JSONWriter) {
        writer.object { writer in
            summary(&writer)
            writer.key("organization")
            organizationJSON.encodeReference(into: &writer)
        }
    }

    /// What `GET /projects/{o}/{p}/` adds; settings that Culprit does not have show their neutral values.
    func encodeDetail(_ detail: ProjectSettingsJSON, into writer: inout JSONWriter) {
        writer.object { writer in
            summary(&writer)
            writer.strings("environments", detail.environments)
            writer.key("organization")
            organizationJSON.encodeSummary(into: &writer)
            settings(detail.own, &writer)
            detail.encodeGrouping(into: &writer)
        }
    }

    private var organizationJSON: OrganizationJSON {
        OrganizationJSON(organization: organization, publicURL: publicURL)
    }

    private func summary(_ writer: inout JSONWriter) {
        let team = TeamJSON(organization: organization)
        writer.id("id", project.id.rawValue)
        writer.field("slug", project.slug)
        writer.field("name", project.name)
        writer.field("platform", project.platform)
        writer.field("dateCreated", project.createdAt)
        writer.field("isBookmarked", false)
        writer.field("isMember", true)
        writer.field("hasAccess", true)
        writer.field("isPublic", false)
        writer.field("isInternal", false)
        writer.field("color", color)
        writer.emptyArray("features")
        writer.field("firstEvent", project.firstEventAt)
        writer.field("firstTransactionEvent", false)
        writer.strings("access", (caller?.scopes ?? []).sorted())
        for name in ["hasProfiles", "hasReplays", "hasLogs", "hasMonitors", "hasSessions"] as [StaticString] {
            writer.field(name, false)
        }
        writer.field("status", project.isArchived ? "disabled" : "active")
        writer.strings("platforms", project.platform.map { [$0] } ?? [])
        writer.null("latestRelease")
        writer.field("hasUserReports", false)
        writer.avatar()
        writer.key("team")
        team.encodeReference(into: &writer)
        writer.array("teams", [team]) { $1.encodeReference(into: &$0) }
    }

    private func settings(_ own: ProjectSettings, _ writer: inout JSONWriter) {
        writer.object("options") {
            $0.field("filters:blacklisted_ips", own.filters.ipAddresses.joined(separator: "\n"))
            $0.field("filters:releases", own.filters.releases.joined(separator: "\n"))
            $0.field("filters:error_messages", own.filters.errorMessages.joined(separator: "\n"))
            $0.field("filters:react-hydration-errors", own.filters.hydrationErrors)
            $0.field("filters:chunk-load-error", own.filters.chunkLoadErrors)
        }
        writer.strings("allowedDomains", own.allowedDomains)
        writer.field("scrapeJavaScript", false)
        writer.field("verifySSL", false)
        writer.field("subjectTemplate", "$shortID - $title")
        writer.field("subjectPrefix", "")
        writer.emptyArray("highlightTags")
        writer.emptyObject("highlightContext")
        writer.strings("sensitiveFields", own.scrubbing.sensitiveFields)
        writer.strings("safeFields", own.scrubbing.safeFields)
        writer.null("storeCrashReports")
        writer.emptyArray("plugins")
        writer.field("processingIssues", 0)
        writer.object("eventProcessing") { $0.field("symbolicationDegraded", false) }
        writer.field("digestsMinDelay", 300)
        writer.field("digestsMaxDelay", 1_800)
        writer.field("resolveAge", 0)
        writer.field("securityToken", "")
        writer.null("securityTokenHeader")
        writer.field("dataScrubber", own.scrubbing.isOn)
        writer.field("dataScrubberDefaults", own.scrubbing.usesDefaults)
        writer.field("scrubIPAddresses", own.scrubbing.removesIPAddresses)
        writer.null("defaultEnvironment")
        writer.field("relayPiiConfig", own.scrubbing.advancedRules.isEmpty ? nil : own.scrubbing.advancedRules)
        writer.emptyArray("builtinSymbolSources")
        writer.field("symbolSources", "[]")
        writer.field("isDynamicallySampled", false)
    }

    /// A colour to tell projects apart in lists; the same for the same slug.
    private var color: String {
        let palette = [
            "#3fbf7f", "#3f70bf", "#bf6e3f", "#bf3f93", "#7f3fbf", "#3fb5bf", "#bfa33f", "#bf3f4b", "#5ebf3f",
            "#3f4dbf",
        ]
        return palette[Int(StableHash.of(project.slug) % UInt64(palette.count))]
    }
}

/// What of a project is kept beside its row.
struct ProjectSettingsJSON {
    var environments: [String] = []
    var own = ProjectSettings()
    var rules = GroupingRules()
    var configuration: GroupingConfiguration?

    func encodeGrouping(into writer: inout JSONWriter) {
        writer.field("fingerprintingRules", rules.fingerprintRules)
        writer.field("groupingEnhancements", rules.stackRules)
        writer.field("groupingConfig", configuration?.name)
        writer.field("secondaryGroupingConfig", configuration?.previous)
        writer.key("secondaryGroupingExpiry")
        writer.integer(configuration?.previousUntil.map { Int($0.seconds) } ?? 0)
    }
}
