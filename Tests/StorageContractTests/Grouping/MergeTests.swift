import SentryProtocol
import Storage
import Testing

@Suite("Merging issues")
struct MergeTests {
    private let actor = Actor.user(UserID(rawValue: 3))

    @Test("makes one issue with all events, counts and users", arguments: EngineUnderTest.all)
    func merges(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let shop = try await store.makeShop()
            try await Sample.fillThree(store)
            let before = try await store.picture()
            let (a, b) = (before.issues[0], before.issues[1])
            let merge = try await store.merge([a.id, b.id], into: nil, by: actor, at: Sample.day(4))
            #expect(merge.target == a.id && merge.merged == [b.id], "the one with more events stays")
            let after = try await store.picture()
            #expect(after.issues.count == 2)
            let one = after.issues[0]
            #expect(one.timesSeen == a.timesSeen + b.timesSeen)
            #expect(one.firstSeen == min(a.firstSeen, b.firstSeen) && one.lastSeen == max(a.lastSeen, b.lastSeen))
            let newest = a.lastSeen > b.lastSeen ? a : b
            #expect(one.title == newest.title && one.level == newest.level)
            #expect(one.usersAffected == 7)
            #expect(one.status == .unresolved)
            #expect(Set(after.events[a.id] ?? []) == Set([a.id, b.id].flatMap { before.events[$0] ?? [] }))
            #expect(after.events[a.id]?.count == one.timesSeen)
            #expect(after.projectTrend == before.projectTrend)
            for bar in before.projectTrend.indices {
                #expect(after.trends[a.id]?[bar] == [a.id, b.id].reduce(0) { $0 + (before.trends[$1]?[bar] ?? 0) })
            }
            #expect(try await store.issue(b.id) == one, "the old id leads to the target")
            #expect(try await store.shortIDs(ofMerged: [a.id, b.id, b.id]) == [b.id: b.shortID])
            #expect(try await store.issue(b.shortID, in: shop.organizationID) == one)
            #expect(try await store.eventIDs(of: b.id) == after.events[a.id])
            #expect(
                try await store.trends(of: [b.id], environments: [], over: Self.period, bars: 1)[b.id] == [
                    one.timesSeen
                ])
            let events = try await store.events(of: Sample.project, cursor: .start, limit: 100).rows
            #expect(Set(events.map(\.issueID)) == Set(after.issues.map(\.id)))
            let event = try #require(try await store.event(.latest, of: b.id, environments: []))
            #expect(event.issueID == a.id && event.previous != nil)
            #expect(try await store.event(.id(event.id), of: a.id, environments: [])?.id == event.id)
        }
    }

    private static let period = Period(start: Sample.day(-10), end: Sample.day(10))

    @Test("later events with any of the hashes go to the target, also after a restart", arguments: EngineUnderTest.all)
    func teaches(engine: EngineUnderTest) async throws {
        let folder = try TemporaryFolder()
        let store = try engine.open(folder.path)
        try await Sample.fillThree(store)
        let issues = try await store.picture().issues.map(\.id)
        _ = try await store.merge([issues[0], issues[2]], into: issues[2], by: actor, at: Sample.day(4))
        let receipt = try await store.commit(
            Sample.batch(Sample.event(100, in: ["a2"], at: Sample.day(3), value: "later", user: "new")))
        #expect(receipt.newIssues == [])
        #expect(try await store.issue(ofEvent: 100) == issues[2])
        #expect(try await store.issue(issues[2])?.title == "ValueError: later")
        await store.close()
        let again = try engine.open(folder.path)
        #expect(try await again.commit(Sample.batch(Sample.event(101, in: ["c"], at: Sample.day(3)))).newIssues == [])
        #expect(try await again.commit(Sample.batch(Sample.event(102, in: ["a system"]))).newIssues == [])
        #expect(try await again.issue(ofEvent: 102) == issues[2])
        let fresh = try await again.commit(Sample.batch(Sample.event(103, in: ["fresh"])))
        #expect(fresh.newIssues.map(\.rawValue) == [4])
        #expect(try engine.doctor(folder.path).differences == [])
        await again.close()
    }

    @Test("tells of it in Sentry's words, and takes the activities along", arguments: EngineUnderTest.all)
    func activities(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await Sample.fillThree(store)
            let issues = try await store.picture().issues.map(\.id)
            _ = try await store.apply(.resolve, to: [issues[1]], by: actor, at: Sample.day(3))
            _ = try await store.merge(issues, into: issues[0], by: actor, at: Sample.day(4))
            let activities = try await store.activities(of: issues[0], limit: 9)
            #expect(activities.map(\.type) == ["merge", "set_resolved"])
            #expect(activities[0].data == #"{"issues":[{"id":"2"},{"id":"3"}]}"#)
            #expect(activities[0].userID == UserID(rawValue: 3))
            #expect(try await store.activities(of: issues[1], limit: 9).map(\.id) == activities.map(\.id))
            #expect(try await store.issue(issues[0])?.status == .unresolved, "the target's status stays")
        }
    }

    @Test("ties go to the higher id", arguments: EngineUnderTest.all)
    func ties(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            _ = try await store.commit(Sample.batch(Sample.event(1), Sample.event(2, in: ["b"])))
            let merge = try await store.merge(
                [1, 2].map { IssueID(rawValue: $0) }, into: nil, by: .system, at: Sample.noon)
            #expect(merge.target.rawValue == 2)
        }
    }

    @Test("is refused for fewer than two issues, and for unlike ones; nothing changes", arguments: EngineUnderTest.all)
    func refusals(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await Sample.fillThree(store)
            let other = ProjectID(rawValue: 2)
            let foreign = try #require(
                try await store.commit(Sample.batch([Sample.event(900)], project: other)).newIssues.first)
            let before = try await store.picture()
            let one = before.issues[0].id
            let missing = IssueID(rawValue: 4711)
            for (issues, target) in [
                ([], nil), ([one], nil), ([one, one], one), ([one, missing], nil),
                ([one, before.issues[1].id], missing),
            ] as [([IssueID], IssueID?)] {
                await #expect(throws: MergeError.tooFew) {
                    try await store.merge(issues, into: target, by: actor, at: Sample.noon)
                }
            }
            await #expect(throws: MergeError.unlike) {
                try await store.merge([one, foreign], into: nil, by: actor, at: Sample.noon)
            }
            #expect(try await store.picture() == before)
            _ = try await store.merge([one, before.issues[1].id], into: nil, by: actor, at: Sample.noon)
            await #expect(throws: MergeError.tooFew, "they are one already") {
                try await store.merge([one, before.issues[1].id], into: nil, by: actor, at: Sample.noon)
            }
        }
    }

    @Test("hashes are listed with what is stored under them", arguments: EngineUnderTest.all)
    func hashes(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await Sample.fillThree(store)
            let hashes = try await store.hashes(of: IssueID(rawValue: 1), limit: 10)
            #expect(hashes.map(\.hash) == ["a2", "a", "a system"].map(Sample.hash))
            #expect(hashes.map(\.events) == [8, 8, 0])
            #expect(hashes[0].latestEvent == Sample.id(29) && hashes[0].configuration == "culprit-1")
            #expect(hashes[1].firstSeen == Sample.noon && hashes[2].lastSeen == nil)
            #expect(try await store.hashes(of: IssueID(rawValue: 1), limit: 1).count == 1)
            #expect(try await store.hashes(of: IssueID(rawValue: 99), limit: 1).isEmpty)
            let issues = try await store.issues(of: [Sample.hash("b"), Sample.hash("nobody")], in: Sample.project)
            #expect(issues == [Sample.hash("b"): IssueID(rawValue: 2)])
            #expect(try await store.issues(of: [Sample.hash("b")], in: ProjectID(rawValue: 2)).isEmpty)
            let known = try await store.known([Sample.hash("a2"), Sample.hash("nobody")], in: Sample.project)
            #expect(known.count == 1 && known[Sample.hash("a2")]?.createdAt == hashes[0].createdAt)
            #expect(known[Sample.hash("a2")]?.issueID.rawValue == 1 && known[Sample.hash("a2")]?.events == 0)
        }
    }

    @Test("very many issues become one, and it can be read", arguments: EngineUnderTest.all)
    func many(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let events = (0..<150).map {
                Sample.event($0, in: ["h\($0)"], at: Sample.noon.adding(seconds: Int64($0)))
            }
            _ = try await store.commit(Sample.batch(events))
            let issues = (1...150).map { IssueID(rawValue: $0) }
            _ = try await store.merge(issues, into: issues[70], by: .system, at: Sample.noon)
            let ids = try await store.eventIDs(of: issues[70])
            #expect(ids == (0..<150).reversed().map { Sample.id($0).hex })
        }
    }
}
