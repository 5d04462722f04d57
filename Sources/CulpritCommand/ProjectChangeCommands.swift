import ArgumentParser
import SentryProtocol
import Server
import Storage

/// A project by its slug, and the organization it is in.
struct ProjectArguments: ParsableArguments {
    @Argument(help: "Slug of the project.")
    var slug: String

    @Option(help: "Slug of the organization.")
    var organization: String?

    @OptionGroup var options: DataOptions

    /// Opens the data beside a server that may be running, and closes it whatever happens.
    func withProject<T: Sendable>(_ body: (Installation, Project) async throws -> T) async throws -> T {
        let installation = try Installation.openBesideServer(try options.configuration())
        do {
            let result = try await body(
                installation,
                try await installation.project(
                    slug: slug, organization: try await installation.organizationSlug(organization)))
            await installation.close()
            return result
        } catch let error as DirectoryError {
            await installation.close()
            throw ValidationError(error.sentence)
        } catch {
            await installation.close()
            throw error
        }
    }
}

struct ProjectListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Print every project.")

    @Flag(help: "Print a JSON object.")
    var json = false

    @OptionGroup var options: DataOptions

    func run() async throws {
        let installation = try Installation.openBesideServer(try options.configuration())
        do {
            let (projects, deletions) = try await (installation.projects(), installation.projectDeletions())
            report(projects, deletions)
        } catch {
            await installation.close()
            throw error
        }
        await installation.close()
    }

    private func report(_ projects: [Project], _ deletions: [ProjectDeletion]) {
        guard json else {
            for project in projects {
                StandardOutput.line(
                    "\(project.id.rawValue)  \(project.slug)\(project.isArchived ? "  (archived)" : "")")
            }
            for deletion in deletions { StandardOutput.line("\(deletion.project.rawValue)  \(deletion.slug)  (going)") }
            return
        }
        StandardOutput.object { writer in
            writer.array("projects", projects) { writer, project in
                writer.object {
                    $0.member("id", String(project.id.rawValue))
                    $0.member("slug", project.slug)
                    $0.member("name", project.name)
                    $0.member("is_archived", project.isArchived)
                }
            }
            writer.array("deletions", deletions) { writer, deletion in
                writer.object {
                    $0.member("id", String(deletion.project.rawValue))
                    $0.member("slug", deletion.slug)
                }
            }
        }
    }
}

struct ProjectRenameCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rename",
        abstract: "Give a project another slug or name. Its former slug goes on leading to it.")

    @OptionGroup var project: ProjectArguments

    @Option(name: .customLong("slug"), help: "The new slug.")
    var newSlug: String?

    @Option(help: "The new name.")
    var name: String?

    func run() async throws {
        let renamed = try await project.withProject { installation, project in
            try await installation.update(project, ProjectChange(name: name, slug: newSlug))
        }
        StandardOutput.line("Project \(renamed.slug) (\(renamed.id.rawValue)): \(renamed.name)")
    }
}

struct ProjectArchiveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "archive", abstract: "Stop a project from taking events; it keeps what it has.")

    @OptionGroup var project: ProjectArguments

    @Flag(help: "Take events again.")
    var undo = false

    func run() async throws {
        let changed = try await project.withProject { installation, project in
            try await installation.update(project, ProjectChange(isArchived: !undo))
        }
        StandardOutput.line("Project \(changed.slug) is \(changed.isArchived ? "archived" : "taking events")")
    }
}

struct ProjectDeleteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete",
        abstract: "Delete a project with everything that it has stored. Nothing brings it back.",
        discussion: "Its keys are revoked at once; a running server, or the next one, deletes the data.")

    @OptionGroup var project: ProjectArguments

    @Flag(help: "Really delete it.")
    var yes = false

    func validate() throws {
        if !yes { throw ValidationError("Nothing is deleted without --yes.") }
    }

    func run() async throws {
        try await project.withProject { installation, project in
            try await installation.beginDeletion(of: project)
        }
        StandardOutput.line("Project \(project.slug) is being deleted")
    }
}
