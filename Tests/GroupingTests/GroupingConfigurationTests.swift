import SentryProtocol
import Testing

@testable import Grouping

@Suite("Configurations side by side")
struct GroupingConfigurationTests {
    /// A later version that no project has: without rules of its own.
    private let later = GroupingConfiguration(
        name: GroupingConfigurationName(rawValue: "test-2"), stackRules: [], fingerprintRules: [])

    @Test("an event has other hashes in another configuration, in every variant")
    func hashesDiffer() throws {
        let event = try Corpus.event(json: HashVectorTests.keyError)
        let old = Grouper(configuration: .culprit1).group(event)
        let new = Grouper(configuration: later).group(event)
        #expect(new.configuration == "test-2")
        #expect(Set(old.hashes.map(\.hash)).isDisjoint(with: new.hashes.map(\.hash)))
        for json in ["{}", #"{"message":"down"}"#, #"{"fingerprint":["{{ default }}","eu"],"message":"down"}"#] {
            let event = try Corpus.event(json: json)
            #expect(Grouper.standard.group(event).hashes != Grouper(configuration: later).group(event).hashes)
        }
    }

    @Test(
        "what a project said itself has the same hash in every configuration",
        arguments: [#"{"fingerprint":["a","b"]}"#, #"{"checksum":"abc","message":"x"}"#])
    func fixedHashes(json: String) throws {
        let event = try Corpus.event(json: json)
        let (old, new) = (Grouper.standard.group(event), Grouper(configuration: later).group(event))
        #expect(old.hashes == new.hashes)
        #expect(old.kind.isFixed)
        #expect(Grouper(configuration: later).explain(event).variants.map(\.hash) == old.hashes.map(\.hash))
    }

    @Test("a fingerprint rule's hash does not move either")
    func fixedRuleHashes() throws {
        let rules = GroupingRuleText.parse(stackRules: "", fingerprintRules: "type:KeyError -> lost, {{ module }}")
            .rules
        let event = try Corpus.event(json: HashVectorTests.keyError)
        let hashes = [GroupingConfiguration.culprit1, later].map {
            Grouper(configuration: $0, rules: rules).group(event).hashes
        }
        #expect(hashes[0] == hashes[1])
    }

    @Test("configurations are found by their names, and unknown names are refused")
    func names() {
        #expect(Grouper.configurations.map(\.name) == [.culprit1])
        #expect(Grouper(configurationNamed: .culprit1)?.configuration.name.rawValue == "culprit-1")
        #expect(Grouper(configurationNamed: GroupingConfigurationName(rawValue: "culprit-0")) == nil)
        #expect(Grouper.configurationName == "culprit-1")
    }

    @Test("a configuration brings its own rules")
    func rules() throws {
        let event = try Corpus.event(
            json:
                #"{"platform":"java","exception":[{"type":"E","stacktrace":{"frames":[{"module":"java.util.A","function":"f"}]}}]}"#
        )
        #expect(Grouper.standard.group(event).inApp.exceptions == [[false]])
        #expect(Grouper(configuration: later).group(event).inApp.exceptions == [[true]])
    }
}
