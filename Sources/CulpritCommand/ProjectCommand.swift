import ArgumentParser
import SentryProtocol
import Server
import Storage

struct ProjectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "project", abstract: "Projects.",
        subcommands: [
            ProjectCreateCommand.self, ProjectListCommand.self, ProjectRenameCommand.self, ProjectArchiveCommand.self,
            ProjectDeleteCommand.self, ProjectSettingsCommand.self, ProjectGroupingCommand.self,
        ])
}

struct ProjectCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "create", abstract: "Make a project and print its DSN. Works beside a running server.")

    @Argument(help: "Lower-case letters, digits, - and _; not all digits.")
    var slug: String

    @Option(help: "Slug of the organization.")
    var organization: String?

    @Option(help: "Name for people; the slug when left out.")
    var name: String?

    @Option(help: "Platform, such as python or javascript-nextjs.")
    var platform: String?

    @Flag(help: "Print a JSON object.")
    var json = false

    @OptionGroup var options: DataOptions

    func run() async throws {
        let configuration = try options.configuration()
        let installation = try Installation.openBesideServer(configuration)
        do {
            _ = try await installation.setUpIfEmpty()
            let (project, key, home) = try await installation.createProject(
                slug: slug, organization: try await installation.organizationSlug(organization), name: name,
                platform: platform)
            let dsn = PublicAddress.dsn(of: key, at: try await installation.publicURL(configuration))
            report(project, key, home, dsn)
        } catch let error as DirectoryError {
            await installation.close()
            throw ValidationError(error.sentence)
        }
        await installation.close()
    }

    private func report(_ project: Project, _ key: ProjectKey, _ home: Organization, _ dsn: String) {
        guard json else { return StandardOutput.line("Project \(project.slug) (\(project.id.rawValue))\nDSN: \(dsn)") }
        StandardOutput.object { writer in
            writer.member("id", String(project.id.rawValue))
            writer.member("slug", project.slug)
            writer.member("organization", home.slug)
            writer.member("dsn", dsn)
            writer.member("public_key", key.publicKey)
        }
    }
}

extension DirectoryError {
    /// For whoever typed the command.
    var sentence: String {
        switch self {
        case .taken(let name): "\(name) is taken."
        case .badSlug(let slug): "\(slug) is no slug: lower-case letters, digits, - and _, not all digits."
        case .noSuchOrganization(let slug): "There is no organization \(slug)."
        }
    }
}
