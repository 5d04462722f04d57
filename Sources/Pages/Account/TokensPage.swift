import Access
import Markup
import Storage

/// `/settings/tokens/` and `/settings/organization/tokens/`.
public struct TokensModel: Sendable {
    public var settings: SettingsFrame
    public var tokens: [TokenSummary]
    /// The organization's rather than one's own.
    public var isOrganization: Bool
    /// What may be chosen.
    public var scopes: [Scope]
    /// A new token's text, shown this once.
    public var newToken: String?
    public init(
        settings: SettingsFrame, tokens: [TokenSummary], isOrganization: Bool, scopes: [Scope], newToken: String? = nil
    ) {
        (self.settings, self.tokens, self.isOrganization) = (settings, tokens, isOrganization)
        (self.scopes, self.newToken) = (scopes, newToken)
    }

    /// How long a token may live, in days; 0 for ever.
    public static let lifetimes = [30, 90, 365, 0]
    var link: AccountLink { isOrganization ? .organizationTokens : .tokens }
}

/// Tokens of the JSON API: a list, and a form for a new one.
public func tokensPage(_ model: TokensModel) -> HTML {
    let say = model.settings.say
    let columns = [
        say(.people(.tokenHead)), say(.people(.scopes)), say(.people(.expires)), say(.people(.lastUsed)), "",
    ]
    let table: HTML =
        model.tokens.isEmpty
        ? "<p class=\"muted\">\(say(.people(.noTokens)))</p>"
        : plainTable(say(.people(.tab(.tokens))), columns, model.tokens.html { tokenRow($0, model) })
    return settingsPage(
        model.settings, model.isOrganization ? .organizationTokens : .tokens,
        """
        \(model.newToken.map { secretOnce(say(.people(.newToken)), $0, say) })
        \(table)
        <h2>\(say(.people(.newToken)))</h2>
        \(accountForm(model.link, model.settings.frame, newTokenFields(model)))
        """)
}

private func tokenRow(_ token: TokenSummary, _ model: TokensModel) -> HTML {
    let say = model.settings.say
    let form = accountForm(
        model.link, model.settings.frame, isInline: true,
        hidden(AccountField.number, String(token.id.rawValue)) + actionButton(.revoke, say(.people(.revoke))))
    return """
        <tr><td>\(foreign(token.name)) <code>…\(token.tail)</code></td>\
        <td>\(token.scopes.sorted().joined(separator: " "))</td><td>\(model.settings.when(token.expiresAt))</td>\
        <td>\(model.settings.when(token.lastUsedAt)) \(token.lastUsedAddress.map { foreign($0) })</td><td>\(form)</td></tr>

        """
}

private func newTokenFields(_ model: TokensModel) -> HTML {
    let say = model.settings.say
    let kinds: HTML = when(
        model.isOrganization,
        """
        \(choice(
            AccountField.kind, say(.people(.kind)),
            option(TokenKind.organization.rawValue, say(.people(.organizationToken)), isSelected: true)
                + option(TokenKind.integration.rawValue, say(.people(.integrationToken)), isSelected: false)))
        <p class="muted">\(say(.people(.scopesForTools)))</p>
        """)
    let lifetimes = TokensModel.lifetimes.html { days in
        option(String(days), days == 0 ? say(.people(.never)) : say(.people(.inDays(days))), isSelected: days == 90)
    }
    return """
        \(textField(AccountField.name, say(.people(.nameLabel))))
        \(kinds)
        <fieldset><legend>\(say(.people(.scopes)))</legend>\(model.scopes.html { scope in
            """
            <label class="check"><input type="checkbox" name="\(AccountField.scope)" value="\(scope.rawValue)" \
            aria-label="\(scope.rawValue)">\
            <code>\(scope.rawValue)</code></label> 
            """
        })</fieldset>
        \(choice(AccountField.days, say(.people(.expires)), lifetimes))
        \(actionButton(.create, say(.people(.makeToken)), isPrimary: true))
        """
}
