import Storage

/// Everything that is written into the audit log. The raw value is stored and shown; `project.` finds all of a kind.
public enum AuditEvent: String, Sendable, CaseIterable, Hashable {
    // Getting in.
    case logIn = "log-in.accepted"
    case logInRefused = "log-in.refused"
    case logInThrottled = "log-in.throttled"
    case logOut = "log-in.ended"
    case setUp = "installation.set-up"
    case settingsChange = "installation.settings.change"

    case accountChange = "account.change"
    case passwordChange = "account.password.change"
    case secondFactorOn = "account.second-factor.on"
    case secondFactorOff = "account.second-factor.off"
    case recoveryCodesNew = "account.recovery-codes.new"
    case recoveryCodeUse = "account.recovery-codes.use"
    case sessionRevoke = "account.session.revoke"
    case identityLink = "account.identity.link"
    case identityUnlink = "account.identity.unlink"
    case tokenCreate = "token.create"
    case tokenRevoke = "token.revoke"

    case organizationCreate = "organization.create"
    case organizationChange = "organization.change"
    case organizationDelete = "organization.delete"
    case providerCreate = "identity-provider.create"
    case providerChange = "identity-provider.change"
    case providerDelete = "identity-provider.delete"
    case integrationChange = "integration.change"

    case memberInvite = "member.invite"
    case memberInviteRevoke = "member.invite.revoke"
    case memberJoin = "member.join"
    case memberRoleChange = "member.role.change"
    case memberRemove = "member.remove"
    case memberLeave = "member.leave"
    case memberPasswordReset = "member.password-reset.create"
    case memberPasswordResetUse = "member.password-reset.use"
    case memberSecondFactorRemove = "member.second-factor.remove"
    case memberSessionsRevoke = "member.sessions.revoke"

    case teamCreate = "team.create"
    case teamChange = "team.change"
    case teamDelete = "team.delete"
    case teamMemberAdd = "team.member.add"
    case teamMemberRemove = "team.member.remove"

    case projectCreate = "project.create"
    case projectChange = "project.change"
    case projectTeamAdd = "project.team.add"
    case projectTeamRemove = "project.team.remove"
    case projectArchive = "project.archive"
    case projectRestore = "project.restore"
    case projectDelete = "project.delete"
    /// The server has removed the last of its data.
    case projectDeletionEnd = "project.delete.done"
    case keyCreate = "key.create"
    case keyChange = "key.change"
    case keyRevoke = "key.revoke"

    case issueChange = "issue.change"
    case issueComment = "issue.comment"
    case issueMerge = "issue.merge"
    case issueUnmerge = "issue.unmerge"
    case issueDelete = "issue.delete"
    case attachmentDelete = "attachment.delete"
    case feedbackChange = "feedback.change"
    case groupingChange = "grouping.change"
    case searchShare = "search.share"
    case searchChange = "search.change"
    /// Bookmarks and subscriptions.
    case issueMark = "issue.mark"
    case releaseChange = "release.change"
    case releaseDelete = "release.delete"
    case sourceFileCreate = "source-file.create"
    case sourceFileDelete = "source-file.delete"
    case monitorChange = "monitor.change"
    case alertChange = "alert.change"
    /// Entries of this log that were older than they are kept.
    case auditForget = "audit.forget"
    /// A write that nobody gave a name.
    case otherWrite = "write"
}

extension Action {
    /// What the log says when it was done; empty for actions that only read, and for pieces of uploads, whose files
    /// are logged when they are whole.
    public var auditEvents: [AuditEvent] {
        switch self {
        case .installationStatusRead, .installationAuditRead, .accountRead, .accountSessionRead, .accountTokenRead,
            .organizationRead, .organizationAuditRead, .organizationStatisticsRead, .organizationTokenRead,
            .integrationRead, .repositoryRead, .memberRead, .teamRead, .projectList, .projectRead, .keyRead,
            .releaseRead, .chunkUpload, .sourceFileRead, .issueRead, .eventRead, .attachmentRead, .feedbackRead,
            .telemetryRead, .monitorRead, .alertRead:
            []
        case .installationSettingsWrite: [.settingsChange]
        case .organizationCreate: [.organizationCreate]
        case .accountWrite: [.accountChange]
        case .accountPasswordWrite: [.passwordChange]
        case .accountSecondFactorWrite: [.secondFactorOn, .secondFactorOff, .recoveryCodesNew]
        case .accountSessionRevoke: [.sessionRevoke]
        case .accountIdentityWrite: [.identityLink, .identityUnlink]
        case .accountTokenWrite, .organizationTokenWrite: [.tokenCreate, .tokenRevoke]
        case .organizationWrite: [.organizationChange]
        case .organizationDelete: [.organizationDelete]
        case .organizationSignOnWrite: [.providerCreate, .providerChange, .providerDelete]
        case .integrationWrite: [.integrationChange]
        case .searchShare: [.searchShare]
        case .memberInvite: [.memberInvite]
        case .memberInviteRevoke: [.memberInviteRevoke]
        case .memberRoleWrite: [.memberRoleChange]
        case .memberRemove: [.memberRemove]
        case .memberLeave: [.memberLeave]
        case .memberSessionRevoke: [.memberSessionsRevoke]
        case .memberPasswordReset: [.memberPasswordReset]
        case .memberSecondFactorRemove: [.memberSecondFactorRemove]
        case .teamCreate: [.teamCreate]
        case .teamWrite: [.teamChange]
        case .teamDelete: [.teamDelete]
        case .teamMemberWrite: [.teamMemberAdd, .teamMemberRemove]
        case .teamLeave: [.teamMemberRemove]
        case .projectCreate: [.projectCreate]
        case .projectWrite: [.projectChange]
        case .projectTeamWrite: [.projectTeamAdd, .projectTeamRemove]
        case .projectArchive: [.projectArchive, .projectRestore]
        case .projectDelete: [.projectDelete]
        case .keyWrite: [.keyCreate, .keyChange, .keyRevoke]
        case .releaseWrite: [.releaseChange, .releaseDelete]
        case .sourceFileWrite: [.sourceFileCreate]
        case .sourceFileDelete: [.sourceFileDelete]
        case .issueWrite: [.issueChange]
        case .issueComment: [.issueComment]
        case .issueMerge: [.issueMerge, .issueUnmerge]
        case .issueDelete: [.issueDelete]
        case .attachmentDelete: [.attachmentDelete]
        case .feedbackWrite: [.feedbackChange]
        case .groupingWrite: [.groupingChange]
        case .monitorWrite: [.monitorChange]
        case .alertWrite: [.alertChange]
        }
    }
}
