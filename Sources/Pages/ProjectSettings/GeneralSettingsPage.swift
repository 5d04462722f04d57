import Markup
import SentryProtocol
import Storage

/// `/projects/<slug>/settings/`: what the project is called, and its end.
public struct GeneralSettingsModel: Sendable {
    public var frame: FrameModel
    var data: ProjectSettingsData

    /// `data.texts` holds `FieldName.name`, `SettingsField.slug` and `SettingsField.platform`.
    public init(frame: FrameModel, data: ProjectSettingsData) {
        (self.frame, self.data) = (frame, data)
        self.frame.selectedProject = data.project.slug
    }
}

/// Names, archiving, deleting.
public func generalSettingsPage(_ model: GeneralSettingsModel) -> HTML {
    let (say, data) = (model.frame.language, model.data)
    let action = Link.projectSettings(projectSlug: data.project.slug, .general).path
    func field(_ name: String, _ label: SettingsPhrase, _ hint: SettingsPhrase?) -> HTML {
        textField(name, label, hint, data.texts, data.problems, say)
    }
    let form = settingsForm(
        model.frame, data,
        fields: field(FieldName.name, .name, nil) + field(SettingsField.slug, .slug, .slugHint)
            + field(SettingsField.platform, .platform, .platformHint),
        buttons: saveButton(say))
    let ends: HTML = when(data.canChange, archiveForm(model, action) + deleteForm(model, action))
    return settingsPage(model.frame, data.project, .general, content: "\(form)\n\(ends)")
}

private func saveButton(_ say: Language) -> HTML {
    """
    <p class="buttons"><button class="primary" name="\(FieldName.action)" value="\(SettingsAction.save.rawValue)">\
    \(say(.settings(.save)))</button></p>
    """
}

private func archiveForm(_ model: GeneralSettingsModel, _ action: String) -> HTML {
    let (say, isArchived) = (model.frame.language, model.data.project.isArchived)
    let command: SettingsAction = isArchived ? .unarchive : .archive
    return """
        <section><h2>\(say(.settings(isArchived ? .unarchiveTitle : .archiveTitle)))</h2>\
        <p class="muted explains">\(say(.settings(isArchived ? .unarchiveText : .archiveText)))</p>
        <form method="post" action="\(action)">\(csrfField(model.frame.csrf))\
        <button name="\(FieldName.action)" value="\(command.rawValue)">\
        \(say(.settings(isArchived ? .unarchiveTitle : .archiveTitle)))</button></form></section>

        """
}

private func deleteForm(_ model: GeneralSettingsModel, _ action: String) -> HTML {
    let (say, data) = (model.frame.language, model.data)
    return """
        <section class="danger"><h2>\(say(.settings(.deleteTitle)))</h2>\
        <p class="muted explains">\(say(.settings(.deleteText)))</p>
        <form method="post" action="\(action)" class="settings">\(csrfField(model.frame.csrf))
        \(textField(
            SettingsField.confirmation, .confirmDelete(data.project.slug), nil, data.texts, data.problems, say))
        <p class="buttons"><button class="danger" name="\(FieldName.action)" \
        value="\(SettingsAction.delete.rawValue)">\(say(.settings(.deleteTitle)))</button></p></form></section>
        """
}

/// A line of text with its label and what is wrong with it.
func textField(
    _ name: String, _ label: SettingsPhrase, _ hint: SettingsPhrase?, _ texts: [String: String],
    _ problems: [SettingProblem], _ say: Language
) -> HTML {
    let note = note(
        name, problems.filter { $0.name == name }.map { say(.settings(.problem($0))) }, hint.map { say(.settings($0)) })
    return """
        <div class="field"><label for="\(name)">\(say(.settings(label)))</label>\
        <input id="\(name)" name="\(name)" value="\(texts[name] ?? "")" maxlength="200" autocomplete="off" \
        autocapitalize="off" spellcheck="false"\(note.attributes)>\(note.html)</div>

        """
}

/// `/projects/new/`: a project's name, and then how to connect it.
public struct NewProjectModel: Sendable {
    public var frame: FrameModel
    var texts: [String: String]
    var problems: [SettingProblem]
    var platforms: [(id: String, name: String)]

    public init(frame: FrameModel, texts: [String: String] = [:], problems: [SettingProblem] = []) {
        (self.frame, self.texts, self.problems) = (frame, texts, problems)
        platforms = ConnectPlatform.all.map { ($0.id, $0.name) }
    }
}

/// A form of three fields, of which one has to be filled in.
public func newProjectPage(_ model: NewProjectModel) -> HTML {
    let say = model.frame.language
    let chosen = model.texts[SettingsField.platform] ?? ""
    let options = model.platforms.html { option($0.id, $0.name, isSelected: $0.id == chosen) }
    return framePage(
        model.frame, title: say(.settings(.newProject)), section: .projects, isNarrow: true,
        content: """
            <div class="card"><h1>\(say(.settings(.newProject)))</h1>
            <form method="post" action="\(Link.newProject.path)" class="settings">\(csrfField(model.frame.csrf))
            \(textField(FieldName.name, .name, nil, model.texts, model.problems, say))\
            \(textField(SettingsField.slug, .slug, .newSlugHint, model.texts, model.problems, say))\
            <div class="field"><label for="\(SettingsField.platform)">\(say(.settings(.platform)))</label>\
            <select id="\(SettingsField.platform)" name="\(SettingsField.platform)">\
            \(option("", say(.settings(.anyPlatform)), isSelected: chosen.isEmpty))\(options)</select></div>
            <p class="buttons"><button class="primary">\(say(.settings(.createProject)))</button></p></form></div>
            """)
}
