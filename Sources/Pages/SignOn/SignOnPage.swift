import Markup
import Storage

/// `/settings/sign-on/`: the identity providers of the organization.
public struct SignOnModel: Sendable {
    public var settings: SettingsFrame
    public var providers: [IdentityProvider]
    /// Where providers send browsers back to, by provider.
    public var redirectAddress: @Sendable (IdentityProviderID) -> String
    public init(
        settings: SettingsFrame, providers: [IdentityProvider],
        redirectAddress: @escaping @Sendable (IdentityProviderID) -> String
    ) {
        (self.settings, self.providers, self.redirectAddress) = (settings, providers, redirectAddress)
    }
}

/// Providers, and a form for a new one.
public func signOnPage(_ model: SignOnModel) -> HTML {
    let say = model.settings.say
    let providers: HTML =
        model.providers.isEmpty
        ? "<p class=\"muted\">\(say(.people(.noProviders)))</p>" : model.providers.html { providerCard($0, model) }
    return settingsPage(
        model.settings, .signOn,
        """
        <p class="muted">\(say(.people(.signOnText)))</p>
        \(providers)
        <h2>\(say(.people(.addProvider)))</h2>
        \(accountForm(
            .signOn, model.settings.frame,
            providerFields(ProviderEntry(), hasSecret: false, say)
                + actionButton(.create, say(.people(.add)), isPrimary: true)))
        """)
}

private func providerCard(_ provider: IdentityProvider, _ model: SignOnModel) -> HTML {
    let say = model.settings.say
    let mappings = provider.mappings.map { "\($0.group) = \(say(.people(.roleName($0.role))))" }.joined(separator: ", ")
    let rest = provider.defaultRole.map { say(.people(.roleName($0))) } ?? say(.people(.noRole))
    let switchedOff: HTML = "<p class=\"muted\">\(say(.people(.providerOff)))</p>"
    let toggle = actionButton(
        provider.isActive ? .off : .on, say(.people(provider.isActive ? .switchOff : .switchOn)))
    return """
        <section class="card"><h2>\(foreign(provider.name))</h2>\(when(!provider.isActive, switchedOff))
        <p>\(foreign(provider.issuer)) · \(foreign(provider.clientID))</p>
        <p class="muted">\(say(.people(.redirectAddress)))</p>
        <pre class="snippet"><code>\(model.redirectAddress(provider.id))</code></pre>
        <p>\(foreign(mappings)) · \(say(.people(.defaultRole))): \(rest)</p>
        \(when(provider.isRequired, "<p>\(say(.people(.isRequired)))</p>"))
        \(accountForm(
            .signOn, model.settings.frame, isInline: true,
            "\(hidden(AccountField.number, String(provider.id.rawValue)))\(toggle) \(actionButton(.delete, say(.people(.remove))))"
        )) <a class="button" href="\(AccountLink.provider(provider.id).path)">\(say(.people(.edit)))</a></section>

        """
}

/// `/settings/identities/`: accounts elsewhere.
public struct IdentitiesModel: Sendable {
    public var settings: SettingsFrame
    public var linked: [(provider: IdentityProvider, identity: LinkedIdentity)]
    /// Providers that may be linked besides.
    public var others: [IdentityProvider]
    public init(
        settings: SettingsFrame, linked: [(provider: IdentityProvider, identity: LinkedIdentity)],
        others: [IdentityProvider]
    ) {
        (self.settings, self.linked, self.others) = (settings, linked, others)
    }
}

/// Links and unlinks.
public func identitiesPage(_ model: IdentitiesModel) -> HTML {
    let say = model.settings.say
    let columns = [say(.people(.provider)), say(.people(.since)), say(.people(.lastUsed)), ""]
    let table: HTML =
        model.linked.isEmpty
        ? "<p class=\"muted\">\(say(.people(.noIdentities)))</p>"
        : plainTable(
            say(.people(.tab(.identities))), columns,
            model.linked.html { provider, identity in
                """
                <tr><td>\(foreign(provider.name))</td><td>\(model.settings.when(identity.linkedAt))</td>\
                <td>\(model.settings.when(identity.lastUsedAt))</td><td>\(identityButton(.unlink, provider, model))</td></tr>

                """
            })
    return settingsPage(
        model.settings, .identities,
        """
        <p class="muted">\(say(.people(.identitiesText)))</p>
        \(table)
        \(model.others.html { identityButton(.link, $0, model) })
        """)
}

private func identityButton(_ action: AccountAction, _ provider: IdentityProvider, _ model: IdentitiesModel) -> HTML {
    let say = model.settings.say
    return accountForm(
        .identities, model.settings.frame, isInline: true,
        hidden(AccountField.number, String(provider.id.rawValue))
            + actionButton(
                action, action == .link ? say(.people(.linkAccount(provider.name))) : say(.people(.unlink))))
}

/// On the way to a provider: browsers go on by themselves, others have a link.
public func leavingPage(_ frame: FrameModel, provider: IdentityProvider, address: String) -> HTML {
    let say = frame.language(.people(.logInWith(provider.name)))
    return framePage(
        frame, title: say, section: .none, isNarrow: true,
        content: """
            <div class="card"><h1>\(say)</h1>\
            <p><a href="\(address)" rel="noreferrer">\(provider.issuer)</a></p></div>
            """)
}
