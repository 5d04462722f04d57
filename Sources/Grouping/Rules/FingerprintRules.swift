/// A project's fingerprint rules (grouping.md §6.2): the first that matches decides what an event is grouped by.
public struct FingerprintRules: Sendable {
    let rules: [FingerprintRule]

    /// No rules beyond the built-in ones.
    public static let none = FingerprintRules(rules: [])

    init(rules: [FingerprintRule]) { self.rules = rules }

    /// Reads one rule per line; throws everything that is wrong, unless it is only a warning.
    public init(parsing text: String) throws(RuleSyntaxError) {
        let (rules, problems) = Self.read(text)
        guard problems.allSatisfy(\.fault.isWarning) else { throw RuleSyntaxError(problems: problems) }
        self = rules
    }

    /// Reads what can be read: rules that were stored once must not stop events.
    public init(lenientlyParsing text: String) { self = Self.read(text).rules }

    /// What can be read, and what is wrong with the rest.
    static func read(_ text: String) -> (rules: FingerprintRules, problems: [RuleProblem]) {
        let lines = RuleLines<FingerprintRule>(text) { scanner throws(RuleFailure) in
            try FingerprintRuleParser.rule(&scanner)
        }
        return (FingerprintRules(rules: lines.rules), lines.problems)
    }

    /// How many rules there are.
    public var count: Int { rules.count }
}

/// The fingerprint rules that come with `culprit-1`: failures of web applications that have one cause wherever they
/// surface.
///
/// Differs from Sentry on purpose: there, every `ChunkLoadError` of a project is one issue. Programs throw errors of
/// that name at places of their own, too, and then the place is what tells them apart. So the rules about chunks only
/// act when the event has no in-app frame but those of the bundler's loader. A stack of a hydration failure is React's
/// alone, whatever the SDK says of it, so that the rules about those act always.
enum BuiltInFingerprintRules {
    static let rules: [FingerprintRule] =
        read(
            """
            family:javascript type:"ChunkLoadError" -> chunkloaderror
            family:javascript value:"ChunkLoadError*" -> chunkloaderror
            """, .withoutOwnStack)
        + read(
            """
            family:javascript tags.transaction:"*" message:"Text content does not match server-rendered HTML." \
            -> hydrationerror, {{tags.transaction}}
            family:javascript tags.transaction:"*" message:"Hydration failed because the initial UI does not match *" \
            -> hydrationerror, {{tags.transaction}}
            family:javascript tags.transaction:"*" message:"There was an error while hydrating*" \
            -> hydrationerror, {{tags.transaction}}
            """, .always)

    private static func read(_ text: String, _ scope: FingerprintRule.Scope) -> [FingerprintRule] {
        FingerprintRules(lenientlyParsing: text).rules.map { rule in
            var rule = rule
            (rule.isBuiltIn, rule.scope) = (true, scope)
            return rule
        }
    }
}
