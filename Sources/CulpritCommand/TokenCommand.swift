import Access
import ArgumentParser
import SentryProtocol
import Server
import Storage

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

    @Option(help: "What the token is for.")
    var name = "Command line"

    @Option(
        name: .customLong("scope"), help: "A scope such as event:write; repeat for several. Default: all that read.")
    var scope: [String] = []

    @Option(help: "Slug of the organization in which it works.")
    var organization: String?

    @Flag(help: "Print a JSON object.")
    var json = false

    @OptionGroup var options: DataOptions

    func validate() throws {
        for scope in scope where Scope(rawValue: scope) == nil {
            let scopes = Scope.allCases.map(\.rawValue).sorted().joined(separator: ", ")
            throw ValidationError("\(scope) is no scope; there are \(scopes).")
        }
    }

    func run() async throws {
        let installation = try Installation.openBesideServer(try options.configuration())
        let token: String
        do {
            _ = try await installation.setUpIfEmpty()
            token = try await installation.createToken(
                name: name, scopes: Set(scope.isEmpty ? Self.readScopes : scope),
                organization: try await installation.organizationSlug(organization))
        } catch let error as DirectoryError {
            await installation.close()
            throw ValidationError(error.sentence)
        }
        await installation.close()
        if json { StandardOutput.object { $0.member("token", token) } } else { StandardOutput.line(token) }
    }
}
