import Markup
import SentryProtocol
import Storage

/// `/settings/team/`: who is in the organization, and who was invited.
public struct PeopleModel: Sendable {
    /// Somebody, and what the visitor may do about them.
    public struct Person: Sendable {
        public var member: Member
        public var isYou: Bool
        public var actions: Set<MemberAction>
        public init(member: Member, isYou: Bool, actions: Set<MemberAction>) {
            (self.member, self.isYou, self.actions) = (member, isYou, actions)
        }
    }

    public var settings: SettingsFrame
    public var people: [Person]
    public var invites: [Invite]
    /// Roles that the visitor may give out; empty when they may not invite.
    public var roles: [Role]
    /// An invitation's or a reset's link, shown this once.
    public var newLink: (isInvite: Bool, address: String)?
    public init(
        settings: SettingsFrame, people: [Person], invites: [Invite], roles: [Role],
        newLink: (isInvite: Bool, address: String)? = nil
    ) {
        (self.settings, self.people, self.invites) = (settings, people, invites)
        (self.roles, self.newLink) = (roles, newLink)
    }
}

/// The people, the invitations, and a form for a new one.
public func peoplePage(_ model: PeopleModel) -> HTML {
    let say = model.settings.say
    let columns = [say(.people(.person)), say(.people(.role)), say(.people(.joinedHead)), ""]
    return settingsPage(
        model.settings, .people,
        """
        \(model.newLink.map { secretOnce(say(.people($0.isInvite ? .inviteLink : .resetLink)), $0.address, say) })
        \(plainTable(say(.people(.tab(.people))), columns, model.people.html { personRow($0, model) }))
        \(when(!model.roles.isEmpty, invitations(model)))
        """)
}

private func personRow(_ person: PeopleModel.Person, _ model: PeopleModel) -> HTML {
    let say = model.settings.say
    let user = person.member.user
    let role = person.member.membership.role
    let roleCell: HTML =
        person.actions.contains(.role)
        ? accountForm(
            .member(user.id, .role), model.settings.frame, isInline: true,
            """
            <select name="\(AccountField.role)" aria-label="\(say(.people(.role)))">\
            \(roleOptions(model.roles, selected: role, say))</select> <button>\(say(.people(.changeRole)))</button>
            """)
        : HTML() + "\(say(.people(.roleName(role))))"
    return """
        <tr><td>\(foreign(user.name)) <span class="muted">\(foreign(user.email))</span>\
        \(when(person.isYou, " <span class=\"chip\">\(say(.people(.you)))</span>"))\
        \(when(person.member.hasSecondFactor, " <span class=\"chip\">\(say(.people(.hasSecondFactor)))</span>"))</td>\
        <td>\(roleCell)</td><td>\(model.settings.when(person.member.membership.joinedAt))</td>\
        <td>\(personActions(person, model))</td></tr>

        """
}

private func personActions(_ person: PeopleModel.Person, _ model: PeopleModel) -> HTML? {
    let say = model.settings.say
    let frame = model.settings.frame
    if person.isYou {
        return accountForm(.leave, frame, isInline: true, "<button>\(say(.people(.leave)))</button>")
    }
    let offered: [(MemberAction, PeoplePhrase)] = [
        (.password, .makeResetLink), (.sessions, .logOutEverywhere), (.secondFactor, .removeSecondFactor),
        (.remove, .remove),
    ]
    let forms = offered.filter { action, _ in
        person.actions.contains(action) && (action != .secondFactor || person.member.hasSecondFactor)
    }
    guard !forms.isEmpty else { return nil }
    return """
        <details class="menu end"><summary>\(say(.people(.more)))</summary><div class="sheet">\
        \(forms.html { action, phrase in
            accountForm(
                .member(person.member.user.id, action), frame, isInline: true,
                "<button>\(say(.people(phrase)))</button>")
        })</div></details>
        """
}

private func invitations(_ model: PeopleModel) -> HTML {
    let say = model.settings.say
    let columns = [say(.people(.person)), say(.people(.role)), say(.people(.stateHead)), say(.people(.expires)), ""]
    let table: HTML =
        model.invites.isEmpty
        ? "<p class=\"muted\">\(say(.people(.noInvites)))</p>"
        : plainTable(
            say(.people(.invites)), columns, model.invites.prefix(PageLimits.fieldsMax).html { inviteRow($0, model) })
    return """
        <h2>\(say(.people(.invites)))</h2>
        \(table)
        <h2>\(say(.people(.invite)))</h2><p class="muted">\(say(.people(.inviteText)))</p>
        \(accountForm(
            .invites, model.settings.frame,
            """
            \(textField(AccountField.email, say(.people(.inviteEmail)), type: "email", isRequired: false, length: 254))
            \(choice(AccountField.role, say(.people(.role)), roleOptions(model.roles, selected: .member, say)))
            <button class="primary">\(say(.people(.makeInvite)))</button>
            """))
        """
}

private func inviteRow(_ invite: Invite, _ model: PeopleModel) -> HTML {
    let say = model.settings.say
    let isOpen = invite.acceptedAt == nil && invite.expiresAt > model.settings.now
    let state: PeoplePhrase = invite.acceptedAt != nil ? .inviteUsed : isOpen ? .inviteOpen : .inviteExpired
    let form = accountForm(
        .invite(invite.id), model.settings.frame, isInline: true, "<button>\(say(.people(.revoke)))</button>")
    return """
        <tr><td>\(foreign(invite.email ?? say(.people(.anybody))))</td><td>\(say(.people(.roleName(invite.role))))</td>\
        <td>\(say(.people(state)))</td><td>\(model.settings.when(invite.expiresAt))</td>\
        <td>\(when(isOpen, form))</td></tr>

        """
}
