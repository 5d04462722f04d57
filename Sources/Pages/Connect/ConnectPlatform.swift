import SentryProtocol

/// How a platform is connected: what to install, what to write down where, and how to send a first error.
public struct ConnectPlatform: Sendable {
    /// As it stands in addresses.
    public let id: String
    /// As its own people write it.
    public let name: String
    /// Values of `Project.platform` that mean it, besides `id`.
    let aliases: [String]
    let snippets: [Snippet]

    init(_ id: String, _ name: String, aliases: [String] = [], _ snippets: Snippet...) {
        (self.id, self.name, self.aliases, self.snippets) = (id, name, aliases, snippets)
    }

    /// A few lines to copy.
    struct Snippet: Sendable {
        let step: Step
        /// Where the lines go; nil for a shell.
        let file: String?
        /// With placeholders: `$DSN`, `$KEY`, `$PROJECT`, `$BASE`.
        private let template: String

        static func install(_ template: String, file: String? = nil) -> Snippet {
            Snippet(step: .install, file: file, template: template)
        }
        static func configure(_ file: String?, _ template: String) -> Snippet {
            Snippet(step: .configure, file: file, template: template)
        }
        static func send(_ file: String?, _ template: String) -> Snippet {
            Snippet(step: .send, file: file, template: template)
        }

        /// The lines for one project's DSN. What is filled in needs no quoting in any language: hex digits, digits, and
        /// an address without blanks and quotes.
        func code(_ dsn: DSN) -> String {
            var code = ""
            var rest = template[...]
            while let dollar = rest.firstIndex(of: "$") {
                code += rest[..<dollar]
                rest = rest[dollar...]
                if let (word, value) = Self.values(dsn).first(where: { rest.hasPrefix($0.word) }) {
                    code += value
                    rest = rest.dropFirst(word.count)
                } else {
                    code += "$"
                    rest = rest.dropFirst()
                }
            }
            return code + rest
        }

        private static func values(_ dsn: DSN) -> [(word: String, value: String)] {
            [
                ("$DSN", dsn.description), ("$KEY", dsn.publicKey.text), ("$PROJECT", dsn.project.description),
                ("$BASE", dsn.base),
            ]
        }
    }

    /// What the lines are for, in the order in which it is done.
    enum Step: Sendable {
        case install, configure, send
    }
}

extension ConnectPlatform {
    /// Every platform there is, family by family.
    public static let all =
        browserPlatforms + nodePlatforms + pythonPlatforms + phpPlatforms + rubyPlatforms + javaPlatforms
        + nativePlatforms + mobilePlatforms + plainPlatforms

    /// The platform of that id.
    public static func named(_ id: String) -> ConnectPlatform? { all.first { $0.id == id } }

    /// What a project's own platform means; nil when nobody knows.
    static func of(projectPlatform: String?) -> ConnectPlatform? {
        guard let name = projectPlatform?.lowercased(), !name.isEmpty else { return nil }
        return named(name) ?? all.first { $0.aliases.contains(name) }
    }

    /// Whether a search for `words` finds it.
    func isFound(by words: String) -> Bool {
        let texts = [id, name.lowercased()] + aliases
        return words.lowercased().split(separator: " ").allSatisfy { word in texts.contains { $0.contains(word) } }
    }
}
