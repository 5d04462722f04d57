import Markup
import SentryProtocol
import Storage

/// What all pages of the settings have in common.
public struct SettingsFrame: Sendable {
    public var frame: FrameModel
    /// The pages that the visitor may see.
    public var tabs: [SettingsTab]
    public var problem: PeopleProblem?
    public var now: Timestamp

    public init(frame: FrameModel, tabs: [SettingsTab], problem: PeopleProblem? = nil, now: Timestamp) {
        (self.frame, self.tabs, self.problem, self.now) = (frame, tabs, problem, now)
    }

    var say: Language { frame.language }

    func when(_ moment: Timestamp?) -> HTML {
        guard let moment else { return "<span class=\"muted\">\(say(.people(.never)))</span>" }
        return time(Clock(now: now, frame: frame).label(moment, moment > now ? .full : .ago))
    }
}

/// A page of the settings: tabs, what went wrong, and `content`.
func settingsPage(_ model: SettingsFrame, _ current: SettingsTab, _ content: HTML) -> HTML {
    let say = model.say
    let title = say(.people(.tab(current)))
    return framePage(
        model.frame, title: title, section: .none,
        content: """
            <nav class="tabs" aria-label="\(say(.people(.settings)))"><ul>\(model.tabs.html { tab in
                """
                <li><a href="\(tab.link.path)"\(when(tab == current, " aria-current=\"page\""))>\
                \(say(.people(.tab(tab))))</a></li>
                """
            })</ul></nav>
            <h1>\(title)</h1>
            \(problemText(model.problem, say))
            \(content)
            """)
}

/// What went wrong, in words.
func problemText(_ problem: PeopleProblem?, _ say: Language) -> HTML? {
    formProblem(problem.map { say(.people(.problem($0))) })
}

/// Which organization a form is about; nothing for readers who have only one.
func organizationField(_ model: FrameModel) -> HTML {
    guard let shown = model.organizations.first(where: \.isCurrent) else { return HTML() }
    return hidden(FieldName.organization, String(shown.id.rawValue))
}

/// A form of these pages.
func accountForm(_ link: AccountLink, _ model: FrameModel, isInline: Bool = false, _ content: HTML) -> HTML {
    """
    <form method="post" action="\(link.path)"\(when(!isInline, " class=\"form\""))>\(csrfField(model.csrf))\
    \(organizationField(model))\(content)</form>
    """
}

/// A button that says what it does.
func actionButton(_ action: AccountAction, _ text: String, isPrimary: Bool = false) -> HTML {
    """
    <button name="\(AccountField.action)" value="\(action.rawValue)"\(when(isPrimary, " class=\"primary\""))>\
    \(text)</button>
    """
}

/// A label and a field for a text that nobody fills in by themselves.
func textField(
    _ name: String, _ label: String, _ value: String = "", type: StaticString = "text", isRequired: Bool = true,
    length: Int = 200
) -> HTML {
    """
    <label for="\(name)">\(label)</label><input id="\(name)" name="\(name)" type="\("\(type)")" value="\(value)" \
    maxlength="\(length)" autocomplete="off" spellcheck="false"\(when(isRequired, " required"))>
    """
}

/// A label and a choice.
func choice(_ name: String, _ label: String, _ options: HTML) -> HTML {
    "<label for=\"\(name)\">\(label)</label><select id=\"\(name)\" name=\"\(name)\">\(options)</select>"
}

/// A table of these pages: column titles, and rows of finished cells.
func plainTable(_ caption: String, _ columns: [String], _ rows: HTML) -> HTML {
    """
    <table class="list"><caption class="hidden">\(caption)</caption><thead><tr>\
    \(columns.html { $0.isEmpty ? "<td></td>" : "<th scope=\"col\">\($0)</th>" })</tr></thead><tbody>
    \(rows)</tbody></table>
    """
}

/// A secret that is shown this once.
func secretOnce(_ title: String, _ secret: String, _ say: Language) -> HTML {
    """
    <section class="card" role="status"><h2>\(title)</h2><p>\(say(.people(.shownOnce)))</p>\
    <pre class="snippet"><code>\(secret)</code></pre></section>
    """
}

/// Roles that may be given out.
func roleOptions(_ roles: [Role], selected: Role, _ say: Language) -> HTML {
    roles.html { option($0.rawValue, say(.people(.roleName($0))), isSelected: $0 == selected) }
}
