import Storage

extension AccessTable {
    /// The table as documentation: generated, so that it cannot be wrong.
    public static var markdown: String {
        var text = """
            # Who may do what

            - `all`: everywhere in the organizations where somebody has the role. `own`: in their own teams, and in
              projects that no team has. `–`: not at all.
            - A user's token may do what the user may, as far as its scopes go. A token of an organization may do what
              its scopes say, in that organization. `people only` is not for tokens.
            - Nobody invites, changes or removes somebody above their own role. An organization keeps an owner.
            - What lies in another organization answers 404, as if it did not exist; everything else that is refused, 403.
            - `culprit access` prints the answer to every role, action and place; `culprit access --api` that to every
              route of the API, for every kind of caller. Tests ask the running server all of them.


            """
        for place in Place.allCases {
            text += title(of: place) + "\n\n"
            let isByRole = place != .installation && place != .account
            text +=
                isByRole
                ? "| Action | | Member | Admin | Manager | Owner | Scopes of tokens |\n|---|---|---|---|---|---|---|\n"
                : "| Action | | Scopes of tokens |\n|---|---|---|\n"
            for rule in rules where rule.place == place {
                let columns = isByRole ? Role.ladder.map { word(rule.reach(of: $0)) } : []
                let cells = [rule.meaning, "`\(rule.action.rawValue)`"] + columns + [word(rule.tokens)]
                text += "| " + cells.joined(separator: " | ") + " |\n"
            }
            text += "\n"
        }
        text += "## Scopes of each role\n\n| Role | Scopes |\n|---|---|\n"
        for role in Role.ladder {
            let scopes = Scope.allCases.filter(role.scopes.contains).map { "`\($0.rawValue)`" }
            text += "| \(role.rawValue) | \(scopes.joined(separator: " ")) |\n"
        }
        return text
    }

    private static func title(of place: Place) -> String {
        switch place {
        case .installation: "## The server: its operators only"
        case .account: "## One's own account"
        case .organization: "## The organization"
        case .member: "## Other people in it"
        case .team: "## Teams"
        case .project: "## Projects and what is in them"
        }
    }

    private static func word(_ reach: Reach) -> String {
        switch reach {
        case .nowhere: "–"
        case .ownTeams: "own"
        case .organization: "all"
        }
    }

    private static func word(_ tokens: TokenRule) -> String {
        switch tokens {
        case .never: "people only"
        case .any: "any token"
        case .scopes(let scopes): scopes.map { "`\($0.rawValue)`" }.joined(separator: " ")
        }
    }
}

extension Role {
    /// From the lowest to the highest.
    static let ladder: [Role] = [.member, .admin, .manager, .owner]
}
