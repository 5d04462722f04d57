import SentryProtocol
import Storage
import Testing

@Suite("Grouping rules and configurations")
struct GroupingRuleTests {
    @Test("each saving makes a revision, on top of the newest one only", arguments: EngineUnderTest.all)
    func revisions(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            #expect(try await store.groupingRules(of: Sample.project) == GroupingRules())
            #expect(try await store.groupingRules().isEmpty)
            let version = try await store.version()
            var rules = GroupingRules(stackRules: "family:java +app", fingerprintRules: "", note: "first")
            let author = UserID(rawValue: 7)
            rules = try await store.save(rules, of: Sample.project, by: author, at: Sample.noon)
            #expect(rules.revision == 1 && rules.authorID == author && rules.createdAt == Sample.noon)
            #expect(try await store.version() != version, "ingest notices")
            await #expect(throws: RulesConflict(current: 1)) {
                try await store.save(GroupingRules(), of: Sample.project, by: author, at: Sample.noon)
            }
            rules.note = "second"
            rules = try await store.save(rules, of: Sample.project, by: nil, at: Sample.day(1))
            _ = try await store.save(GroupingRules(note: "x"), of: ProjectID(rawValue: 2), by: nil, at: Sample.noon)
            #expect(try await store.groupingRules(of: Sample.project) == rules)
            #expect(
                try await store.groupingRules().mapValues(\.note) == [
                    Sample.project: "second", ProjectID(rawValue: 2): "x",
                ])
            let history = try await store.groupingRuleHistory(of: Sample.project, limit: 9)
            #expect(history.map(\.note) == ["second", "first"] && history.map(\.revision) == [2, 1])
            #expect(try await store.groupingRuleHistory(of: Sample.project, limit: 1) == [rules])
        }
    }

    @Test("a project groups with culprit-1 unless set otherwise", arguments: EngineUnderTest.all)
    func configurations(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            #expect(
                try await store.groupingConfiguration(of: Sample.project) == GroupingConfiguration(name: "culprit-1"))
            #expect(try await store.groupingConfigurations().isEmpty)
            let version = try await store.version()
            let next = GroupingConfiguration(name: "culprit-2", previous: "culprit-1", previousUntil: Sample.day(90))
            try await store.setGroupingConfiguration(next, of: Sample.project)
            #expect(try await store.version() != version)
            #expect(try await store.groupingConfiguration(of: Sample.project) == next)
            #expect(try await store.groupingConfigurations() == [Sample.project: next])
            _ = try await store.commit(Sample.batch(Sample.event(1, in: ["new"])))
            let hash = try #require(try await store.hashes(of: IssueID(rawValue: 1), limit: 1).first)
            #expect(hash.configuration == "culprit-2" && hash.createdAt == Sample.noon)
        }
    }

    private func event(_ number: Int, _ hashes: [String], before previous: [String]) -> EventRow {
        var event = Sample.event(number, in: hashes)
        event.facts.previousHashes = previous.map(Sample.hash)
        return event
    }

    @Test("an event unknown to the configuration is looked up with the one before", arguments: EngineUnderTest.all)
    func previousHashes(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            _ = try await store.commit(Sample.batch(Sample.event(1, in: ["old app", "old system"])))
            _ = try await store.commit(
                Sample.batch(event(2, ["new app", "new system"], before: ["other", "old system"])))
            #expect(try await store.issue(ofEvent: 2)?.rawValue == 1)
            for name in ["new app", "new system"] { #expect(try await store.issue(ofHash: name)?.rawValue == 1) }
            #expect(try await store.issue(ofHash: "other") == nil)
            _ = try await store.commit(
                Sample.batch(
                    event(3, ["x", "new system"], before: ["nobody"]), event(4, ["y"], before: ["nobody"]),
                    event(5, ["y"], before: ["old app"])))
            #expect(try await store.issue(ofEvent: 3)?.rawValue == 1)
            #expect(try await store.issue(ofEvent: 4)?.rawValue == 2)
            #expect(try await store.issue(ofEvent: 5)?.rawValue == 2, "today's hash comes first")
        }
    }
}
