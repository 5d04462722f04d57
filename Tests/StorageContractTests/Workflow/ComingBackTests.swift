import SentryProtocol
import Storage
import Testing

@Suite("Issues that come back")
struct ComingBackTests {
    private let actor = Actor.user(UserID(rawValue: 3))

    /// Commits an event of a release, some seconds after noon.
    private func send(
        _ number: Int, _ release: String?, to store: any StorageEngine, after seconds: Int64 = 0, in hash: String = "a",
        user: String? = nil
    ) async throws {
        let at = Sample.noon.adding(seconds: seconds)
        _ = try await store.commit(
            Sample.batch(Sample.event(number, in: [hash], at: at, received: at, release: release, user: user)))
    }

    @Test(
        "resolved in a release: that one and later ones bring it back, older ones do not",
        arguments: [
            ("2.0.0", "1.9.9", false), ("2.0.0", "2.0.0", true), ("2.0.0", "2.0.1", true), ("2.0.0", "10.0.0", true),
            ("2.0.0", "2.0.0-rc.1", false), ("web@2.0.0", "web@1.10.0", false), ("web@2.0.0", "web@2.1", true),
            // Of another package or without numbers: by when they were first seen.
            ("web@2.0.0", "app@1.0.0", false), ("blue", "red", false), ("blue", "blue", true), ("2.0.0", nil, false),
        ])
    func inRelease(fixed: String, next: String?, comesBack: Bool) async throws {
        try await withEngine(.sqlite) { store, _ in
            try await send(1, "1.0.0", to: store)
            let issue = try await store.onlyIssue().id
            _ = try await store.apply(.resolveIn(.release(fixed)), to: [issue], by: actor, at: Sample.noon)
            #expect(
                try await store.onlyIssue().workflow.resolution == Resolution(kind: .release, release: fixed))
            try await send(2, next, to: store, after: 10)
            #expect(try await store.onlyIssue().status == (comesBack ? .unresolved : .resolved))
            #expect(try await store.onlyIssue().timesSeen == 2)
        }
    }

    @Test("releases without numbers are ordered by their first events", arguments: EngineUnderTest.all)
    func firstSeen(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await send(1, "red", to: store)
            try await send(2, "blue", to: store, after: 10, in: "b")
            let issue = try #require(
                try await store.issues(matching: IssueQuery(projects: [Sample.project])).rows.last)
            _ = try await store.apply(.resolveIn(.release("blue")), to: [issue.id], by: actor, at: Sample.noon)
            try await send(3, "red", to: store, after: 20)
            #expect(try await store.issue(issue.id)?.status == .resolved)
            try await send(4, "green", to: store, after: 30)
            #expect(try await store.issue(issue.id)?.substatus == .regressed)
            let activities = try await store.activities(of: issue.id, limit: 5)
            #expect(activities.map(\.type) == ["set_regression", "set_resolved_in_release"])
            #expect(activities[0].data == #"{"event_id":"\#(Sample.id(4).hex)","version":"green"}"#)
            #expect(activities[1].data == #"{"version":"blue"}"#)
            #expect(try await store.issue(issue.id)?.workflow.resolution == nil)
        }
    }

    @Test(
        "resolved in the next release: only what is newer than the newest brings it back",
        arguments: EngineUnderTest.all)
    func nextRelease(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await send(1, "2.4.0", to: store)
            try await send(2, "2.4.1", to: store, after: 1)
            // A fix for those who stay behind is not the newest release.
            try await send(3, "2.3.9", to: store, after: 2)
            #expect(try await store.newestRelease(of: Sample.project) == "2.4.1")
            let issue = try await store.onlyIssue().id
            _ = try await store.apply(.resolveIn(.nextRelease), to: [issue], by: actor, at: Sample.noon)
            for (number, release) in ["2.4.1", "2.4.0", "2.3.10", nil].enumerated() {
                try await send(10 + number, release, to: store, after: 10)
                #expect(try await store.onlyIssue().status == .resolved, "\(release ?? "none")")
            }
            try await send(20, "2.5.0", to: store, after: 20)
            #expect(try await store.onlyIssue().substatus == .regressed)
        }
    }

    @Test("without any release the next one is the next event", arguments: EngineUnderTest.all)
    func nextOfNone(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await send(1, nil, to: store)
            let issue = try await store.onlyIssue().id
            #expect(try await store.newestRelease(of: Sample.project) == nil)
            _ = try await store.apply(.resolveIn(.nextRelease), to: [issue], by: actor, at: Sample.noon)
            try await send(2, nil, to: store, after: 1)
            #expect(try await store.onlyIssue().status == .unresolved)
        }
    }

    @Test("resolved by a commit: releases that came before it do not have it", arguments: EngineUnderTest.all)
    func commit(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let sha = "4f1b6de0a6c44c37a7a1d3e0a1c5b8c2aaaabbbb"
            try await send(1, "build-7", to: store)
            let issue = try await store.onlyIssue().id
            _ = try await store.apply(
                .resolveIn(.commit(sha, repository: "shop")), to: [issue], by: actor, at: Sample.noon)
            try await send(2, "build-7", to: store, after: 1)
            #expect(try await store.onlyIssue().status == .resolved)
            // Named for the commit itself: that build has it.
            try await send(3, "web@\(sha)", to: store, after: 2)
            #expect(try await store.onlyIssue().status == .unresolved)
            #expect(
                try await store.activities(of: issue, limit: 5).last?.data
                    == #"{"commit":"\#(sha)","repository":"shop"}"#)
        }
    }

    @Test("of many events counted together, one from a newer release is enough", arguments: EngineUnderTest.all)
    func together(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await send(1, "1.0", to: store)
            let issue = try await store.onlyIssue().id
            _ = try await store.apply(.resolveIn(.nextRelease), to: [issue], by: actor, at: Sample.noon)
            let events = (2...30).map { Sample.event($0, release: $0 == 17 ? "1.1" : "1.0") }
            _ = try await store.commit(Sample.batch(events))
            let regression = try #require(try await store.activities(of: issue, limit: 1).first)
            #expect(regression.data == #"{"event_id":"\#(Sample.id(17).hex)","version":"1.1"}"#)
        }
    }

    @Test(
        "archived until a moment: an event after it brings it back, and so does time alone",
        arguments: EngineUnderTest.all)
    func untilTime(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await send(1, nil, to: store)
            try await send(2, nil, to: store, in: "b")
            let issues = try await store.issues(matching: IssueQuery(projects: [Sample.project])).rows.map(\.id)
            let until = Sample.noon.adding(seconds: 3_600)
            let condition = ArchiveCondition(until: until)
            _ = try await store.change(issues, by: [.archiveUntil(condition)], actor: actor, at: Sample.noon)
            for issue in issues {
                let archived = try #require(try await store.issue(issue))
                #expect(archived.substatus == .archivedUntilConditionMet)
                #expect(archived.workflow.archivedUntil == condition)
                #expect(archived.workflow.statusSetBy == UserID(rawValue: 3))
            }
            try await send(3, nil, to: store, after: 3_599)
            #expect(try await store.issues(matching: unresolved).rows.isEmpty)
            #expect(try await store.returnArchived(at: until.adding(seconds: -1)).isEmpty)
            try await send(4, nil, to: store, after: 3_601)
            let back = try await store.issues(matching: unresolved).rows
            #expect(back.count == 1 && back[0].substatus == .ongoing)
            #expect(try await store.returnArchived(at: until) == issues.filter { $0 != back[0].id })
            #expect(try await store.issues(matching: unresolved).rows.count == 2)
            #expect(try await store.activities(of: issues[0], limit: 1)[0].type == "set_unresolved")
        }
    }

    private var unresolved: IssueQuery {
        IssueQuery(
            projects: [Sample.project], search: SearchQuery(terms: [SearchTerm(.status(.unresolved))]))
    }

    @Test("archived until so many more events, in all or within a window", arguments: EngineUnderTest.all)
    func untilEvents(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            for number in 1...5 { try await send(number, nil, to: store) }
            let issue = try await store.onlyIssue().id
            _ = try await store.apply(
                .archiveUntil(ArchiveCondition(events: 3)), to: [issue], by: actor, at: Sample.noon)
            try await send(6, nil, to: store, after: 1)
            try await send(7, nil, to: store, after: 2)
            #expect(try await store.onlyIssue().status == .archived)
            try await send(8, nil, to: store, after: 3)
            #expect(try await store.onlyIssue().status == .unresolved)

            let perHour = ArchiveCondition(events: 3, eventsWindow: 60)
            _ = try await store.apply(
                .archiveUntil(perHour), to: [issue], by: actor, at: Sample.noon.adding(seconds: 10))
            try await send(9, nil, to: store, after: 20)
            try await send(10, nil, to: store, after: 30)
            // The first hour is over: counting begins anew.
            try await send(11, nil, to: store, after: 3_700)
            try await send(12, nil, to: store, after: 3_710)
            #expect(try await store.onlyIssue().status == .archived)
            try await send(13, nil, to: store, after: 3_720)
            #expect(try await store.onlyIssue().status == .unresolved)
            #expect(
                try await store.activities(of: issue, limit: 1)[0].data
                    == #"{"event_id":"\#(Sample.id(13).hex)","ignoreCount":3}"#)
        }
    }

    @Test("archived until so many more people are affected", arguments: EngineUnderTest.all)
    func untilUsers(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await send(1, nil, to: store, user: "u1")
            let issue = try await store.onlyIssue().id
            _ = try await store.apply(
                .archiveUntil(ArchiveCondition(users: 2)), to: [issue], by: actor, at: Sample.noon)
            try await send(2, nil, to: store, after: 1, user: "u1")
            try await send(3, nil, to: store, after: 2, user: "u2")
            #expect(try await store.onlyIssue().status == .archived)
            try await send(4, nil, to: store, after: 3, user: "u3")
            #expect(try await store.onlyIssue().status == .unresolved)
        }
    }

    @Test("archived until it escalates: an hour with more than twice what was usual", arguments: EngineUnderTest.all)
    func untilEscalating(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            for number in 1...6 { try await send(number, nil, to: store) }
            let issue = try await store.onlyIssue().id
            _ = try await store.apply(
                .archiveUntil(ArchiveCondition(untilEscalating: true)), to: [issue], by: actor, at: Sample.noon)
            #expect(try await store.onlyIssue().substatus == .archivedUntilEscalating)
            for number in 7...18 { try await send(number, nil, to: store, after: 10) }
            #expect(try await store.onlyIssue().status == .archived)
            try await send(19, nil, to: store, after: 20)
            let back = try await store.onlyIssue()
            #expect(back.status == .unresolved && back.substatus == .escalating)
            #expect(try await store.activities(of: issue, limit: 1)[0].type == "set_escalating")
        }
    }

    @Test("what was forever becomes a while, and a while becomes forever", arguments: EngineUnderTest.all)
    func again(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await send(1, nil, to: store)
            let issue = try await store.onlyIssue().id
            _ = try await store.apply(.archive, to: [issue], by: actor, at: Sample.noon)
            _ = try await store.apply(
                .archiveUntil(ArchiveCondition(events: 1)), to: [issue], by: actor, at: Sample.noon)
            #expect(try await store.onlyIssue().substatus == .archivedUntilConditionMet)
            _ = try await store.apply(.archive, to: [issue], by: actor, at: Sample.noon)
            try await send(2, nil, to: store, after: 5)
            #expect(try await store.onlyIssue().substatus == .archivedForever)
        }
    }
}

@Suite("Versions")
struct SemanticVersionTests {
    @Test(
        "are ordered as they are written",
        arguments: [
            ("1.0", "1.0.1"), ("1.9.0", "1.10.0"), ("1.0.0-alpha", "1.0.0"), ("1.0.0-alpha", "1.0.0-beta"),
            ("1.0.0-rc.2", "1.0.0-rc.10"), ("1.0.0-1", "1.0.0-a"), ("1.0.0-a", "1.0.0-a.b"),
            ("web@1.2.3", "web@1.2.4+7"),
            ("1.0.0.1", "1.0.0.2"),
        ])
    func order(older: String, newer: String) throws {
        let (left, right) = (try #require(SemanticVersion(older)), try #require(SemanticVersion(newer)))
        #expect(left.order(to: right) == -1)
        #expect(right.order(to: left) == 1)
        #expect(left.order(to: left) == nil)
    }

    @Test(
        "are not seen in what is none",
        arguments: [
            "", "1", "20260801", "blue", "v1.2.3", "1..2", "1.2.3.4.5", "1.2.3-", "99999999999999999999.0",
            "4f1b6de0a6c44c37a7a1d3e0a1c5b8c2aaaabbbb", "1.2\u{0}", "١.٢",
        ])
    func none(text: String) { #expect(SemanticVersion(text) == nil) }

    @Test("of different packages have no order")
    func packages() throws {
        let (left, right) = (try #require(SemanticVersion("a@1.0")), try #require(SemanticVersion("b@2.0")))
        #expect(left.order(to: right) == nil)
        #expect(try #require(SemanticVersion("1.0+5")).order(to: try #require(SemanticVersion("1.0+6"))) == nil)
    }
}
