import Access
import ArgumentParser
import SentryAPI

struct AccessCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "access",
        abstract: "Print who may do what: every role, action and place, each with its answer.",
        discussion: "Numbers are the statuses of refusals. Tests ask the running server every cell.")

    @Flag(help: "The routes of the JSON API, for browsers and every kind of token.")
    var api = false

    @Flag(help: "Every route of pages and API, with what it needs.")
    var routes = false

    func run() throws {
        if routes { return StandardOutput.line(AccessRoutes.text) }
        StandardOutput.line(api ? try RouteMatrix(of: apiRoutes).text : AccessMatrix.text)
    }
}
