import Crypto

/// What a project adds to the built-in rules.
public struct GroupingRules: Sendable {
    public let stack: StackRules
    public let fingerprint: FingerprintRules
    /// 16 hex digits that say which rules these are: comments and blank lines do not count, the order does
    /// (grouping.md §12.9.5).
    public let checksum: String

    /// No rules beyond the built-in ones.
    public static let none = GroupingRules(stack: .none, fingerprint: .none)

    public init(stack: StackRules, fingerprint: FingerprintRules) {
        (self.stack, self.fingerprint) = (stack, fingerprint)
        var sha = SHA256()
        for source in stack.rules.map(\.source) + ["->"] + fingerprint.rules.map(\.source) {
            sha.update(data: Array("\(source.utf8.count):\(source)".utf8))
        }
        checksum = String(GroupingHasher.hex(sha.finalize()).prefix(16))
    }
}

/// The two texts in which a project writes its rules.
public enum GroupingRuleText {
    /// What the texts say, and everything that is wrong with them, by line and column.
    public struct Result: Sendable {
        /// What can be read of the texts; all of it when `isValid`.
        public let rules: GroupingRules
        public let stackProblems: [RuleProblem]
        public let fingerprintProblems: [RuleProblem]

        /// False when a line would be lost; warnings do not count.
        public var isValid: Bool { (stackProblems + fingerprintProblems).allSatisfy(\.fault.isWarning) }
    }

    /// Reads both texts to their end, whatever is wrong in them.
    public static func parse(stackRules: String, fingerprintRules: String) -> Result {
        let (stack, stackProblems) = StackRules.read(stackRules)
        let (fingerprint, fingerprintProblems) = FingerprintRules.read(fingerprintRules)
        return Result(
            rules: GroupingRules(stack: stack, fingerprint: fingerprint), stackProblems: stackProblems,
            fingerprintProblems: fingerprintProblems)
    }
}
