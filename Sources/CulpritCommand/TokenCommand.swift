import ArgumentParser
import SentryProtocol
import Server

struct TokenCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token", abstract: "Tokens of the JSON API.", subcommands: [TokenCreateCommand.self])
}

struct TokenCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create",
        abstract: "Make a bearer token and print it, once. Works beside a running server.")

    /// What a token may do unless scopes are named: read everything.
    private static let readScopes = [
        "org:read", "project:read", "team:read", "member:read", "event:read", "alerts:read",
    ]
    private static let scopes: Set<String> = [
        "org:read", "org:write", "org:admin", "org:integrations", "org:ci", "project:read", "project:write",
        "project:admin", "project:releases", "team:read", "team:write", "team:admin", "member:read", "member:write",
        "member:admin", "member:invite", "event:read", "event:write", "event:admin", "alerts:read", "alerts:write",
    ]

    @Option(help: "What the token is for.")
    var name = "Command line"

    @Option(
        name: .customLong("scope"), help: "A scope such as event:write; repeat for several. Default: all that read.")
    var scope: [String] = []

    @Flag(help: "Print a JSON object.")
    var json = false

    @OptionGroup var options: DataOptions

    func validate() throws {
        for scope in scope where !Self.scopes.contains(scope) {
            throw ValidationError("\(scope) is no scope; there are \(Self.scopes.sorted().joined(separator: ", ")).")
        }
    }

    func run() async throws {
        let installation = try Installation.openBesideServer(try options.configuration())
        let token = try await installation.createToken(
            name: name, scopes: Set(scope.isEmpty ? Self.readScopes : scope))
        await installation.close()
        if json { StandardOutput.object { $0.member("token", token) } } else { StandardOutput.line(token) }
    }
}
