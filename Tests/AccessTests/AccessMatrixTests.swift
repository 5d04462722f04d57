import Access
import Foundation
import Storage
import Testing

@Suite("Who may do what")
struct AccessMatrixTests {
    /// What the table must say, written by hand: action, where, and the answers for nobody, stranger, member, admin,
    /// manager, owner and operator.
    static let corners = """
        issue.read            own team            401 404 yes yes yes yes 404
        issue.read            other team          401 404 yes yes yes yes 404
        issue.read            other organization  401 404 404 404 404 404 404
        issue.write           own team            401 404 yes yes yes yes 404
        issue.write           other team          401 404 403 403 yes yes 404
        issue.write           no team             401 404 yes yes yes yes 404
        issue.write           other organization  401 404 404 404 404 404 404
        issue.comment         other team          401 404 yes yes yes yes 404
        issue.merge           other team          401 404 403 403 yes yes 404
        issue.delete          own team            401 404 403 yes yes yes 404
        issue.delete          other team          401 404 403 403 yes yes 404
        issue.delete          no team             401 404 403 yes yes yes 404
        event.read            other team          401 404 yes yes yes yes 404
        event.read            other organization  401 404 404 404 404 404 404
        attachment.read       other organization  401 404 404 404 404 404 404
        telemetry.read        other organization  401 404 404 404 404 404 404
        release.write         own team            401 404 yes yes yes yes 404
        release.write         other team          401 404 403 403 yes yes 404
        source-file.write     other team          401 404 403 403 yes yes 404
        chunk.upload          own team            401 404 yes yes yes yes 404
        project.read          other team          401 404 yes yes yes yes 404
        project.create        own team            401 404 403 yes yes yes 404
        project.create        other team          401 404 403 403 yes yes 404
        project.write         own team            401 404 403 yes yes yes 404
        project.write         other team          401 404 403 403 yes yes 404
        project.write         other organization  401 404 404 404 404 404 404
        project.delete        own team            401 404 403 yes yes yes 404
        project.delete        other team          401 404 403 403 yes yes 404
        project.delete        other organization  401 404 404 404 404 404 404
        key.write             own team            401 404 403 yes yes yes 404
        key.write             other organization  401 404 404 404 404 404 404
        alert.write           own team            401 404 403 yes yes yes 404
        monitor.write         other team          401 404 403 403 yes yes 404
        team.create           own team            401 404 403 yes yes yes 404
        team.write            own team            401 404 403 yes yes yes 404
        team.write            other team          401 404 403 403 yes yes 404
        team.member.write     other team          401 404 403 403 yes yes 404
        member.read           own team            401 404 yes yes yes yes 404
        member.invite         own team            401 404 403 yes yes yes 404
        member.role.write     own team            401 404 403 403 yes yes 404
        member.remove         own team            401 404 403 403 yes yes 404
        member.remove         other organization  401 404 404 404 404 404 404
        member.password.reset own team            401 404 403 403 yes yes 404
        organization.write    own team            401 404 403 403 yes yes 404
        organization.delete   own team            401 404 403 403 403 yes 404
        organization.delete   other organization  401 404 404 404 404 404 404
        organization.sign-on.write own team       401 404 403 403 403 yes 404
        organization.audit.read own team          401 404 403 403 yes yes 404
        organization.token.write own team         401 404 403 403 yes yes 404
        integration.write     own team            401 404 403 403 yes yes 404
        account.password.write own team           401 yes yes yes yes yes yes
        account.password.write other organization 401 404 404 404 404 404 404
        account.session.revoke other organization 401 404 404 404 404 404 404
        account.token.write   other organization  401 404 404 404 404 404 404
        installation.status.read own team         401 403 403 403 403 403 yes
        installation.settings.write own team      401 403 403 403 403 403 yes
        organization.create   own team            401 403 403 403 403 403 yes
        """

    @Test("the corners are as they were decided by hand", arguments: corners.split(separator: "\n").map(String.init))
    func corner(line: String) throws {
        let words = line.split(separator: " ").map(String.init)
        let action = try #require(Action(rawValue: words[0]))
        let position = try #require(
            AccessMatrix.Position(rawValue: words[1..<words.count - 7].joined(separator: " ")))
        for (person, expected) in zip(AccessMatrix.Person.allCases, words.suffix(7)) {
            let cell = try #require(
                AccessMatrix.cells.first {
                    $0.action == action && $0.person == person && $0.position == position
                })
            let answer: String
            switch cell.decision {
            case .allowed: answer = "yes"
            case .refused(let refused): answer = String(refused.status)
            }
            #expect(answer == expected, "\(person)")
        }
    }

    @Test("every action has exactly one line, and every line says what it is")
    func complete() {
        #expect(
            AccessTable.rules.map(\.action).sorted { $0.rawValue < $1.rawValue }
                == Action.allCases.sorted { $0.rawValue < $1.rawValue })
        #expect(AccessTable.rules.allSatisfy { !$0.meaning.isEmpty })
        #expect(AccessMatrix.cells.count == Action.allCases.count * 7 * 4)
    }

    @Test("a higher role may do everything that a lower one may")
    func monotone() {
        let order: [Reach] = [.nowhere, .ownTeams, .organization]
        for rule in AccessTable.rules {
            let heights = [Role.member, .admin, .manager, .owner].map { order.firstIndex(of: rule.reach(of: $0)) ?? 0 }
            #expect(heights == heights.sorted(), "\(rule.action)")
        }
    }

    @Test("nobody reaches another organization, nobody at all without logging in")
    func borders() {
        for cell in AccessMatrix.cells where cell.decision.isAllowed {
            #expect(cell.person != .nobody)
            let place = AccessTable.rule(for: cell.action).place
            if place == .installation { #expect(cell.person == .operator) }
            if cell.position == .otherOrganization { #expect(place == .installation) }
            if cell.person == .stranger { #expect(place == .account) }
        }
    }

    @Test("what somebody is refused in another organization does not depend on whether it exists there")
    func hidden() {
        for rule in AccessTable.rules where rule.place != .installation && rule.place != .account {
            for role in Role.allCases {
                let answers = [Set<TeamID>(), [People.ours], [People.theirs]].map {
                    AccessTable.decide(
                        People.browser(role), rule.action, on: .project(of: People.elsewhere, teams: $0))
                }
                #expect(answers.allSatisfy { $0 == .refused(.otherOrganization) })
            }
        }
    }

    @Test("who reaches only their own teams does not reach the whole organization at once")
    func bulk() {
        #expect(
            AccessTable.decide(People.browser(.member), .issueWrite, on: .organization(People.home))
                == .refused(.otherTeam))
        #expect(
            AccessTable.decide(People.browser(.manager), .issueWrite, on: .organization(People.home))
                == .allowed(.role))
        #expect(
            AccessTable.decide(People.browser(.member), .issueRead, on: .organization(People.home)) == .allowed(.role))
    }

    @Test("the reason says which way it was allowed")
    func grants() {
        let member = People.browser(.member)
        func decide(_ teams: Set<TeamID>) -> Decision {
            AccessTable.decide(member, .issueWrite, on: .project(of: People.home, teams: teams))
        }
        #expect(decide([People.ours, People.theirs]) == .allowed(.ownTeam))
        #expect(decide([]) == .allowed(.everybodys))
        #expect(decide([People.theirs]) == .refused(.otherTeam))
    }

    @Test("a role in one organization is worth nothing in another, even for the same user")
    func severalMemberships() {
        var access = People.access(.owner, teams: [People.theirs])
        access.memberships.append(
            Membership(
                userID: access.user.id, organizationID: People.elsewhere, role: .member, joinedAt: People.now))
        let project = Target.project(of: People.elsewhere, teams: [TeamID(rawValue: 50)])
        #expect(AccessTable.decide(.user(access), .projectDelete, on: project) == .refused(.roleTooLow))
        #expect(AccessTable.decide(.user(access), .issueRead, on: project) == .allowed(.role))
    }

    @Test("it prints as a table with its number of cells, and as documentation with every action")
    func printed() throws {
        let text = AccessMatrix.text
        #expect(text.split(separator: "\n").count == Action.allCases.count * 4 + 2)
        #expect(text.contains("\(Action.allCases.count * 28) cells, "))
        let markdown = AccessTable.markdown
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let file = root.appending(path: "Sources/CulpritCommand/Culprit.docc/WhoMayDoWhat.md")
        if ProcessInfo.processInfo.environment["CULPRIT_RECORD_SNAPSHOTS"] != nil {
            try Data(markdown.utf8).write(to: file)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == markdown, "set CULPRIT_RECORD_SNAPSHOTS to write it")
        for action in Action.allCases { #expect(markdown.contains("| `\(action.rawValue)` |")) }
    }
}

@Suite("Nobody takes over somebody above them")
struct RankTests {
    @Test("a role is changed, removed and reset only by the same or a higher one", arguments: Role.allCases)
    func ranks(theirs: Role) {
        for mine in [Role.manager, .owner] {
            for action in [Action.memberRoleWrite, .memberRemove, .memberSessionRevoke, .memberPasswordReset] {
                let decision = AccessTable.decide(
                    People.browser(mine), action, on: .member(People.member(theirs)))
                #expect(decision == (theirs.rank <= mine.rank ? .allowed(.role) : .refused(.outranked)))
            }
        }
    }

    @Test("the account of somebody who belongs elsewhere too is not this organization's to open")
    func elsewhere() {
        let member = Target.member(People.member(.member, isOnlyHere: false))
        let owner = People.browser(.owner)
        #expect(AccessTable.decide(owner, .memberPasswordReset, on: member) == .refused(.belongsElsewhere))
        #expect(AccessTable.decide(owner, .memberSecondFactorRemove, on: member) == .refused(.belongsElsewhere))
        #expect(AccessTable.decide(owner, .memberRemove, on: member).isAllowed)
    }

    @Test("a target that names no member is refused rather than taken for the lowest")
    func noMember() {
        #expect(
            AccessTable.decide(People.browser(.owner), .memberRemove, on: .organization(People.home))
                == .refused(.outranked))
    }

    @Test("nobody gives a role above their own")
    func handingOut() {
        for mine in [Role.manager, .owner] {
            for role in Role.allCases {
                let decision = InviteRules.decideRoleChange(
                    of: People.member(.member), to: role, by: People.browser(mine))
                #expect(decision.isAllowed == (role.rank <= mine.rank))
            }
        }
        #expect(
            !InviteRules.decideRoleChange(of: People.member(.owner), to: .member, by: People.browser(.manager))
                .isAllowed)
        #expect(
            !InviteRules.decideRoleChange(of: People.member(.member), to: .member, by: People.browser(.admin))
                .isAllowed)
    }
}
