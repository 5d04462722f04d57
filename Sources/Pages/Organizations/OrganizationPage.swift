import Markup
import Storage

/// `/settings/organization/`: what it is called, and which others there are.
public struct OrganizationModel: Sendable {
    public var settings: SettingsFrame
    public var name: String
    public var slug: String
    /// Whether the visitor may rename it, and whether they may make another one.
    public var mayChange: Bool
    public var mayCreate: Bool
    public init(settings: SettingsFrame, name: String, slug: String, mayChange: Bool, mayCreate: Bool) {
        (self.settings, self.name, self.slug) = (settings, name, slug)
        (self.mayChange, self.mayCreate) = (mayChange, mayCreate)
    }
}

/// The organization's names, a switch to one's others, and the way to a new one.
public func organizationPage(_ model: OrganizationModel) -> HTML {
    let say = model.settings.say
    let form = accountForm(
        .organization, model.settings.frame,
        """
        \(organizationFields(name: model.name, slug: model.slug, say))
        <small class="muted">\(say(.people(.organizationSlugText)))</small>
        \(actionButton(.save, say(.people(.save)), isPrimary: true))
        """)
    let names: HTML = "<p>\(foreign(model.name)) <span class=\"muted\"><code>\(foreign(model.slug))</code></span></p>"
    let create: HTML = """
        <p><a class="button" href="\(AccountLink.newOrganization.path)">\(say(.people(.newOrganization)))</a></p>
        """
    return settingsPage(
        model.settings, .organization,
        """
        \(model.mayChange ? form : names)
        \(organizationSwitcher(model.settings.frame))
        \(when(model.mayCreate, create))
        """)
}

/// `/settings/organizations/new/`.
public func newOrganizationPage(_ settings: SettingsFrame, name: String, slug: String) -> HTML {
    let say = settings.say
    return settingsPage(
        settings, .organization,
        """
        <h2>\(say(.people(.newOrganization)))</h2><p class="muted">\(say(.people(.newOrganizationText)))</p>
        \(accountForm(
            .newOrganization, settings.frame,
            organizationFields(name: name, slug: slug, say)
                + actionButton(.create, say(.people(.makeOrganization)), isPrimary: true)))
        """)
}

private func organizationFields(name: String, slug: String, _ say: Language) -> HTML {
    """
    \(textField(AccountField.name, say(.people(.nameLabel)), name, length: 128))
    \(textField(AccountField.slug, say(.people(.teamSlug)), slug, length: 100))
    """
}
