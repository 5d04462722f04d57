import Grouping
import SentryProtocol
import Testing

@Suite("Hostile events")
struct HostileEventTests {
    /// Groups with a fresh grouper, so that nothing is known yet; the best of three runs stands against a busy machine.
    private func time(_ event: Event) -> Duration {
        (0..<3).map { _ in
            let grouper = Grouper()
            return ContinuousClock().measure { _ = grouper.explain(event) }
        }.min() ?? .zero
    }

    /// Debug builds are some thirty times slower than what runs.
    private var allowance: Duration {
        #if DEBUG
            .milliseconds(2_000)
        #else
            .milliseconds(20)
        #endif
    }

    @Test("a message of 10 MB")
    func longMessage() {
        var event = Event()
        event.message = LogEntry(formatted: String(repeating: "user 12 failed at 10.0.0.1 ", count: 400_000))
        #expect(time(event) < allowance)
    }

    @Test("10 000 frames, each unlike the others")
    func manyFrames() {
        var event = Event()
        event.platform = "python"
        var exception = Exception()
        exception.type = "RecursionError"
        exception.stacktrace = Stacktrace()
        for index in 0..<10_000 {
            var frame = Frame()
            frame.function = "f\(index)"
            frame.module = "m\(index)"
            frame.absPath = "/srv/\(index)/" + String(repeating: "n/", count: 100)
            exception.stacktrace?.frames.append(frame)
        }
        event.exceptions = [exception]
        let result = Grouper().group(event)
        #expect(result.inApp.exceptions[0].count == 10_000)
        #expect(time(event) < allowance)
    }

    @Test("a thousand rules about frames, and as many frames")
    func manyRules() throws {
        let fingerprints =
            (0..<500).map { "function:handle_\($0)* module:shop.*.m\($0) app:yes -> x\($0)" }
            + (0..<500).map { "path:**/shop/\($0)/*.py value:*never-\($0)* -> y\($0)" }
        let stacks = (0..<50).map { "value:*never-\($0)* function:handle_* -group" }
        var exception = Exception()
        (exception.type, exception.value) = ("E", String(repeating: "word ", count: 1_600))
        exception.stacktrace = Stacktrace()
        exception.stacktrace?.frames = (0..<250).map { index in
            var frame = Frame()
            (frame.function, frame.module) = ("handle_\(index)", "shop.a.n\(index)")
            (frame.absPath, frame.isInApp) = ("/srv/shop/\(index)/a.rb", true)
            return frame
        }
        var event = Event()
        event.platform = "python"
        event.exceptions = Array(repeating: exception, count: 6)
        let grouper = Grouper(
            stackRules: try StackRules(parsing: stacks.joined(separator: "\n")),
            fingerprintRules: try FingerprintRules(parsing: fingerprints.joined(separator: "\n")))
        let time = (0..<2).map { _ in ContinuousClock().measure { _ = grouper.group(event) } }.min() ?? .zero
        #expect(grouper.group(event).kind == .exception)
        #expect(time < allowance)
    }

    @Test("200 exceptions with 250 frames each")
    func manyExceptions() {
        var event = Event()
        for _ in 0..<200 {
            var exception = Exception()
            exception.type = "E"
            exception.stacktrace = Stacktrace()
            exception.stacktrace?.frames = (0..<250).map { index in
                var frame = Frame()
                frame.function = "f\(index)"
                return frame
            }
            event.exceptions.append(exception)
        }
        #expect(time(event) < allowance)
    }

    @Test(
        "names without end or balance",
        arguments: [
            "<", "<<a as b>::", "(", "{lambda(", "operator", "[clone ", "{closure:", "@anonymous", "::", "<>c__",
            ">g__",
        ])
    func names(unit: String) {
        for platform in ["native", "csharp", "php", "java", "javascript", "go", "ruby", "elixir"] {
            var event = Event()
            event.platform = platform
            event.stacktrace = Stacktrace()
            var frame = Frame()
            frame.function = String(repeating: unit, count: 5_000)
            frame.module = frame.function
            frame.filename = frame.function
            event.stacktrace?.frames = [frame, frame]
            #expect(time(event) < allowance, "\(platform)")
        }
    }

    @Test(
        "values of the wrong kind",
        arguments: [
            #"{"exception":[null,1,"x",{"stacktrace":{"frames":[null,"main",7,{}]}}]}"#,
            #"{"exception":{"values":{}},"threads":[[]],"stacktrace":[],"csp":1,"template":[],"fingerprint":{"a":1}}"#,
            #"{"exception":{"type":[],"value":{"a":1},"mechanism":{"exception_id":"x","meta":{"ns_error":[]}}}}"#,
            #"{"csp":{"blocked_uri":"://","effective_directive":""},"hpkp":{},"expectct":{"hostname":[]}}"#,
            #"{"fingerprint":["{{","}}","{{}}","{{ tags. }}","{{ default }}","{{ default }}",""],"message":"\u0000"}"#,
            "[]", "null", #""text""#,
        ])
    func wrongKinds(json: String) throws {
        var event = try Corpus.event(json: json)
        let result = Grouper.standard.apply(to: &event)
        #expect(!result.hashes.isEmpty)
        #expect(result.hashes.allSatisfy { $0.hash.utf8.count == 32 })
        #expect(!result.title.isEmpty)
    }
}
