import ArgumentParser
import SentryProtocol
import Server
import Storage

struct ProjectGroupingCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "grouping",
        abstract: "Print and change the configuration that a project groups its events with.",
        discussion: """
            Works beside a running server, which follows within a second. For as long as events are kept, events whose
            hashes lead to no issue are looked up with the configuration before, too.
            """)

    @Argument(help: "Slug of the project.")
    var slug: String

    @Option(help: "Slug of the organization.")
    var organization: String?

    @Option(help: .init("Move to this configuration.", valueName: "name"))
    var use: String?

    @Flag(help: "Print a JSON object.")
    var json = false

    @OptionGroup var options: DataOptions

    func run() async throws {
        let configuration = try options.configuration()
        let installation = try Installation.openBesideServer(configuration)
        do {
            _ = try await installation.setUpIfEmpty()
            let project = try await installation.project(
                slug: slug, organization: try await installation.organizationSlug(organization))
            if let use {
                report(try await installation.move(project, toGroupingConfiguration: use, configuration))
            } else {
                report(try await installation.groupingConfiguration(of: project.id))
            }
        } catch let error as NoSuchConfiguration {
            await installation.close()
            throw ValidationError(error.description)
        } catch {
            await installation.close()
            throw error
        }
        await installation.close()
    }

    private func report(_ grouping: GroupingConfiguration) {
        guard json else {
            let window = grouping.previousUntil.map { ", and \(grouping.previous ?? "-") until \($0.iso8601)" }
            return StandardOutput.line(grouping.name + (window ?? ""))
        }
        StandardOutput.object { writer in
            writer.member("project", slug)
            writer.member("configuration", grouping.name)
            writer.member("previous", grouping.previous)
            writer.member("previous_until", grouping.previousUntil?.iso8601)
        }
    }
}
