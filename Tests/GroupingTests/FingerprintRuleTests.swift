import SentryProtocol
import Testing

@testable import Grouping

@Suite("Fingerprint rules")
struct FingerprintRuleTests {
    private let event = #"""
        {"platform":"python","level":"warning","logger":"shop.orders","release":"shop@1.2","transaction":"/pay",
        "tags":{"region":"eu","foo:bar":"x"},"sdk":{"name":"sentry.python","version":"2"},
        "exception":[{"type":"Timeout","value":"after 30 s","stacktrace":{"frames":[
        {"module":"lib","function":"send","abs_path":"/x/site-packages/lib.py","in_app":false},
        {"module":"shop.api","function":"pay","abs_path":"/srv/shop/api.py","in_app":true,"package":"/opt/shop.so"}]}}]}
        """#

    private func group(_ rules: String) throws -> GroupingResult {
        Grouper(fingerprintRules: try FingerprintRules(parsing: rules)).group(try Corpus.event(json: event))
    }

    @Test(
        "every matcher, and one and the same frame for all matchers about frames",
        arguments: [
            ("type:Timeout -> x", true), ("type:timeout -> x", false), ("value:\"AFTER*\" -> x", true),
            ("error.type:Timeout error.value:other -> x", false), ("message:*30* -> x", true),
            ("logger:shop.* level:WARNING -> x", true), ("release:shop@* -> x", true), ("tags.region:eu -> x", true),
            ("\"tags.foo:bar\":x -> x", true), ("tags.none:* -> x", false), ("!tags.none:* -> x", true),
            ("sdk:sentry.python,sentry.ruby -> x", true), ("sdk:sentry -> x", false), ("family:other -> x", true),
            ("family:native -> x", false), ("function:pay app:yes -> x", true), ("function:pay app:no -> x", false),
            ("function:send path:**/shop/** -> x", false), ("module:shop.* package:**/shop.so -> x", true),
        ])
    func matchers(rules: String, matches: Bool) throws {
        #expect(try (group(rules).kind == .custom) == matches)
    }

    @Test(
        "what is asked of frames holds for one and the same frame, on either of its paths, and turned round",
        arguments: [
            ("path:**/lib.py -> x", true), ("path:lib.py -> x", false), ("path:other.py -> x", false),
            ("path:vendor/lib.py app:no -> x", true), ("path:vendor/lib.py app:yes -> x", false),
            ("path:vendor/lib.py !app:yes -> x", true), ("path:vendor/lib.py function:pay -> x", false),
            ("!function:send !function:pay -> x", false), ("!function:send !module:lib -> x", true),
            ("function:p?y -> x", true), ("function:[st]end -> x", true), ("module:*.api -> x", true),
            ("module:shop.api !path:** -> x", false), ("function:\"\" -> x", false), ("app:yes -> x", true),
        ])
    func frames(rules: String, matches: Bool) throws {
        let json = #"""
            {"platform":"python","exception":[{"type":"Timeout","stacktrace":{"frames":[
            {"module":"lib","function":"send","abs_path":"/x/lib.py","filename":"vendor/lib.py","in_app":false},
            {"module":"shop.api","function":"pay","filename":"shop/api.py","in_app":true}]}}]}
            """#
        let grouper = Grouper(fingerprintRules: try FingerprintRules(parsing: rules))
        #expect((grouper.group(try Corpus.event(json: json)).kind == .custom) == matches)
    }

    @Test("texts are looked at as far as they count, not only at their beginning")
    func longTexts() throws {
        let long = String(repeating: "한 word ", count: 900) + "needle at last"
        let json =
            #"{"platform":"python","exception":[{"type":"E","value":"\#(long)"}],"logentry":{"formatted":"\#(long)"}}"#
        let event = try Corpus.event(json: json)
        for rule in ["message:*needle* -> x", "value:\"한*needle?at*\" -> x"] {
            #expect(Grouper(fingerprintRules: try FingerprintRules(parsing: rule)).group(event).kind == .custom)
        }
        let frames = #"{"frames":[{"module":"shop","function":"pay","in_app":true}]}"#
        let failed = try Corpus.event(
            json: #"{"platform":"python","exception":[{"type":"E","value":"\#(long)","stacktrace":\#(frames)}]}"#)
        let plain = Grouper.standard.group(failed)
        let ruled = Grouper(stackRules: try StackRules(parsing: "value:*needle* function:pay -group")).group(failed)
        #expect(ruled.hashes != plain.hashes)
    }

    @Test("variables are filled in, in fingerprints and in titles")
    func variables() throws {
        let result = try group(
            "type:Timeout -> {{ type }}, {{module}} {{ function }} {{ package }} {{ transaction }} {{ level }} {{ logger }} "
                + "{{ tags.region }} {{ tags.no }} {{ stack.abs_path }} {{ other }} word title=\"Slow: {{ function }}!\""
        )
        #expect(
            result.fingerprint == [
                "Timeout", "shop.api", "pay", "shop.so", "/pay", "warning", "shop.orders", "eu",
                "<no-value-for-tag-no>",
                "/srv/shop/api.py", "<unrecognized-variable-other>", "word",
            ])
        #expect(result.title == "Slow: pay!")
    }

    @Test("the first rule wins, and default among other values keeps the normal grouping")
    func order() throws {
        #expect(try group("type:Timeout -> a\ntype:* -> b").fingerprint == ["a"])
        let hybrid = try group("type:Timeout -> {{default}}, eu")
        #expect(hybrid.kind == .hybrid)
        #expect(hybrid.hashes.map(\.variant) == [.app, .system])
    }

    @Test("texts of the event lose their variable parts")
    func parameterized() throws {
        func hashes(_ value: String) throws -> [GroupingHash] {
            let json = #"{"fingerprint":["{{ error.value }}","it"],"exception":[{"type":"E","value":"\#(value)"}]}"#
            return Grouper.standard.group(try Corpus.event(json: json)).hashes
        }
        #expect(try hashes("order 1 lost") == hashes("order 2 lost"))
        #expect(try hashes("order 1 lost") != hashes("basket 1 lost"))
    }

    private func chunk(_ frames: String, platform: String = "javascript") throws -> GroupingResult {
        let json = """
            {"platform":"\(platform)","exception":[{"type":"ChunkLoadError","value":"Loading chunk 7 failed",
            "stacktrace":{"frames":[\(frames)]}}]}
            """
        return Grouper.standard.group(try Corpus.event(json: json))
    }

    @Test(
        "failed chunks are one issue when only a bundler's loader is to be seen",
        arguments: [
            "", #"{"function":"t","abs_path":"https://a.example/main.js","in_app":true}"#,
            #"{"function":"__webpack_require__.f.j","filename":"app:///main.js","in_app":true}"#,
            #"{"function":"Array.reduce","module":"webpack/runtime/ensure chunk","in_app":true}"#,
            #"{"function":"pay","filename":"app:///a.js","in_app":false}"#,
        ])
    func chunks(frames: String) throws {
        #expect(try chunk(frames).fingerprint == ["chunkloaderror"])
        #expect(try chunk(frames, platform: "python").fingerprint == [])
    }

    @Test("errors of that name which a program raised itself are told apart by where it did")
    func ownChunks() throws {
        let pay = try chunk(#"{"function":"pay","filename":"app:///a.js","in_app":true}"#)
        let ship = try chunk(#"{"function":"ship","filename":"app:///a.js","in_app":true}"#)
        #expect(pay.kind == .exception)
        #expect(pay.matchedRule == nil)
        #expect(pay.hashes != ship.hashes)
    }

    @Test("failed hydration is one issue per page, whatever the stack")
    func hydration() throws {
        func group(_ transaction: String) throws -> [String] {
            let json = """
                {"platform":"javascript","transaction":"\(transaction)","exception":[{"type":"Error",
                "value":"Hydration failed because the initial UI does not match what was rendered on the server.",
                "stacktrace":{"frames":[{"function":"throwMismatch","filename":"app:///a.js","in_app":true}]}}]}
                """
            return Grouper.standard.group(try Corpus.event(json: json)).fingerprint
        }
        #expect(try group("/cart") == ["hydrationerror", "/cart"])
    }

    @Test("every line that is no rule is reported by its number")
    func errors() {
        let text = "type:a\n# comment\ntype:a ->\nfoo:a -> b\n-> b\ntype:a -> {{ b\ntype:a -> b color=\"red\""
        #expect {
            try FingerprintRules(parsing: text)
        } throws: { error in
            (error as? RuleSyntaxError)?.problems.map(\.line) == [1, 3, 4, 5, 6, 7]
        }
    }
}
