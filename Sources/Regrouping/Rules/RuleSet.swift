import Grouping
import Storage

/// A project's rules, ready to group with.
public struct RuleSet: Sendable {
    /// Groups as the rules say.
    public let grouper: Grouper

    /// What a project without rules groups with.
    public static let standard = RuleSet(grouper: .standard)

    private init(grouper: Grouper) { self.grouper = grouper }

    /// Compiles rules that somebody is about to save, for the configuration of this name (the newest if there is no
    /// such); throws everything that is wrong with them.
    public init(
        compiling rules: Storage.GroupingRules, configuration: String = Grouper.configurationName
    ) throws(RuleSetError) {
        let read = GroupingRuleText.parse(
            stackRules: rules.stackRules, fingerprintRules: rules.fingerprintRules)
        guard read.isValid else {
            throw RuleSetError(stackProblems: read.stackProblems, fingerprintProblems: read.fingerprintProblems)
        }
        self.init(read.rules, configuration: configuration)
    }

    /// Compiles what can be compiled: rules that were saved once must not stop events.
    public init(leniently rules: Storage.GroupingRules, configuration: String = Grouper.configurationName) {
        let read = GroupingRuleText.parse(
            stackRules: rules.stackRules, fingerprintRules: rules.fingerprintRules)
        self.init(read.rules, configuration: configuration)
    }

    private init(_ rules: Grouping.GroupingRules, configuration: String) {
        let name = GroupingConfigurationName(rawValue: configuration)
        let isPlain = rules.checksum == Grouping.GroupingRules.none.checksum
        if isPlain, name == Grouper.standard.configuration.name {
            self = .standard
        } else {
            grouper = Grouper(configurationNamed: name, rules: rules) ?? Grouper(rules: rules)
        }
    }
}

/// Why a project's rules cannot be saved: everything that is wrong, of each text, warnings among it.
public struct RuleSetError: Error, Sendable, Equatable {
    public let stackProblems: [RuleProblem]
    public let fingerprintProblems: [RuleProblem]
}
