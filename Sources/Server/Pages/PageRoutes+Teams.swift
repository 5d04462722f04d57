import Access
import HTTPTypes
import Hummingbird
import Pages
import SentryProtocol
import Storage

/// `/settings/teams/…`, and the teams of a project.
extension PageRoutes {
    func teams(_ visit: Visit, _ path: [String]) async throws -> Response {
        guard let home = visit.organization else { throw PageFailure.notFound }
        guard let text = path.first else {
            return visit.isPost ? try await createTeam(visit, home) : try await teamsPage(visit, home)
        }
        guard let number = Int64(text), let team = try await people.team(TeamID(rawValue: number)) else {
            throw PageFailure.notFound
        }
        guard visit.isPost else { return try await teamPage(visit, team) }
        switch path.count == 2 ? TeamAction(rawValue: path[1]) : nil {
        case .members: return try await changeMembers(visit, team)
        case .leave:
            let user = try user(of: visit)
            guard try await people.removeMember(user.id, from: team.id) else { throw PageFailure.notFound }
            await note(visit, .teamMemberRemove, team, user.email)
            return redirect(to: AccountLink.teams.path, with: .people(.left))
        case .delete:
            _ = try await people.deleteTeam(team.id)
            await note(visit, .teamDelete, team)
            return redirect(to: AccountLink.teams.path, with: .people(.left))
        case .show, nil: throw PageFailure.notFound
        }
    }

    private func teamsPage(
        _ visit: Visit, _ home: OrganizationID, _ problem: PeopleProblem? = nil
    ) async throws -> Response {
        let model = TeamsModel(
            settings: try await settingsFrame(visit, problem), teams: try await people.teams(of: home),
            mayCreate: may(visit, .teamCreate, .organization(home)))
        return page(Pages.teamsPage(model), status: Self.status(of: problem), visit)
    }

    private func createTeam(_ visit: Visit, _ home: OrganizationID) async throws -> Response {
        let form = try await form(visit)
        let slug = form[AccountField.slug]
        let name = String(form[AccountField.name].prefix(128))
        do {
            let team = try await people.createTeam(
                slug: slug, name: name.isEmpty ? slug : name, in: home, at: visit.now)
            // Admins reach only teams that they are in; whoever makes one is in it.
            _ = try await people.addMember(try user(of: visit).id, to: team.id, at: visit.now)
            await note(visit, .teamCreate, team)
            return redirect(to: AccountLink.inTeam(team.id, .show).path, with: .people(.saved))
        } catch PeopleError.badSlug {
            return try await teamsPage(visit, home, .badSlug)
        } catch PeopleError.taken {
            return try await teamsPage(visit, home, .teamTaken)
        }
    }

    private func teamPage(_ visit: Visit, _ team: Team) async throws -> Response {
        let home = team.organizationID
        let inside = Set(try await people.members(of: team.id))
        let owners = try await people.projectTeams(of: home)
        let projects = try await visibleProjects(visit).filter { $0.organizationID == home }.map { project in
            let teams = owners[project.id] ?? []
            return (
                project: project, isTheirs: teams.contains(team.id),
                mayChange: may(visit, .projectTeamWrite, .project(of: home, teams: teams))
            )
        }
        let model = TeamModel(
            settings: try await settingsFrame(visit), team: team,
            people: try await people.members(of: home).map { (user: $0.user, isIn: inside.contains($0.user.id)) },
            projects: projects, mayChange: may(visit, .teamMemberWrite, .team(team.id, of: home)),
            isIn: inside.contains(try user(of: visit).id))
        return page(Pages.teamPage(model), visit)
    }

    private func changeMembers(_ visit: Visit, _ team: Team) async throws -> Response {
        let form = try await form(visit)
        guard let number = Int64(form[AccountField.number]),
            let member = try await people.member(UserID(rawValue: number), of: team.organizationID)
        else { throw PageFailure.notFound }
        if form[AccountField.action] == AccountAction.on.rawValue {
            _ = try await people.addMember(member.user.id, to: team.id, at: visit.now)
            await note(visit, .teamMemberAdd, team, member.user.email)
        } else {
            _ = try await people.removeMember(member.user.id, from: team.id)
            await note(visit, .teamMemberRemove, team, member.user.email)
        }
        return redirect(to: AccountLink.inTeam(team.id, .show).path, with: .people(.saved))
    }

    /// `POST /projects/<slug>/settings/teams/`: gives a project to a team, or takes it away.
    func projectTeams(_ visit: Visit, slug: String) async throws -> Response {
        guard visit.isPost else { throw PageFailure.methodNotAllowed }
        let form = try await form(visit)
        guard let project = try await visibleProjects(visit).first(where: { $0.slug == slug }),
            let number = Int64(form[AccountField.number]), let team = try await people.team(TeamID(rawValue: number)),
            team.organizationID == project.organizationID
        else { throw PageFailure.notFound }
        if form[AccountField.action] == AccountAction.on.rawValue {
            _ = try await people.assign(team.id, to: project.id)
            await note(visit, .projectTeamAdd, team, project)
        } else {
            _ = try await people.unassign(team.id, from: project.id)
            await note(visit, .projectTeamRemove, team, project)
        }
        return redirect(to: AccountLink.inTeam(team.id, .show).path, with: .people(.saved))
    }

    private func note(_ visit: Visit, _ event: AuditEvent, _ team: Team, _ project: Project) async {
        var change = AuditChange()
        change.note("team", from: nil, to: .text(team.slug))
        await audit.note(visit.entry(event, to: AuditTarget(project), in: project.organizationID, change: change))
    }

    private func note(_ visit: Visit, _ event: AuditEvent, _ team: Team, _ member: String? = nil) async {
        var change = AuditChange()
        if let member { change.note("member", from: nil, to: .text(member)) }
        await audit.note(
            visit.entry(
                event, to: AuditTarget(kind: "team", id: String(team.id.rawValue), name: team.slug),
                in: team.organizationID, change: change))
    }
}
