import Markup
import Storage

/// What somebody types about a provider; the secret is never shown again.
public struct ProviderEntry: Sendable, Equatable {
    public var name = ""
    public var issuer = ""
    public var clientID = ""
    public var scopes = "email profile groups"
    public var groupsClaim = "groups"
    public var mappings = ""
    /// Nil keeps people out who are in none of the groups.
    public var defaultRole: Role?
    public var isRequired = false

    public init() {}

    /// As it stands now.
    public init(_ provider: IdentityProvider) {
        (name, issuer, clientID) = (provider.name, provider.issuer, provider.clientID)
        (scopes, groupsClaim) = (provider.scopes.joined(separator: " "), provider.groupsClaim)
        mappings = provider.mappings.map { "\($0.group) = \($0.role.rawValue)" }.joined(separator: "\n")
        (defaultRole, isRequired) = (provider.defaultRole, provider.isRequired)
    }
}

/// `/settings/sign-on/<number>/`.
public struct ProviderModel: Sendable {
    public var settings: SettingsFrame
    public var id: IdentityProviderID
    public var hasSecret: Bool
    public var entry: ProviderEntry
    public init(settings: SettingsFrame, id: IdentityProviderID, hasSecret: Bool, entry: ProviderEntry) {
        (self.settings, self.id, self.hasSecret, self.entry) = (settings, id, hasSecret, entry)
    }
}

/// Changes a provider. Its secret stays unless another one is typed, or it is taken away.
public func providerPage(_ model: ProviderModel) -> HTML {
    let say = model.settings.say
    return settingsPage(
        model.settings, .signOn,
        accountForm(
            .provider(model.id), model.settings.frame,
            providerFields(model.entry, hasSecret: model.hasSecret, say)
                + actionButton(.save, say(.people(.save)), isPrimary: true)))
}

func providerFields(_ entry: ProviderEntry, hasSecret: Bool, _ say: Language) -> HTML {
    let roles =
        option("", say(.people(.noRole)), isSelected: entry.defaultRole == nil)
        + Role.allCases.html { option($0.rawValue, say(.people(.roleName($0))), isSelected: $0 == entry.defaultRole) }
    let secret = say(.people(hasSecret ? .clientSecretKept : .clientSecret))
    return """
        \(textField(AccountField.name, say(.people(.nameLabel)), entry.name, length: 60))
        \(textField(AccountField.issuer, say(.people(.issuer)), entry.issuer, type: "url", length: 500))
        \(textField(AccountField.clientID, say(.people(.clientID)), entry.clientID))
        \(textField(AccountField.clientSecret, secret, type: "password", isRequired: false))
        \(when(hasSecret, tick(AccountField.removesSecret, say(.people(.removeSecret)), isOn: false)))
        \(textField(AccountField.scope, say(.people(.extraScopes)), entry.scopes, isRequired: false))
        \(textField(AccountField.groupsClaim, say(.people(.groupsClaim)), entry.groupsClaim))
        <label for="\(AccountField.mappings)">\(say(.people(.mappings)))</label>\
        <textarea id="\(AccountField.mappings)" name="\(AccountField.mappings)" maxlength="20000" \
        spellcheck="false">\(entry.mappings)</textarea>
        \(choice(AccountField.role, say(.people(.defaultRole)), roles))
        \(tick(AccountField.isRequired, say(.people(.isRequired)), isOn: entry.isRequired))
        """
}

private func tick(_ name: String, _ label: String, isOn: Bool) -> HTML {
    """
    <label class="check"><input type="checkbox" name="\(name)" value="1" aria-label="\(label)"\
    \(when(isOn, " checked"))> \(label)</label>
    """
}
