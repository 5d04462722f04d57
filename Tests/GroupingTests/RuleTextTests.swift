import Grouping
import Testing

@Suite("Texts of rules")
struct RuleTextTests {
    private func stack(_ text: String) -> [RuleProblem] {
        GroupingRuleText.parse(stackRules: text, fingerprintRules: "").stackProblems
    }

    private func fingerprint(_ text: String) -> [RuleProblem] {
        GroupingRuleText.parse(stackRules: "", fingerprintRules: text).fingerprintProblems
    }

    @Test(
        "what is wrong with a stack rule is told by column and text",
        arguments: [
            ("function:a", 11, "", .missingAction), ("function:a # -app", 12, "", .missingAction),
            ("foo:bar -app", 1, "foo", .unknownMatcher), ("  function:a -nothing", 14, "-nothing", .unknownAction),
            ("function:a nothing", 12, "nothing", .missingColon), ("-app", 1, "-app", .missingMatcher),
            ("function:\"a -app", 10, "\"a -app", .unclosedQuote), ("function: -app", 1, "function:", .missingPattern),
            ("[function:a] function:b -app", 14, "function:b", .missingBar),
            ("function:a | function:b -app", 14, "function:b", .missingBracket),
            ("[function:a | function:b -app", 1, "[function:a | function:b -app", .unclosedBracket),
            ("app:maybe -app", 5, "maybe", .notYesOrNo), ("family:ruby -app", 8, "ruby", .notAFamily),
            ("function:a max-frames=many", 12, "max-frames=many", .notANumber),
            ("function:a min-frames=-1", 12, "min-frames=-1", .notANumber),
            ("function:a category=", 12, "category=", .missingCategory),
            ("function:a invert-stacktrace=so", 12, "invert-stacktrace=so", .notYesOrNo),
            ("function:a colour=red", 12, "colour=red", .unknownActionVariable),
            ("function:a ^+value", 12, "^+value", .unreachableAction),
            ("function:[a -app", 1, "function:[a", .neverMatches), ("함수:a -app", 1, "함수", .unknownMatcher),
            ("function:함수 모름", 13, "모름", .missingColon),
        ] as [(String, Int, String, RuleFault)])
    func stackProblems(line: String, column: Int, text: String, fault: RuleFault) {
        let problems = stack("# first\n\n" + line)
        #expect(problems.map(\.fault) == [fault])
        #expect(problems.first?.line == 3)
        #expect(problems.first?.column == column)
        #expect(problems.first?.text == text)
    }

    @Test(
        "what is wrong with a fingerprint rule is told by column and text",
        arguments: [
            ("type:a", 1, "type:a", .missingArrow), ("type:a ->", 1, "type:a ->", .missingFingerprint),
            ("foo:a -> b", 1, "foo", .unknownMatcher), ("-> b", 1, "->", .missingMatcher),
            ("tags.:a -> b", 1, "tags.", .unknownMatcher), ("type:a -> {{ b", 11, "{{ b", .unclosedVariable),
            ("type:a -> b color=\"red\"", 13, "color", .unknownAttribute),
            ("type:a -> b title=\"x", 19, "\"x", .unclosedQuote), ("app:so -> b", 5, "so", .notYesOrNo),
            ("type:a -> {{ tpye }}", 11, "{{ tpye }}", .unknownVariable),
            ("type:a -> b title=\"{{ tpye }}\"", 13, "title=\"{{ tpye }}\"", .unknownVariable),
            ("type:[a -> b", 1, "type:[a", .neverMatches), ("type: -> b", 1, "type:", .missingPattern),
            ("family:go -> b", 8, "go", .notAFamily),
        ] as [(String, Int, String, RuleFault)])
    func fingerprintProblems(line: String, column: Int, text: String, fault: RuleFault) {
        let problems = fingerprint(line)
        #expect(problems.map(\.fault) == [fault])
        #expect(problems.first?.column == column)
        #expect(problems.first?.text == text)
    }

    @Test("everything that is wrong is told at once, twice in a line and in both texts")
    func allAtOnce() {
        let result = GroupingRuleText.parse(
            stackRules: "foo:a bar:b -app -zap\nfunction:ok +app\nbaz\r\nfunction:a", fingerprintRules: "x:y -> z\n-> a"
        )
        #expect(result.stackProblems.map(\.line) == [1, 1, 1, 3, 4])
        #expect(result.stackProblems.map(\.column) == [1, 7, 18, 1, 11])
        #expect(result.fingerprintProblems.map(\.line) == [1, 2])
        #expect(!result.isValid)
        #expect(result.rules.stack.count == 1)
        #expect(result.rules.fingerprint.count == 0)
    }

    @Test("a warning does not keep a rule from being saved")
    func warnings() throws {
        let result = GroupingRuleText.parse(stackRules: "function:[ +app", fingerprintRules: "type:a -> {{ what }}")
        #expect(result.isValid)
        #expect(result.stackProblems.count + result.fingerprintProblems.count == 2)
        #expect(result.rules.stack.count == 1)
        #expect(try StackRules(parsing: "function:[ +app").count == 1)
    }

    @Test(
        "every matcher, action and quotation that the grammar has is read",
        arguments: [
            "stack.abs_path:a path:b stack.package:c package:d stack.module:e module:f -app",
            "stack.function:g function:h category:i family:native,javascript app:1 -app",
            "error.type:a type:b error.value:c value:d error.mechanism:e mechanism:f +group",
            "!\"function\":\"a \\\"b\\\" \\\\ c\" ^-app v+group -app +group",
            "[ !function:[a-z] ] | function:b | [ category:c ] max-frames=3 min-frames=0 category=x",
            "function:a invert-stacktrace=yes +value -cause -value +cause # why",
            "## 2026-11-23 ada: change log",
        ])
    func grammar(line: String) {
        #expect(stack(line) == [])
    }

    @Test("texts are bounded in bytes, lines, rules and problems")
    func bounds() {
        #expect(stack(String(repeating: "#", count: 300_000)).map(\.fault) == [.textTooLong(bytesMax: 262_144)])
        #expect(
            stack("function:" + String(repeating: "a", count: 5_000)).map(\.fault) == [.lineTooLong(bytesMax: 4_096)])
        let many = Array(repeating: "function:a -app", count: 1_001).joined(separator: "\n")
        #expect(stack(many).map(\.fault) == [.tooManyRules(max: 1_000)])
        #expect(stack(many).first?.line == 1_001)
        #expect(stack(String(repeating: "x\n", count: 2_000)).count == 200)
        #expect(stack("x" + String(repeating: "y", count: 4_000)).first?.text.count == 80)
    }

    @Test("a checksum knows rules by what they say, not by comments and blank lines")
    func checksum() {
        func checksum(_ stack: String, _ fingerprint: String = "") -> String {
            GroupingRuleText.parse(stackRules: stack, fingerprintRules: fingerprint).rules.checksum
        }
        #expect(checksum("function:a -app") == checksum("# why\n\n  function:a -app\r\n"))
        #expect(checksum("function:a -app") != checksum("function:a +app"))
        #expect(checksum("function:a -app\nfunction:b -app") != checksum("function:b -app\nfunction:a -app"))
        #expect(checksum("", "type:a -> b") != checksum(""))
        #expect(checksum("") == GroupingRules.none.checksum)
        #expect(checksum("").utf8.count == 16)
    }

    @Test(
        "no text crashes the readers",
        arguments: ["[", "|", "\"", "->", "{{", "!:", "^", "v+", "\u{0}", "=", "app:", "𝛼"])
    func hostile(unit: String) {
        for count in [1, 2, 3, 500] {
            let text = String(repeating: unit, count: count)
            let result = GroupingRuleText.parse(stackRules: text, fingerprintRules: text)
            #expect(result.stackProblems.count <= 200)
        }
    }
}
