import SentryProtocol

/// Decides which events are the same, and what they are called (grouping.md §12).
///
/// A grouper is made once per set of rules and shared by all tasks: it compiles the rules and remembers the frames and
/// the failures it has seen.
public struct Grouper: Sendable {
    /// Name of the configuration that new projects get.
    public static let configurationName = newestConfiguration.name.rawValue
    /// Of new projects, without rules of their own.
    public static let standard = Grouper()

    public let configuration: GroupingConfiguration
    /// Which rules of a project this one follows; see `GroupingRules.checksum`.
    public let rulesChecksum: String
    let rules: CompiledRules
    /// The project's, then the built-in ones.
    let fingerprintRules: [FingerprintRule]
    private let cache = FrameCache()
    let memory = GroupingMemory()
    let interests: RuleInterests

    public init(configuration: GroupingConfiguration = Grouper.newestConfiguration, rules: GroupingRules = .none) {
        self.configuration = configuration
        rulesChecksum = rules.checksum
        fingerprintRules = rules.fingerprint.rules + configuration.fingerprintRules
        self.rules = CompiledRules(
            builtIn: configuration.stackRules, project: rules.stack.rules, fingerprint: fingerprintRules)
        interests = RuleInterests(stack: self.rules.entries.map(\.rule), fingerprint: fingerprintRules)
    }

    /// With a project's rules that were read one by one.
    public init(stackRules: StackRules, fingerprintRules: FingerprintRules = .none) {
        self.init(rules: GroupingRules(stack: stackRules, fingerprint: fingerprintRules))
    }

    /// With a project's rules about fingerprints alone.
    public init(fingerprintRules: FingerprintRules) { self.init(stackRules: .none, fingerprintRules: fingerprintRules) }

    /// Groups and names an event.
    public func group(_ event: Event) -> GroupingResult { read(event).result }

    /// Groups an event and writes everything that was decided into it.
    @discardableResult
    public func apply(to event: inout Event) -> GroupingResult {
        let result = group(event)
        event.apply(result.verdict)
        return result
    }

    /// Everything on the way to the result, for explanations.
    struct Reading {
        var result: GroupingResult
        var variants: VariantParts
        var stacks: EventStacks
        /// Which exceptions count where the event's own parts do.
        var countedExceptions: [Int]
        /// Before variables were filled in.
        var fingerprint: [String]
        var rule: FingerprintRule?
    }

    func read(_ event: Event) -> Reading {
        let platform = Platform(named: event.platform)
        let hasText = event.message != nil || event.exceptions.contains { $0.value?.isBlank == false }
        let context = StackContext(platform: platform, rules: rules, cache: cache, mayDropNames: hasText)
        let stacks = EventStacks(event, in: context)
        let subject = FingerprintSubject(event: event, stacks: stacks, platform: platform)
        var matching = FingerprintMatching(subject, rules.frameConditions)
        let rule = matching.firstMatch(in: fingerprintRules)
        let base = BaseParts(event, stacks)
        let fingerprint = Array((rule?.values ?? event.fingerprint).prefix(GroupingLimits.fingerprintEntriesMax))
        let (kind, variants, resolved) = parts(event, base, fingerprint, subject)
        // What grouping chose wins over what an earlier reading stored.
        let mainID = base.mainExceptionID
        var title = Title(event, stacks, platform: platform, mainExceptionID: mainID)
        if let text = rule?.title { title.override(FingerprintVariables(subject).fill(text)) }
        let result = GroupingResult(
            configuration: configuration.name.rawValue, kind: kind, hashes: hashes(variants, kind),
            inApp: InAppFlags(event, stacks),
            title: title.text, culprit: Culprit.of(event, stacks), location: title.location, metadata: title.metadata,
            mainExceptionID: mainID, fingerprint: resolved, matchedRule: rule?.summary)
        return Reading(
            result: result, variants: variants, stacks: stacks, countedExceptions: base.exceptions,
            fingerprint: fingerprint, rule: rule)
    }

    /// Checksum, then fingerprint, then what the event is made of (grouping.md §12.2).
    private func parts(
        _ event: Event, _ base: BaseParts, _ fingerprint: [String], _ subject: FingerprintSubject
    ) -> (GroupingKind, VariantParts, resolved: [String]) {
        if let checksum = event.checksum, !checksum.isEmpty {
            return (.checksum, [(.default, [GroupingPart(.checksum, checksum)])], [])
        }
        let isDefault = fingerprint.isEmpty || fingerprint.count == 1 && FingerprintVariables.isDefault(fingerprint[0])
        if isDefault { return (base.kind, base.variants, []) }
        let variables = FingerprintVariables(subject)
        let resolved = fingerprint.map { variables.resolve($0) }
        let entries = fingerprint.map { entry in
            FingerprintVariables.isDefault(entry) ? nil : GroupingPart(.fp, variables.hashed(entry))
        }
        guard entries.contains(nil) else { return (.custom, [(.default, entries.compactMap { $0 })], resolved) }
        let variants = base.variants.map { variant, parts in
            (variant, entries.flatMap { entry in entry.map { [$0] } ?? parts })
        }
        return (.hybrid, variants, resolved)
    }

    private func hashes(_ variants: VariantParts, _ kind: GroupingKind) -> [GroupingHash] {
        var hashes: [GroupingHash] = []
        for (variant, parts) in variants {
            let hash = hash(parts, kind)
            if !hashes.contains(where: { $0.hash == hash }) {
                hashes.append(GroupingHash(variant: variant, hash: hash))
            }
        }
        return hashes
    }

    /// The hash of one variant's parts.
    func hash(_ parts: [GroupingPart], _ kind: GroupingKind) -> String {
        let name = kind.isFixed ? GroupingConfigurationName.ofCustomHashes : configuration.name
        return GroupingHasher.hash(parts, configuration: name.rawValue)
    }
}

extension InAppFlags {
    init(_ event: Event, _ stacks: EventStacks) {
        self.init(
            exceptions: stacks.exceptions.map { $0?.inApp ?? [] }, stacktrace: stacks.stacktrace?.inApp ?? [],
            threads: stacks.threads.map { $0?.inApp ?? [] })
    }
}
