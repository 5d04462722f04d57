import Storage

/// What the pages about people say: accounts, getting in, organizations.
enum PeoplePhrase: Sendable {
    // Settings
    case settings, myAccount, organization, tab(SettingsTab), save, add, revoke, remove, never, shownOnce
    case saved, revoked, joined, left

    // Account
    case nameLabel, emailLabel, currentPassword, newPassword, changePassword, passwordText, noPassword
    case emailText, emailElsewhere, changeEmail

    // Organizations
    case yourOrganizations, organizationSlugText, newOrganization, newOrganizationText, makeOrganization

    // Second factor
    case secondFactorOff, secondFactorOn, codesLeft(Int), turnOn, turnOff, newRecoveryCodes, scanCode
    case qrLabel, keyLabel, code, confirm, recoveryCodesTitle, recoveryCodesText, secondFactorAsk

    // Sessions
    case browser, addressHead, lastSeen, since, thisBrowser, logOutOthers, logOutThat

    // Tokens
    case noTokens, tokenHead, scopes, expires, lastUsed, newToken, makeToken, inDays(Int), kind
    case organizationToken, integrationToken, scopesForTools

    // People
    case role, roleName(Role), person, joinedHead, hasSecondFactor, you, changeRole, logOutEverywhere
    case makeResetLink, removeSecondFactor, leave, invite, inviteText, inviteEmail, makeInvite, invites
    case noInvites, anybody, inviteOpen, inviteUsed, inviteExpired, stateHead, inviteLink, resetLink, more

    // Getting in
    case invitedTo(String), invitedAs(String), join, createAndJoin, haveAccount, deadLink, deadLinkText
    case chooseNewPassword, logInWith(String), forgotten

    // Sign-on
    case identitiesText, noIdentities, linkAccount(String), unlink, provider, issuer, clientID
    case clientSecret, redirectAddress, extraScopes, groupsClaim, mappings, defaultRole, noRole
    case edit, clientSecretKept, removeSecret, providerOff
    case isRequired, addProvider, noProviders, switchOn, switchOff, signOnText

    // Audit log
    case auditText, noEntries, whenHead, whoHead, whatHead, targetHead, changeHead, eventPrefix, filter
    case commandLine, system, stranger, token(String)

    // Teams
    case teamText, noTeams, teamSlug, makeTeam, deleteTeam, teamMembers, teamProjects
    case addToTeam, takeFromTeam, leaveTeam, giveProject, takeProject, nothingThere

    // Problems
    case problem(PeopleProblem)
}

/// Why something about people was not done. The raw value stands in addresses.
public enum PeopleProblem: String, Sendable, CaseIterable, Equatable {
    case wrongPassword, passwordTooShort, passwordTooLong, passwordCommon
    case passwordSimple, passwordPersonal, nameMissing, emailInvalid
    case wrongCode, tooManyAttempts, noScopes, scopeAboveRole
    case expiryPast, mayNotInvite, roleAboveOwn, alreadyMember
    case tooManyInvites, lastOwner, accountNotMade, otherAddress
    case badIssuer, badMapping, providerUnreachable, signOnFailed
    case signOnRequired, askToLink, noPlace, identityTaken, teamTaken, badSlug
    case emailRefused, organizationTaken
}

/// What was done, said once after a redirect. The raw value stands in addresses.
public enum PeopleNotice: String, Sendable, CaseIterable {
    case saved, revoked, joined, left

    var phrase: Phrase {
        switch self {
        case .saved: .people(.saved)
        case .revoked: .people(.revoked)
        case .joined: .people(.joined)
        case .left: .people(.left)
        }
    }
}

/// The pages of the settings, in the order of their tabs.
public enum SettingsTab: String, Sendable, CaseIterable {
    // One's own account.
    case account, password, secondFactor, sessions, tokens, identities
    // The organization.
    case organization, people, teams, organizationTokens, signOn, audit

    var isOwn: Bool {
        switch self {
        case .account, .password, .secondFactor, .sessions, .tokens, .identities: true
        case .organization, .people, .teams, .organizationTokens, .signOn, .audit: false
        }
    }

    var link: AccountLink {
        switch self {
        case .account: .settings
        case .password: .password
        case .secondFactor: .secondFactor
        case .sessions: .sessions
        case .tokens: .tokens
        case .identities: .identities
        case .organization: .organization
        case .people: .team
        case .teams: .teams
        case .organizationTokens: .organizationTokens
        case .signOn: .signOn
        case .audit: .audit(prefix: "", cursor: .start)
        }
    }
}
