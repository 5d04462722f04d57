import Grouping
import SentryProtocol
import Storage

/// What a project groups its events with (grouping.md §12.9).
///
/// For some time after a project moved to another configuration, events are hashed by the one before, too: an event
/// whose new hashes lead nowhere stays in the issue that it was in before the move.
public struct ProjectGrouping: Sendable {
    /// Makes the grouper of rules and of the name of a configuration.
    public typealias Compiler = @Sendable (_ rules: Storage.GroupingRules, _ configuration: String) -> Grouper

    /// Of projects without rules of their own.
    public static let standard = ProjectGrouping(rules: Storage.GroupingRules(), configuration: nil) { _, _ in .standard
    }

    public let grouper: Grouper
    private let previous: (grouper: Grouper, until: Timestamp)?
    private let rules: Storage.GroupingRules
    private let configuration: Storage.GroupingConfiguration

    /// `configuration` nil is the newest one, with none before it.
    public init(
        rules: Storage.GroupingRules, configuration: Storage.GroupingConfiguration?, compile: Compiler
    ) {
        let configuration = configuration ?? Storage.GroupingConfiguration(name: Grouper.configurationName)
        (self.rules, self.configuration) = (rules, configuration)
        grouper = compile(rules, configuration.name)
        if let name = configuration.previous, name != configuration.name, let until = configuration.previousUntil {
            previous = (compile(rules, name), until)
        } else {
            previous = nil
        }
    }

    /// Whether this is what `rules` and `configuration` say.
    func follows(_ rules: Storage.GroupingRules, _ configuration: Storage.GroupingConfiguration?) -> Bool {
        self.rules == rules
            && self.configuration == configuration ?? Storage.GroupingConfiguration(name: Grouper.configurationName)
    }

    /// The hashes of the configuration before, while they count.
    func previousHashes(
        of document: JSONDocument, head: Event, whole: () -> Event, at now: Timestamp
    ) -> [String] {
        guard let previous, now < previous.until else { return [] }
        return previous.grouper.group(document, head: head, whole: whole).verdict.hashes
    }
}
