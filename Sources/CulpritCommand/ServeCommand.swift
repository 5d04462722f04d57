import ArgumentParser
import Server

struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "serve", abstract: "Take events and serve the pages.")

    @OptionGroup var options: ServeOptions

    func run() async throws {
        try await CulpritServer(configuration: options.configuration(), announce: StandardOutput.line).run()
    }
}
