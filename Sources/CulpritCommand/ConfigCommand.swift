import ArgumentParser
import Server

struct ConfigCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Print every setting, its value and where it came from.")

    @OptionGroup var options: ServeOptions

    func run() async throws {
        for value in try options.configuration().values {
            let text = value.text.isEmpty ? "(none)" : value.setting.isSecret ? "(set)" : value.text
            StandardOutput.line(
                "\(value.setting.name) = \(text)  [\(value.origin.description); \(value.setting.variable)]\n"
                    + "    \(value.setting.meaning)")
        }
    }
}
