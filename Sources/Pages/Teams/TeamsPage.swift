import Markup
import Storage

/// `/settings/teams/`.
public struct TeamsModel: Sendable {
    public var settings: SettingsFrame
    public var teams: [Team]
    /// Whether the visitor may make one.
    public var mayCreate: Bool
    public init(settings: SettingsFrame, teams: [Team], mayCreate: Bool) {
        (self.settings, self.teams, self.mayCreate) = (settings, teams, mayCreate)
    }
}

/// The teams, and a form for a new one.
public func teamsPage(_ model: TeamsModel) -> HTML {
    let say = model.settings.say
    let list: HTML =
        model.teams.isEmpty
        ? "<p class=\"muted\">\(say(.people(.noTeams)))</p>"
        : "<ul>\(model.teams.html { "<li>\(teamLink($0))</li>" })</ul>"
    let form = accountForm(
        .teams, model.settings.frame,
        """
        \(textField(AccountField.slug, say(.people(.teamSlug)), length: 100))
        \(textField(AccountField.name, say(.people(.nameLabel)), isRequired: false, length: 128))
        <button class="primary">\(say(.people(.makeTeam)))</button>
        """)
    return settingsPage(
        model.settings, .teams,
        "<p class=\"muted\">\(say(.people(.teamText)))</p>\(list)\(when(model.mayCreate, form))")
}

private func teamLink(_ team: Team) -> HTML {
    "<a href=\"\(AccountLink.inTeam(team.id, .show).path)\">#\(team.slug)</a> \(foreign(team.name))"
}

/// `/settings/teams/<number>/`.
public struct TeamModel: Sendable {
    public var settings: SettingsFrame
    public var team: Team
    /// Everybody in the organization, and whether they are in.
    public var people: [(user: User, isIn: Bool)]
    /// The organization's projects, whether they are the team's, and whether the visitor may change that.
    public var projects: [(project: Project, isTheirs: Bool, mayChange: Bool)]
    public var mayChange: Bool
    public var isIn: Bool
    public init(
        settings: SettingsFrame, team: Team, people: [(user: User, isIn: Bool)],
        projects: [(project: Project, isTheirs: Bool, mayChange: Bool)], mayChange: Bool, isIn: Bool
    ) {
        (self.settings, self.team, self.people) = (settings, team, people)
        (self.projects, self.mayChange, self.isIn) = (projects, mayChange, isIn)
    }
}

/// Who is in it, and what is theirs.
public func teamPage(_ model: TeamModel) -> HTML {
    let say = model.settings.say
    let frame = model.settings.frame
    let members = model.people.filter { $0.isIn || model.mayChange }
    let projects = model.projects.filter { $0.isTheirs || $0.mayChange }
    return settingsPage(
        model.settings, .teams,
        """
        <h2>\(teamLink(model.team))</h2>
        \(when(
            model.isIn,
            accountForm(
                .inTeam(model.team.id, .leave), frame, isInline: true,
                "<button>\(say(.people(.leaveTeam)))</button>")))
        \(plainTable(say(.people(.teamMembers)), [say(.people(.teamMembers)), ""], members.html { memberRow($0, model) }))
        \(plainTable(say(.people(.teamProjects)), [say(.people(.teamProjects)), ""], projects.html { projectRow($0, model) }))
        \(when(
            model.mayChange,
            accountForm(
                .inTeam(model.team.id, .delete), frame, isInline: true,
                "<button>\(say(.people(.deleteTeam)))</button>")))
        """)
}

private func memberRow(_ row: (user: User, isIn: Bool), _ model: TeamModel) -> HTML {
    let say = model.settings.say
    let button =
        row.isIn
        ? actionButton(.off, say(.people(.takeFromTeam))) : actionButton(.on, say(.people(.addToTeam)))
    let form = accountForm(
        .inTeam(model.team.id, .members), model.settings.frame, isInline: true,
        hidden(AccountField.number, String(row.user.id.rawValue)) + button)
    return """
        <tr><td>\(foreign(row.user.name)) <span class="muted">\(foreign(row.user.email))</span></td>\
        <td>\(when(model.mayChange, form))</td></tr>

        """
}

private func projectRow(_ row: (project: Project, isTheirs: Bool, mayChange: Bool), _ model: TeamModel) -> HTML {
    let say = model.settings.say
    let button =
        row.isTheirs
        ? actionButton(.off, say(.people(.takeProject))) : actionButton(.on, say(.people(.giveProject)))
    let form = accountForm(
        .projectTeams(slug: row.project.slug), model.settings.frame, isInline: true,
        hidden(AccountField.number, String(model.team.id.rawValue)) + button)
    return """
        <tr><td>\(foreign(row.project.name))</td><td>\(when(row.mayChange, form))</td></tr>

        """
}
