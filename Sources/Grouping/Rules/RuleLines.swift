/// The rules of a text, and everything that is wrong with it.
struct RuleLines<Rule> {
    private(set) var rules: [Rule] = []
    /// By line and column.
    private(set) var problems: [RuleProblem] = []

    /// Reads every line that is neither blank nor a comment with `read`; a rule with a fault is left out.
    init(_ text: String, _ read: (inout RuleScanner) throws(RuleFailure) -> Rule?) {
        guard text.utf8.count <= GroupingLimits.ruleTextBytesMax else {
            add(1, [], RuleFailure(.textTooLong(bytesMax: GroupingLimits.ruleTextBytesMax), 0..<0))
            return
        }
        // "\r\n" is one Character but two bytes: splitting bytes keeps the count right on every system.
        let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let bytes = Array(line)
            guard let first = bytes.first(where: { !$0.isSpace }), first != UInt8(ascii: "#") else { continue }
            guard problems.count < GroupingLimits.ruleProblemsMax else { return }
            guard rules.count < GroupingLimits.ruleLinesMax else {
                add(index + 1, bytes, RuleFailure(.tooManyRules(max: GroupingLimits.ruleLinesMax), 0..<bytes.count))
                return
            }
            readLine(bytes, number: index + 1, read)
        }
    }

    private mutating func readLine(
        _ bytes: [UInt8], number: Int, _ read: (inout RuleScanner) throws(RuleFailure) -> Rule?
    ) {
        guard bytes.count <= GroupingLimits.ruleLineBytesMax else {
            add(number, bytes, RuleFailure(.lineTooLong(bytesMax: GroupingLimits.ruleLineBytesMax), 0..<bytes.count))
            return
        }
        var scanner = RuleScanner(bytes)
        var failures: [RuleFailure] = []
        do throws(RuleFailure) {
            let rule = try read(&scanner)
            failures = scanner.failures
            if let rule, failures.allSatisfy(\.fault.isWarning) { rules.append(rule) }
        } catch {
            failures = scanner.failures + [error]
        }
        for failure in failures.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
            add(number, bytes, failure)
        }
    }

    private mutating func add(_ line: Int, _ bytes: [UInt8], _ failure: RuleFailure) {
        guard problems.count < GroupingLimits.ruleProblemsMax else { return }
        let before = bytes[..<failure.range.lowerBound].count { $0 & 0xC0 != 0x80 }
        let text = String(bytes: bytes[failure.range])
        problems.append(
            RuleProblem(
                line: line, column: before + 1, text: text.cut(at: GroupingLimits.quotedRuleCharactersMax),
                fault: failure.fault))
    }
}
