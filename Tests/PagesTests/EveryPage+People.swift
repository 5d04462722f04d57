import Access
import Markup
import Pages
import SentryProtocol
import Storage

/// The pages about people, with everything on them.
extension EveryPage {
    static func people(_ language: Language) -> [(String, HTML)] {
        let guest = FrameModel(language: language, csrf: "token", version: "0.1.0")
        let settings = SettingsFrame(
            frame: Samples.frame(language), tabs: SettingsTab.allCases, problem: .lastOwner, now: Samples.now)
        let later = Samples.now.adding(seconds: 86_400)
        let user = User(
            id: UserID(rawValue: 7), email: hostile, name: hostile, role: .admin, isActive: true,
            createdAt: Samples.now)
        let acme = OrganizationID(rawValue: 1)
        let member = Member(
            user: user,
            membership: Membership(userID: user.id, organizationID: acme, role: .admin, joinedAt: Samples.now),
            teams: [], hasSecondFactor: true, isOnlyHere: true)
        let invite = Invite(
            id: InviteID(rawValue: 3), organizationID: acme, role: .member, teams: [], email: hostile,
            invitedBy: user.id, createdAt: Samples.now, expiresAt: later)
        let session = SessionSummary(
            id: SessionID(rawValue: 5), userID: user.id, createdAt: Samples.now, expiresAt: later,
            lastSeenAt: Samples.now, address: hostile, userAgent: hostile)
        let token = TokenSummary(
            id: TokenID(rawValue: 9), kind: .user, name: hostile, tail: "abcd", scopes: ["org:read"], userID: user.id,
            organizationID: nil, createdBy: nil, createdAt: Samples.now, expiresAt: nil)
        let provider = IdentityProvider(
            id: IdentityProviderID(rawValue: 2), organizationID: acme, name: hostile, issuer: hostile,
            clientID: hostile, sealedClientSecret: nil, scopes: [], groupsClaim: "groups",
            mappings: [GroupMapping(group: hostile, role: .owner)], defaultRole: nil, isRequired: true, isActive: true)
        let identity = LinkedIdentity(userID: user.id, providerID: provider.id, subject: "s", linkedAt: Samples.now)
        let entry = AuditEntry(
            at: Samples.now, organizationID: acme, actor: .user(user.id), actorName: hostile, event: "member.invite",
            target: AuditTarget(kind: "invite", id: "3", name: hostile), address: hostile, userAgent: hostile,
            before: nil, after: Array("{\"name\":\"<b>\"}".utf8))
        let team = Team(
            id: TeamID(rawValue: 4), organizationID: acme, slug: "web", name: hostile, createdAt: Samples.now)
        let person = PeopleModel.Person(member: member, isYou: false, actions: Set(MemberAction.allCases))
        let page = Page(rows: [entry], next: Cursor(value: 1, offset: 0, isPrevious: false))
        return [
            (
                "account",
                accountPage(
                    AccountModel(
                        settings: settings, name: hostile, email: hostile, newEmail: hostile, hasPassword: true))
            ),
            (
                "organization",
                organizationPage(
                    OrganizationModel(
                        settings: settings, name: hostile, slug: hostile, mayChange: true, mayCreate: true))
            ),
            ("new organization", newOrganizationPage(settings, name: hostile, slug: hostile)),
            (
                "provider",
                providerPage(
                    ProviderModel(
                        settings: settings, id: provider.id, hasSecret: true, entry: ProviderEntry(provider)))
            ),
            ("password", passwordPage(PasswordModel(settings: settings, hasPassword: true))),
            ("sessions", sessionsPage(SessionsModel(settings: settings, sessions: [session, session], current: nil))),
            (
                "tokens",
                tokensPage(
                    TokensModel(
                        settings: settings, tokens: [token], isOrganization: true, scopes: Scope.allCases,
                        newToken: "sntryu_x"))
            ),
            (
                "people",
                peoplePage(
                    PeopleModel(
                        settings: settings, people: [person], invites: [invite], roles: Role.allCases,
                        newLink: (true, "https://errors.example.com/invite/x/")))
            ),
            ("audit log", auditLogPage(AuditLogModel(settings: settings, page: page, prefix: hostile))),
            (
                "sign-on",
                signOnPage(
                    SignOnModel(settings: settings, providers: [provider], redirectAddress: { _ in "https://a" }))
            ),
            (
                "identities",
                identitiesPage(
                    IdentitiesModel(settings: settings, linked: [(provider, identity)], others: [provider]))
            ),
            ("teams", teamsPage(TeamsModel(settings: settings, teams: [team], mayCreate: true))),
            (
                "team",
                teamPage(
                    TeamModel(
                        settings: settings, team: team, people: [(user, true), (user, false)],
                        projects: [(Samples.projects[0], true, true), (Samples.projects[1], false, true)],
                        mayChange: true, isIn: true))
            ),
            ("second factor, code", secondFactorLogInPage(SecondFactorLogInModel(frame: guest, problem: .wrongCode))),
            (
                "invitation",
                invitationPage(
                    InvitationModel(
                        frame: guest, secret: "s", organization: hostile, role: .member, fixedEmail: nil,
                        problem: .accountNotMade))
            ),
            ("password reset", passwordResetPage(PasswordResetModel(frame: guest, secret: "s", email: hostile))),
            ("dead link", deadLinkPage(guest)),
            ("leaving", leavingPage(guest, provider: provider, address: "https://a.example/?a=1&b=2")),
        ]
            + secondFactorStates.map { state in
                ("second factor", secondFactorPage(SecondFactorModel(settings: settings, state: state)))
            }
    }

    private static let hostile = "<script>alert(1)</script>"
    private static let secondFactorStates: [SecondFactorModel.State] = [
        .off, .begun(address: "otpauth://totp/Culprit:a?secret=AAAA", key: "AAAA"), .on(codesLeft: 3),
        .codes(["aaaaa-bbbbb"]),
    ]
}
