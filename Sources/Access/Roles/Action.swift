/// Everything that can be done with the product. The raw value is the name in documentation and logs.
///
/// What may be done by whom stands in `AccessTable`, and nowhere else. A new action is a case here and a line there.
public enum Action: String, Sendable, CaseIterable, Hashable {
    // The installation.
    case installationStatusRead = "installation.status.read"
    case installationSettingsWrite = "installation.settings.write"
    case installationAuditRead = "installation.audit.read"
    case organizationCreate = "organization.create"

    // One's own account.
    case accountRead = "account.read"
    case accountWrite = "account.write"
    case accountPasswordWrite = "account.password.write"
    case accountSecondFactorWrite = "account.second-factor.write"
    case accountSessionRead = "account.session.read"
    case accountSessionRevoke = "account.session.revoke"
    case accountIdentityWrite = "account.identity.write"
    case accountTokenRead = "account.token.read"
    case accountTokenWrite = "account.token.write"

    // The organization.
    case organizationRead = "organization.read"
    case organizationWrite = "organization.write"
    case organizationDelete = "organization.delete"
    case organizationAuditRead = "organization.audit.read"
    case organizationStatisticsRead = "organization.statistics.read"
    case organizationSignOnWrite = "organization.sign-on.write"
    case organizationTokenRead = "organization.token.read"
    case organizationTokenWrite = "organization.token.write"
    case integrationRead = "integration.read"
    case integrationWrite = "integration.write"
    case repositoryRead = "repository.read"
    case searchShare = "search.share"

    // Its people.
    case memberRead = "member.read"
    case memberInvite = "member.invite"
    case memberInviteRevoke = "member.invite.revoke"
    case memberRoleWrite = "member.role.write"
    case memberRemove = "member.remove"
    case memberLeave = "member.leave"
    case memberSessionRevoke = "member.session.revoke"
    case memberPasswordReset = "member.password.reset"
    case memberSecondFactorRemove = "member.second-factor.remove"

    // Its teams.
    case teamRead = "team.read"
    case teamCreate = "team.create"
    case teamWrite = "team.write"
    case teamDelete = "team.delete"
    case teamMemberWrite = "team.member.write"
    case teamLeave = "team.leave"

    // Its projects.
    case projectList = "project.list"
    case projectRead = "project.read"
    case projectCreate = "project.create"
    case projectWrite = "project.write"
    case projectTeamWrite = "project.team.write"
    case projectArchive = "project.archive"
    case projectDelete = "project.delete"
    case keyRead = "key.read"
    case keyWrite = "key.write"

    // What build servers do.
    case releaseRead = "release.read"
    case releaseWrite = "release.write"
    case chunkUpload = "chunk.upload"
    case sourceFileRead = "source-file.read"
    case sourceFileWrite = "source-file.write"
    case sourceFileDelete = "source-file.delete"

    // Issues and what they are made of.
    case issueRead = "issue.read"
    case issueWrite = "issue.write"
    case issueComment = "issue.comment"
    case issueMerge = "issue.merge"
    case issueDelete = "issue.delete"
    case eventRead = "event.read"
    case attachmentRead = "attachment.read"
    case attachmentDelete = "attachment.delete"
    case feedbackRead = "feedback.read"
    case feedbackWrite = "feedback.write"
    case groupingWrite = "grouping.write"

    // Everything else that SDKs report.
    case telemetryRead = "telemetry.read"
    case monitorRead = "monitor.read"
    case monitorWrite = "monitor.write"
    case alertRead = "alert.read"
    case alertWrite = "alert.write"
}
