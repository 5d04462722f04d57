import Markup
import SentryProtocol
import Storage

/// `/projects/<slug>/settings/privacy/` and its siblings: what is masked, dropped, limited and kept.
public struct SettingsFormModel: Sendable {
    public var frame: FrameModel
    var data: ProjectSettingsData

    public init(frame: FrameModel, data: ProjectSettingsData) {
        (self.frame, self.data) = (frame, data)
        self.frame.selectedProject = data.project.slug
    }
}

/// One form for the settings of a section, and what they would do.
public func settingsFormPage(_ model: SettingsFormModel) -> HTML {
    let (say, data) = (model.frame.language, model.data)
    let fields =
        data.section.words.html { field(for: $0, data, say) }
        + data.section.kinds.html { daysField(for: $0, data, say) }
    let preview: HTML = when(
        data.section.hasPreview,
        """
        <button name="\(FieldName.action)" value="\(SettingsAction.preview.rawValue)">\(say(.settings(.preview)))</button>
        """)
    let buttons: HTML = """
        <p class="buttons">\(preview)<button class="primary" name="\(FieldName.action)" \
        value="\(SettingsAction.save.rawValue)">\(say(.settings(.save)))</button></p>\
        <p class="muted"><small>\(say(.settings(.saveHint)))</small></p>
        """
    let problem = formProblem(data.problems.isEmpty ? nil : say(.problemsAbove)) ?? HTML()
    return settingsPage(
        model.frame, data.project, data.section,
        content: """
            <p class="muted explains">\(say(.settings(.explains(data.section))))</p>
            \(data.preview.map { settingsPreviewSection($0, data.section, say) })\
            \(settingsForm(model.frame, data, fields: problem + fields, buttons: buttons))
            """)
}

/// The fields of a section in a form; to look at, for those who may not change them.
func settingsForm(_ frame: FrameModel, _ data: ProjectSettingsData, fields: HTML, buttons: HTML) -> HTML {
    let say = frame.language
    let legend: HTML = "<legend class=\"hidden\">\(say(.settings(.section(data.section))))</legend>"
    guard data.canChange else {
        return """
            <div class="settings"><fieldset disabled>\(legend)
            \(fields)</fieldset>\(mayNotChange(say))</div>
            """
    }
    return """
        <form method="post" action="\(Link.projectSettings(projectSlug: data.project.slug, data.section).path)" \
        class="settings">\(csrfField(frame.csrf))<fieldset>\(legend)
        \(fields)</fieldset>
        \(buttons)</form>
        """
}

func mayNotChange(_ say: Language) -> HTML { "<p class=\"muted\">\(say(.settings(.mayNotChange)))</p>" }

/// The page around a section of a project's settings.
func settingsPage(
    _ frame: FrameModel, _ project: Project, _ section: SettingsSection, content: HTML
) -> HTML {
    let say = frame.language
    let list = Link.issues(IssueListState(project: project.slug))
    let tabs = SettingsSection.allCases.html { other in
        let link = Link.projectSettings(projectSlug: project.slug, other)
        return """
            <li><a href="\(link.path)"\(when(other == section, " aria-current=\"page\""))>\
            \(say(.settings(.section(other))))</a></li>
            """
    }
    let archived: HTML = when(
        project.isArchived, "<p class=\"problem\">\(say(.settings(.isArchived)))</p>")
    return framePage(
        frame, title: say(.settings(.section(section))) + " · " + project.name, section: .projects,
        next: .projectSettings(projectSlug: project.slug, section),
        content: """
            <p class="trail"><a href="\(list.path)">\(foreign(project.name))</a></p>
            <div class="head"><h1>\(say(.settings(.title)))</h1>\
            <nav class="tabs" aria-label="\(say(.settings(.title)))"><ul>\(tabs)\
            <li><a href="\(Link.groupingRules(projectSlug: project.slug).path)">\(say(.rules(.title)))</a></li>\
            <li><a href="\(Link.connect(projectSlug: project.slug).path)">\(say(.connect))</a></li></ul></nav></div>
            \(archived)\(content)
            """)
}

private func field(for word: SettingWord, _ data: ProjectSettingsData, _ say: Language) -> HTML {
    let (name, text) = (word.rawValue, data.texts[word.rawValue] ?? "")
    let note = note(name, problems(of: name, data, say), say(.settings(.hint(word))))
    switch ProjectSettings.key(named: name)?.type {
    case .flag:
        return """
            <div class="field flag"><input type="checkbox" id="\(name)" name="\(name)" value="on"\
            \(when(text == "on", " checked"))\(note.attributes)><label for="\(name)">\(say(.settings(.label(word))))\
            </label>\(note.html)</div>

            """
    default:
        // A parser drops the first line end of a text area: this one.
        let rows = min(12, max(2, text.split(separator: "\n", omittingEmptySubsequences: false).count + 1))
        return """
            <div class="field"><label for="\(name)">\(say(.settings(.label(word))))</label>\
            <textarea id="\(name)" name="\(name)" rows="\(rows)" spellcheck="false" autocapitalize="off" \
            autocomplete="off"\(note.attributes)>
            \(text)</textarea>\(note.html)</div>

            """
    }
}

private func daysField(for kind: DataKind, _ data: ProjectSettingsData, _ say: Language) -> HTML {
    let name = "retention." + kind.rawValue
    let standard = data.defaultDays[kind].map { say(.settings(.installationKeeps(days: $0))) }
    let note = note(name, problems(of: name, data, say), standard)
    return """
        <div class="field days"><label for="\(name)">\(say(.serverStatus(.kind(kind))))</label>\
        <input id="\(name)" name="\(name)" value="\(data.texts[name] ?? "")" inputmode="numeric" size="6" \
        autocomplete="off"\(note.attributes)> \(say(.settings(.daysUnit)))\(note.html)</div>

        """
}

private func problems(of name: String, _ data: ProjectSettingsData, _ say: Language) -> [String] {
    data.problems.filter { $0.name == name }.map { say(.settings(.problem($0))) }
}

/// What stands below a field: what is wrong with it, else what it means.
func note(_ name: String, _ problems: [String], _ hint: String?) -> (html: HTML, attributes: HTML) {
    if let problem = problems.first {
        return (
            "<small class=\"wrong\" id=\"\(name)-note\">\(foreign(problem))</small>",
            " aria-invalid=\"true\" aria-describedby=\"\(name)-note\""
        )
    }
    guard let hint else { return (HTML(), HTML()) }
    return ("<small class=\"muted\" id=\"\(name)-note\">\(hint)</small>", " aria-describedby=\"\(name)-note\"")
}
