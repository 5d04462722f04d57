import SentryProtocol
import Testing

@testable import Grouping

/// A grouper with rules must remember nothing that its rules would have decided otherwise.
@Suite("Grouping from memory under rules")
struct GroupingMemoryRuleTests {
    private static let ruleSets: [(stack: String, fingerprint: String)] = [
        ("", "type:*Error -> {{ type }}, {{ function }} title=\"{{ type }} in {{ function }}\""),
        ("", "tags.region:eu -> {{ default }}, eu\ntags.build:* -> {{ tags.build }}"),
        ("", "level:fatal -> fatal\nlogger:* -> {{ default }}, {{ logger }} title=\"{{ level }} of {{ logger }}\""),
        ("", "release:*9.9* -> new\nsdk:*.python -> {{ default }}, python"),
        ("", "message:*7731* -> numbered\n!message:*7731* type:* -> {{ default }}, plain"),
        ("", "value:*7731* -> {{ value }}, {{ message }}\ntype:* -> {{ default }} title=\"{{ value }}\""),
        ("", "type:* -> order 7 lost\ntags.environment:canary -> canary"),
        ("", "tags.server_name:web-77 -> web\ntags.transaction:POST* -> {{ transaction }}"),
        ("", "path:**/*.py app:yes -> py, {{ module }}\nfunction:* -> {{ stack.filename }}, {{ package }}"),
        ("error.value:*7731* -group\nfunction:* +app", ""),
        ("!error.value:*7731* max-frames=1", ""),
        ("[ error.value:*7731* ] | function:* -app", "type:* -> {{default}}, a"),
        ("family:other,javascript +value -cause", ""), ("mechanism:generic +app\napp:no -group", ""),
        ("module:*.* -app\ntype:*Error ^-group", "family:javascript -> js, {{ type }}"),
    ]

    /// The verdict for `json` by a grouper that may remember.
    private func verdict(_ document: JSONDocument, _ grouper: Grouper) -> EventVerdict {
        grouper.group(document, head: Event(reading: document.root, depth: .head)) { Event(reading: document.root) }
            .verdict
    }

    /// An event and others like it, in an order in which each could spoil the next.
    private func relatives(of event: MutatedEvent) -> [MutableJSON] {
        let changes: [@Sendable (inout MutableJSON) -> Void] = [
            { _ in },
            { json in json.changeExceptions { $0.change("value") { $0 + " (id 7731)" } } },
            { $0["level"] = .string("fatal") }, { $0["logger"] = .string("shop.pay") },
            { $0["release"] = .string("shop@9.9.1") }, { $0["environment"] = .string("canary") },
            { $0["server_name"] = .string("web-77") }, { $0["transaction"] = .string("POST /other") },
            { $0["sdk"] = .object([.init(key: "name", value: .string("sentry.python"))]) },
            { json in
                json["sdk"] = .object([.init(key: "version", value: .string("3.0.1"))])
            },
            { $0["tags"] = .object([.init(key: "region", value: .string("eu"))]) },
            { $0["tags"] = .array([.array([.string("region "), .string("eu")])]) },
            {
                $0["tags"] = .object([.init(key: " build", value: .string("x9")), .init(key: "a", value: .string("b"))])
            },
            {
                $0["tags"] = .object([.init(key: "build", value: .string("x10")), .init(key: "a", value: .string("c"))])
            },
            { $0["message"] = .string("order 7731") }, { json in json.changeFrames { $0["lineno"] = .literal("5") } },
        ]
        let changed = changes.map { change in
            var json = event.json
            change(&json)
            return json
        }
        return changed + changed.reversed()
    }

    @Test("says what reading says, for every sample under every rule set", arguments: ruleSets.indices)
    func agreement(index: Int) throws {
        let set = Self.ruleSets[index]
        let rules = GroupingRules(
            stack: try StackRules(parsing: set.stack), fingerprint: try FingerprintRules(parsing: set.fingerprint))
        let remembering = Grouper(rules: rules)
        let reading = Grouper(rules: rules)
        for (number, name) in Corpus.names.enumerated() where number % 15 == index && !name.hasPrefix("fp-") {
            let event = try MutatedEvent(MutableJSON(JSONDocument(parsing: Corpus.payload(name)).root))
            guard event.kind == .exception, event.json.text.utf8.count < 6_000 else { continue }
            for relative in relatives(of: event) {
                let document = try JSONDocument(parsing: Array(relative.text.utf8))
                let expected = reading.group(Event(reading: document.root)).verdict
                let got = verdict(document, remembering)
                #expect(got == expected, "\(name) under \(set)")
                guard got == expected else { return }
            }
        }
    }

    private func reads(_ rules: String, _ payloads: [String]) throws -> Int {
        let grouper = Grouper(fingerprintRules: try FingerprintRules(parsing: rules))
        var reads = 0
        for payload in payloads {
            let document = try JSONDocument(parsing: Array(payload.utf8))
            _ = grouper.group(document, head: Event(reading: document.root, depth: .head)) {
                reads += 1
                return Event(reading: document.root)
            }
        }
        return reads
    }

    private func payload(_ value: String, _ more: String = "") -> String {
        #"{"platform":"python"\#(more),"exception":[{"type":"E","value":"\#(value)","stacktrace":{"frames":[{"module":"m","function":"f"}]}}]}"#
    }

    @Test("reads once where the rules look at nothing that differs")
    func remembers() throws {
        #expect(try reads("type:E -> e, {{ function }}", [payload("a"), payload("b"), payload("c")]) == 1)
        #expect(try reads("message:*lost* -> lost", [payload("a"), payload("b"), payload("is lost")]) == 2)
        let tagged = ["1", "2"].map { payload("a", #","tags":{"id":"\#($0)","region":"eu"}"#) }
        #expect(try reads("tags.region:eu -> {{ default }}, eu", tagged) == 1)
        #expect(try reads("tags.id:1 -> one", tagged) == 2)
    }
}
