/// Name of one frozen version of the algorithm; never used again for another one.
public struct GroupingConfigurationName: RawRepresentable, Hashable, Sendable {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let culprit1 = GroupingConfigurationName(rawValue: "culprit-1")
    /// What a project said itself, by a fingerprint or a checksum, is hashed under this name in every configuration, so
    /// that it never moves (grouping.md §12.9.6).
    public static let ofCustomHashes = culprit1
}

/// One frozen version of the algorithm, with the rules that come with it.
///
/// The name is the beginning of every hash, so that versions stand side by side: a project computes with its
/// configuration and, for as long as its window is open, looks up what it finds nowhere with the one before
/// (grouping.md §12.9). What a later version does differently becomes a property here, with the old value in the old
/// version.
public struct GroupingConfiguration: Sendable {
    public let name: GroupingConfigurationName
    let stackRules: [StackRule]
    let fingerprintRules: [FingerprintRule]

    /// The first, with the rule table `culprit-rules-1`.
    public static let culprit1 = GroupingConfiguration(
        name: .culprit1, stackRules: BuiltInStackRules.rules, fingerprintRules: BuiltInFingerprintRules.rules)
}

extension Grouper {
    /// Every configuration that can be computed with, the oldest first.
    public static let configurations: [GroupingConfiguration] = [.culprit1]

    /// What new projects get.
    public static let newestConfiguration = GroupingConfiguration.culprit1

    /// The grouper of a configuration, with a project's rules; nil for a name that is none.
    public init?(configurationNamed name: GroupingConfigurationName, rules: GroupingRules = .none) {
        guard let configuration = Self.configurations.first(where: { $0.name == name }) else { return nil }
        self.init(configuration: configuration, rules: rules)
    }
}
