import ArgumentParser
import SentryProtocol
import Server
import Storage

struct ProjectSettingsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings",
        abstract: "Print and change what a project scrubs, drops, limits and keeps. Works beside a running server.",
        discussion: """
            A running server follows within a second. Several entries of a list are separated by commas:
            --set filters.error_messages="*ResizeObserver*, TypeError: *" --set limits.quotas="error 1000/60s"
            """)

    @Argument(help: "Slug of the project.")
    var slug: String

    @Option(help: "Slug of the organization.")
    var organization = "default"

    @Option(
        name: .customLong("set"), help: .init("A setting and its value; repeat for several.", valueName: "name=value"))
    var assignments: [String] = []

    @Option(
        name: .customLong("reset"),
        help: .init("A setting that gets its default again; repeat for several.", valueName: "name"))
    var resets: [String] = []

    @Flag(help: "Print a JSON object.")
    var json = false

    @OptionGroup var options: DataOptions

    func run() async throws {
        let installation = try Installation.openBesideServer(try options.configuration())
        do {
            _ = try await installation.setUpIfEmpty()
            report(try await settings(in: installation))
        } catch {
            await installation.close()
            throw error
        }
        await installation.close()
    }

    /// As they stand after the changes that were asked for.
    private func settings(in installation: Installation) async throws -> ProjectSettings {
        let project = try await installation.project(slug: slug, organization: organization)
        let before = try await installation.settings(of: project.id)
        var after = before
        for name in resets { try after.reset(name) }
        for assignment in assignments {
            let (name, value) = try Self.parts(of: assignment)
            try after.set(name, to: value)
        }
        if after != before { try await installation.setSettings(after, of: project) }
        return after
    }

    private func report(_ settings: ProjectSettings) {
        let rows = ProjectSettings.keys.map { Row($0, of: settings) }
        guard json else { return StandardOutput.line(rows.map(\.text).joined(separator: "\n")) }
        StandardOutput.object { writer in
            writer.member("project", slug)
            writer.member("organization", organization)
            writer.array("settings", rows) { writer, row in
                writer.object { row.write(into: &$0) }
            }
        }
    }
}

extension ProjectSettingsCommand {
    /// `name=value` as it was typed; the value may hold more `=`.
    private static func parts(of assignment: String) throws(SettingsError) -> (name: String, value: String) {
        guard let sign = assignment.firstIndex(of: "="), sign > assignment.startIndex else {
            throw SettingsError(assignment, "is not like name=value")
        }
        return (String(assignment[..<sign]), String(assignment[assignment.index(after: sign)...]))
    }

    /// One setting for people or scripts.
    private struct Row {
        let key: SettingKey
        let value: String
        let fresh: String

        init(_ key: SettingKey, of settings: ProjectSettings) {
            (self.key, value, fresh) = (key, settings.text(of: key), ProjectSettings().text(of: key))
        }

        var isDefault: Bool { value == fresh }

        var text: String {
            let remark = isDefault ? "" : "  [changed; default: \(Self.shown(fresh))]"
            return "\(key.name) = \(Self.shown(value))\(remark)\n    \(key.meaning)"
        }

        func write(into writer: inout JSONWriter) {
            writer.member("name", key.name)
            writer.member("value", value)
            writer.member("default", fresh)
            writer.member("is_default", isDefault)
            writer.member("type", key.type.rawValue)
            writer.member("meaning", key.meaning)
        }

        private static func shown(_ value: String) -> String { value.isEmpty ? "(none)" : value }
    }
}
