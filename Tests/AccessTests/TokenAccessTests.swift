import Access
import Storage
import Testing

@Suite("Tokens reach as far as their scopes, and never further than whom they act for")
struct TokenAccessTests {
    private let project = Target.project(of: People.home, teams: [People.ours])
    private let foreign = Target.project(of: People.elsewhere, teams: [])

    @Test("higher scopes imply the lower ones of their family, and nothing else")
    func implied() {
        #expect(Scope.eventAdmin.implied == [.eventRead, .eventWrite, .eventAdmin])
        #expect(Scope.alertsWrite.implied == [.alertsRead, .alertsWrite])
        #expect(Scope.orgCI.implied == [.orgCI])
        #expect(Scope.projectReleases.implied == [.projectReleases])
        #expect(Scope.memberInvite.implied == [.memberInvite])
        #expect(Scope.allCases.count == 21)
        #expect(Set<Scope>(texts: ["org:read", "org:rule", ""]) == [.orgRead])
    }

    @Test("a user's token needs the scope and the role")
    func both() {
        func decide(_ caller: Caller) -> Decision { AccessTable.decide(caller, .projectDelete, on: project) }
        #expect(decide(People.userToken(.admin, .projectAdmin)).isAllowed)
        #expect(decide(People.userToken(.member, .projectAdmin)) == .refused(.roleTooLow))
        #expect(decide(People.userToken(.owner, .projectWrite)) == .refused(.scopeMissing))
        #expect(decide(People.userToken(.owner)) == .refused(.scopeMissing))
    }

    @Test("with every scope, a user's token never does what the user may not", arguments: Role.allCases)
    func subset(role: Role) {
        let token = Caller.userToken(
            TokenID(rawValue: 1), People.access(role), scopes: Set(Scope.allCases))
        for rule in AccessTable.rules {
            for position in AccessMatrix.Position.allCases {
                let target = AccessMatrix.target(of: rule, at: position)
                let byToken = AccessTable.decide(token, rule.action, on: target)
                let byUser = AccessTable.decide(People.browser(role), rule.action, on: target)
                if byToken.isAllowed { #expect(byUser.isAllowed) }
                if byUser.isAllowed, rule.tokens != .never { #expect(byToken.isAllowed) }
            }
        }
    }

    @Test("the scopes of a role open everything to a token that the role may do with one", arguments: Role.allCases)
    func roleScopes(role: Role) {
        for rule in AccessTable.rules where rule.reach(of: role) != .nowhere && rule.tokens != .never {
            #expect(rule.admits(role.scopes), "\(rule.action)")
        }
    }

    @Test("a role's scopes open nothing to an organization's token that the role could not do at all")
    func noEscalation() {
        // Asked of both ways to create a project, and of releases, whose scopes every member has.
        for role in Role.allCases {
            for rule in AccessTable.rules where rule.place != .installation && rule.place != .account {
                if rule.reach(of: role) == .nowhere { #expect(!rule.admits(role.scopes), "\(role) \(rule.action)") }
            }
        }
    }

    @Test("what keeps accounts and the server safe is not for tokens")
    func peopleOnly() {
        let all = Set(Scope.allCases)
        let user = Caller.userToken(TokenID(rawValue: 1), People.access(.owner, isOperator: true), scopes: all)
        let organization = Caller.organizationToken(TokenID(rawValue: 2), People.home, scopes: all)
        for action in [
            Action.accountPasswordWrite, .accountSecondFactorWrite, .accountTokenWrite, .accountSessionRevoke,
            .organizationTokenWrite, .organizationSignOnWrite, .organizationDelete, .memberPasswordReset,
            .installationSettingsWrite, .organizationCreate,
        ] {
            for target in [Target.account(UserID(rawValue: 1)), .organization(People.home), .installation] {
                #expect(AccessTable.decide(user, action, on: target) == .refused(.notForTokens))
                #expect(AccessTable.decide(organization, action, on: target) == .refused(.notForTokens))
            }
        }
    }

    @Test("a build server's token uploads and releases, in its organization, and does nothing else")
    func buildServer() {
        let token = People.organizationToken(.orgCI)
        let allowed = AccessTable.rules.filter {
            AccessTable.decide(token, $0.action, on: project).isAllowed
        }.map(\.action)
        #expect(
            Set(allowed) == [
                .repositoryRead, .releaseRead, .releaseWrite, .chunkUpload, .sourceFileRead, .sourceFileWrite,
            ])
        #expect(AccessTable.decide(token, .releaseWrite, on: foreign) == .refused(.otherOrganization))
    }

    @Test("an integration's token stays in its organization, has no account, and never touches owners")
    func integration() {
        let token = People.organizationToken(.memberAdmin, .eventAdmin)
        #expect(AccessTable.decide(token, .issueDelete, on: project) == .allowed(.scope))
        #expect(AccessTable.decide(token, .issueDelete, on: foreign) == .refused(.otherOrganization))
        #expect(AccessTable.decide(token, .memberRemove, on: .member(People.member(.manager))).isAllowed)
        #expect(AccessTable.decide(token, .memberRemove, on: .member(People.member(.owner))) == .refused(.outranked))
        #expect(AccessTable.decide(token, .accountRead, on: .account(UserID(rawValue: 1))) == .refused(.notOwnAccount))
        #expect(!InviteRules.mayHandOut(.owner, in: People.home, token))
        #expect(InviteRules.mayHandOut(.manager, in: People.home, token))
        #expect(!InviteRules.mayHandOut(.member, in: People.elsewhere, token))
    }

    @Test("a missing scope is told before anything about the target")
    func order() {
        let token = People.userToken(.owner, .orgRead)
        #expect(AccessTable.decide(token, .issueDelete, on: project) == .refused(.scopeMissing))
        #expect(AccessTable.decide(token, .issueDelete, on: foreign) == .refused(.scopeMissing))
    }

    @Test("nobody makes a token with more than their own role")
    func making() {
        func problem(_ kind: TokenKind, _ scopes: Set<Scope>, _ role: Role) -> TokenRules.Problem? {
            TokenRules.problem(making: kind, scopes: scopes, role: role, expiresAt: nil, at: People.now)
        }
        #expect(problem(.user, [.eventRead], .member) == nil)
        #expect(problem(.user, [.projectAdmin], .member) == .scopeAboveRole)
        #expect(problem(.user, [], .owner) == .noScopes)
        #expect(problem(.organization, Scope.buildServer, .manager) == nil)
        #expect(problem(.organization, [.orgAdmin], .owner) == .scopeAboveRole)
        #expect(problem(.integration, [.orgAdmin], .manager) == .scopeAboveRole)
        #expect(
            TokenRules.problem(
                making: .user, scopes: [.orgRead], role: .owner, expiresAt: People.now, at: People.now) == .expired)
    }
}
