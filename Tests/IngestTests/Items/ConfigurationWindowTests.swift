import SentryProtocol
import Storage
import Testing

@testable import Grouping
@testable import Ingest

@Suite("Events of a project that moved to another grouping configuration")
struct ConfigurationWindowTests {
    /// A later version that no project has.
    private static let later = Grouping.GroupingConfiguration(
        name: GroupingConfigurationName(rawValue: "test-2"), stackRules: [], fingerprintRules: [])
    private static let event = #"{"platform":"python","exception":[{"type":"KeyError","value":"a"}]}"#

    private func facts(_ configuration: Storage.GroupingConfiguration) throws -> EventFacts {
        let grouping = ProjectGrouping(rules: Storage.GroupingRules(), configuration: configuration) { rules, name in
            let read = GroupingRuleText.parse(
                stackRules: rules.stackRules, fingerprintRules: rules.fingerprintRules)
            return Grouper(configuration: name == "test-2" ? Self.later : .culprit1, rules: read.rules)
        }
        let item = "{\"type\":\"event\",\"length\":\(Self.event.utf8.count)}"
        let envelope = try Envelope(parsing: Array("{}\n\(item)\n\(Self.event)".utf8))
        return try #require(Handling(envelope, grouping: grouping).batch.events.first).facts
    }

    @Test("have the new hashes, and as long as the window is open the old ones beside them")
    func open() throws {
        let moved = Storage.GroupingConfiguration(
            name: "test-2", previous: "culprit-1", previousUntil: Handling.now.adding(seconds: 1))
        let before = try facts(Storage.GroupingConfiguration(name: "culprit-1")).hashes
        let after = try facts(moved)
        #expect(after.previousHashes == before)
        #expect(Set(after.hashes).isDisjoint(with: before))
    }

    @Test("have nothing but the new hashes once it is closed, and before there was another configuration")
    func closed() throws {
        let moved = Storage.GroupingConfiguration(
            name: "test-2", previous: "culprit-1", previousUntil: Handling.now)
        let (after, before) = (try facts(moved), try facts(Storage.GroupingConfiguration(name: "culprit-1")))
        #expect(after.previousHashes.isEmpty && before.previousHashes.isEmpty)
    }
}
