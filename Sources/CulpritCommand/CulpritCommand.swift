import ArgumentParser
import Server

@main
struct CulpritCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "culprit",
        abstract: "A self-hosted, Sentry-compatible error tracker in one process.",
        version: CulpritServer.version,
        subcommands: [
            ServeCommand.self, ProjectCommand.self, KeyCommand.self, TokenCommand.self, UserCommand.self,
            DoctorCommand.self,
            ConfigCommand.self, AccessCommand.self,
        ])
}
