import Markup
import SentryProtocol
import Storage

/// `/projects/`: every project with its address.
public struct ProjectsModel: Sendable {
    public var frame: FrameModel
    var rows: [Row]
    /// Slugs of projects that are being deleted.
    var deletions: [String]
    /// Whether the reader may make projects.
    var canCreate: Bool

    struct Row: Sendable {
        var name: String
        var slug: String
        var platform: String
        var firstEvent: TimeLabel?
        var isArchived: Bool
        var keys: [Key]
    }

    struct Key: Sendable {
        var dsn: String
        var label: String
        var isActive: Bool
    }

    /// `dsn` prints the address of a key.
    public init(
        frame: FrameModel, projects: [Project], keys: [ProjectKey], deletions: [ProjectDeletion] = [],
        canCreate: Bool = true, now: Timestamp, dsn: (ProjectKey) -> String
    ) {
        (self.deletions, self.canCreate) = (deletions.map(\.slug), canCreate)
        let clock = Clock(now: now, frame: frame)
        let keysByProject = Dictionary(grouping: keys, by: \.projectID)
        self.frame = frame
        // What is archived comes last.
        rows = (projects.filter { !$0.isArchived } + projects.filter(\.isArchived)).map { project in
            Row(
                name: project.name, slug: project.slug, platform: project.platform ?? "",
                firstEvent: project.firstEventAt.map { clock.label($0) }, isArchived: project.isArchived,
                keys: (keysByProject[project.id] ?? []).map {
                    Key(dsn: dsn($0), label: $0.label, isActive: $0.isActive)
                })
        }
    }
}

/// A table of projects.
public func projectsPage(_ model: ProjectsModel) -> HTML {
    let say = model.frame.language
    let table: HTML = """
        <table class="list projects"><caption class="hidden">\(say(.projects))</caption><thead><tr>\
        <th scope="col">\(say(.project))</th><th scope="col">\(say(.dsn))</th><th scope="col">\(say(.firstEvent))</th>\
        <td></td></tr></thead><tbody>
        \(model.rows.html { projectRow($0, say) })</tbody></table>
        """
    return framePage(
        model.frame, title: say(.projects), section: .projects,
        content: """
            <div class="head"><h1>\(say(.projects))</h1>\(when(
                model.canCreate,
                "<a class=\"button primary\" href=\"\(Link.newProject.path)\">\(say(.settings(.newProject)))</a>"))</div>
            \(model.rows.isEmpty ? "<p class=\"muted\">\(say(.noProjects))</p>" : table)
            \(model.deletions.html { "<p class=\"muted\">\(say(.settings(.beingDeleted($0))))</p>" })\
            <p class="muted hint">\(say(.createProjectHint)) <code>culprit project create SLUG</code></p>
            """)
}

private func projectRow(_ row: ProjectsModel.Row, _ say: Language) -> HTML {
    let issues = Link.issues(IssueListState(project: row.slug))
    let platform: HTML? = row.platform.isEmpty ? nil : " · \(foreign(row.platform))"
    let keys = row.keys.html { key in
        let off: HTML? = key.isActive ? nil : "<span class=\"chip quiet\">\(say(.dsnInactive))</span>"
        return "<p class=\"key\">\(dsnField(key.dsn, "\(say(.dsn)) · \(row.name) · \(key.label)"))\(off)</p>"
    }
    let connect = Link.connect(projectSlug: row.slug)
    let settings = Link.projectSettings(projectSlug: row.slug, .general)
    let archived: HTML = when(row.isArchived, " \(chip(Chip(text: say(.archived), kind: "quiet")))")
    let firstEvent = row.firstEvent.map(time) ?? "<span class=\"muted\">\(say(.noEventYet))</span>"
    return """
        <tr><td class="what"><a href="\(issues.path)"><bdi><b>\(row.name)</b></bdi></a>\
        <p><span class="id">\(row.slug)</span>\(platform)\(archived)</p></td><td>\(keys)</td><td>\(firstEvent)</td>\
        <td class="number"><a class="button" href="\(connect.path)">\(say(.connect))</a> \
        <a class="button" href="\(settings.path)">\(say(.settings(.settingsOfProject)))</a></td></tr>

        """
}

/// A DSN that one click or a tab selects.
func dsnField(_ dsn: String, _ label: String) -> HTML {
    "<input class=\"dsn\" readonly value=\"\(dsn)\" aria-label=\"\(label)\" size=\"\(min(90, dsn.utf8.count))\">"
}
