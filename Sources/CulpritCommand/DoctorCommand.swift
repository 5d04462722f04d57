import ArgumentParser
import SentryProtocol
import Server
import Storage

struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Recount everything from the stored events and report what differs. Works beside a running server.")

    @Flag(help: "Print a JSON object.")
    var json = false

    @OptionGroup var options: DataOptions

    func run() async throws {
        let report = try Installation.doctor(try options.configuration())
        if json {
            StandardOutput.object { writer in
                writer.member("events", report.events)
                writer.member("issues", report.issues)
                writer.member("mismatches", report.mismatches)
                writer.array("differences", report.differences) { $0.string($1) }
            }
        } else {
            for difference in report.differences { StandardOutput.line(difference) }
            StandardOutput.line("\(report.events) events, \(report.issues) issues, \(report.mismatches) mismatches")
        }
        if report.mismatches > 0 { throw ExitCode(1) }
    }
}
