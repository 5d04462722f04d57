import Foundation

/// `Bench [--corpus FILE] [--events N] [--runs N] [--only NAME]`: one line for each step of an event's life. Without a
/// corpus it runs over the recorded requests in `Tests/Fixtures`.
struct BenchOptions {
    var corpus: String?
    var recordings = "Tests/Fixtures/envelopes"
    var events = 500
    var runs = 7
    var only = ""

    init(_ arguments: [String]) {
        var arguments = arguments[...]
        while let name = arguments.popFirst(), let value = arguments.popFirst() {
            switch name {
            case "--corpus": corpus = value
            case "--recordings": recordings = value
            case "--events": events = Int(value) ?? events
            case "--runs": runs = max(1, Int(value) ?? runs)
            case "--only": only = value
            default: print("unknown option \(name)")
            }
        }
    }
}

let options = BenchOptions(Array(CommandLine.arguments.dropFirst()))
let corpus =
    try options.corpus.map { try Corpus(file: $0, entriesMax: options.events) }
    ?? Corpus(recordings: options.recordings)
print("\(corpus.entries.count) events, mean \(corpus.meanEventBytes) bytes, \(corpus.meanBodyBytes) on the wire")
guard !corpus.entries.isEmpty else { exit(1) }
print(Measurement.heading)

for scenario in Scenario.all where scenario.name.hasPrefix(options.only) {
    let body = try await scenario.prepare(corpus)
    let measurement = try await Measurement.of(
        scenario.name, events: corpus.entries.count, runs: options.runs, body: body)
    await scenario.cleanUp()
    print(measurement.line)
}
