import SentryProtocol
import Testing

@testable import Grouping

@Suite("Stack rules")
struct StackRuleTests {
    /// Frames `a` … of platform native with functions as given; the flags that rules leave.
    private func read(_ rules: String, _ functions: [String], family: String = "native") throws -> GroupingExplanation {
        let frames = functions.map { #"{"function":"\#($0)","package":"/opt/app/\#($0).so","filename":"\#($0).c"}"# }
        let json = #"""
            {"platform":"\#(family)","exception":{"values":[{"type":"Crash","value":"v","mechanism":{"type":"m"},
            "stacktrace":{"frames":[\#(frames.joined(separator: ","))]}}]}}
            """#
        return Grouper(stackRules: try StackRules(parsing: rules)).explain(try Corpus.event(json: json))
    }

    private func inApp(_ rules: String, _ functions: [String]) throws -> String {
        try read(rules, functions).stacks[0].frames.map { $0.isInApp ? "1" : "0" }.joined()
    }

    private func counted(_ rules: String, _ functions: [String]) throws -> String {
        try read(rules, functions).stacks[0].frames.map { $0.contributes ? "1" : "0" }.joined()
    }

    @Test(
        "flags reach the frame itself, those towards the crash and those towards the start",
        arguments: [
            ("function:b +app", "0100"), ("function:b ^+app", "0011"), ("function:c v+app", "1100"),
            ("family:native +app\nfunction:b ^-app -app", "1000"), ("!function:b +app", "1011"),
            ("function:[b-c] +app", "0110"), ("function:\"b\" +app # why", "0100"),
            ("package:/opt/app/** function:d +app", "0001"), ("path:b.c +app", "0100"), ("path:**/b.c +app", "0100"),
            ("[ function:a ] | function:b +app", "0100"), ("[function:b] | function:b +app", "0000"),
            ("function:c | [ function:d ] +app", "0010"), ("[function:a] | function:? | [function:c] +app", "0100"),
            ("function:b category=x\ncategory:x +app", "0100"), ("family:javascript +app", "0000"),
            ("family:native,other +app\napp:yes function:a -app", "0111"), ("error.type:Crash function:a +app", "1000"),
            ("type:Other +app", "0000"), ("mechanism:m value:v* function:d +app", "0001"), ("function:[ +app", "0000"),
        ])
    func flags(rules: String, expected: String) throws {
        #expect(try inApp(rules, ["a", "b", "c", "d"]) == expected)
    }

    @Test("group flags take frames out of the hash and bring them back")
    func groupFlags() throws {
        #expect(try counted("function:b -group", ["a", "b", "c"]) == "101")
        #expect(try counted("function:b ^-group\nfunction:c +group", ["a", "b", "c", "d"]) == "1110")
        #expect(try counted("function:a max-frames=2", ["a", "b", "c", "d"]) == "0011")
        #expect(try counted("function:a min-frames=5", ["a", "b", "c", "d"]) == "0000")
    }

    @Test("a value can be made to count beside a stack, and causes not to")
    func valueAndCause() throws {
        let tags = try read("function:a +value", ["a", "b"]).variants[0].parts.map(\.tag)
        #expect(tags == ["exc", "type", "frame", "frame", "value"])
        let json = #"""
            {"exception":[{"type":"Cause","stacktrace":{"frames":[{"function":"x"}]}},
            {"type":"Wrapper","stacktrace":{"frames":[{"function":"y"}]}}]}
            """#
        let grouper = Grouper(stackRules: try StackRules(parsing: "function:y -cause"))
        let parts = grouper.explain(try Corpus.event(json: json)).variants[0].parts
        #expect(parts.map(\.text).contains("Wrapper"))
        #expect(!parts.map(\.text).contains("Cause"))
        let inner = Grouper(stackRules: try StackRules(parsing: "function:x -cause"))
        #expect(inner.explain(try Corpus.event(json: json)).variants[0].parts.map(\.text).contains("Cause"))
    }

    @Test("every line that is no rule is reported by its number")
    func errors() {
        let text =
            "# comment\n\nfunction:a\nfoo:bar -app\nfunction:a -nothing\n[function:a] function:b +app\nfunction:\"a -app"
        #expect {
            try StackRules(parsing: text)
        } throws: { error in
            (error as? RuleSyntaxError)?.problems.map(\.line) == [3, 4, 5, 6, 7]
        }
        #expect(StackRules(lenientlyParsing: text + "\nfunction:ok +app").count == 1)
    }

    @Test("the built-in rules are all there and all readable")
    func builtIn() {
        #expect(BuiltInStackRules.rules.count > 230)
        #expect(BuiltInStackRules.rules.allSatisfy { !$0.actions.isEmpty && !$0.matchers.isEmpty })
    }

    @Test(
        "globs of paths stop at slashes, ignore case and try a slash in front",
        arguments: [
            ("**/vendor/**", "vendor/a.rb", true), ("**/Vendor/**", "C:\\app\\vendor\\a.rb", true),
            ("*/a.rb", "x/y/a.rb", false), ("**/a.rb", "x/y/a.rb", true), ("/lib/**", "/usr/lib/x", false),
            ("**/lib/python[0-9]*/**", "/usr/lib/python3.11/x.py", true), ("a?c", "a/c", false), ("", "", true),
            ("**", "anything/at/all", true), ("**/*newrelic*/**", "/x/my-newrelic-agent/y", true),
            ("a*b*c", "aXbYc", true),
            ("a*b*c", "aXbY/c", false), ("**x**y", "1/x/2/y", true), ("[!a]b", "cb", true), ("[!a]b", "ab", false),
        ])
    func globs(pattern: String, path: String, matches: Bool) {
        #expect(Glob(pattern, style: .path).matches(path) == matches)
    }
}
