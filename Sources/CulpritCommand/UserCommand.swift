import Access
import ArgumentParser
import Server
import Storage

struct UserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "user", abstract: "People who log in.", subcommands: [UserCreateCommand.self])
}

struct UserCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a user. Works beside a running server.")

    @Argument(help: "E-mail address, which is the log-in name.")
    var email: String

    @Flag(name: .customLong("password-stdin"), help: "Read the password from standard input, one line.")
    var passwordFromStandardInput = false

    @Option(help: "owner, manager, admin or member.")
    var role = Role.member.rawValue

    @Option(help: "Name for people; the part before the @ when left out.")
    var name: String?

    @Option(help: "Slug of the organization in which the user has the role.")
    var organization: String?

    @OptionGroup var options: DataOptions

    func validate() throws {
        if !passwordFromStandardInput {
            throw ValidationError("Give --password-stdin and the password on standard input.")
        }
        if Role(rawValue: role) == nil { throw ValidationError("\(role) is no role.") }
        if !AccountRules.isEmail(email) { throw ValidationError("\(email) is no e-mail address.") }
    }

    func run() async throws {
        guard let password = readLine(strippingNewline: true) else { throw ValidationError("No password was given.") }
        if let problem = AccountRules.problem(withPassword: password, personal: [email, name ?? ""]) {
            throw ValidationError(problem)
        }
        let installation = try Installation.openBesideServer(try options.configuration())
        do {
            _ = try await installation.setUpIfEmpty()
            let user = try await installation.addUser(
                email: email, name: name ?? String(email.prefix { $0 != "@" }), role: Role(rawValue: role) ?? .member,
                password: password, organization: organization)
            StandardOutput.line("User \(user.email) (\(role))")
        } catch let error as DirectoryError {
            await installation.close()
            throw ValidationError(error.sentence)
        }
        await installation.close()
    }
}
