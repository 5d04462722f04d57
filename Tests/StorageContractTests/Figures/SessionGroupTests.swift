import SentryProtocol
import Storage
import Testing

@testable import SQLiteStorage

@Suite("Records: sessions by what they have in common")
struct SessionGroupTests {
    private func query(_ groupings: Set<SessionGrouping> = [], bars: Int = 3) -> SessionQuery {
        // Whole days: yesterday, today and tomorrow.
        let midnight = Sample.noon.adding(seconds: -43_200)
        let period = Period(start: midnight.adding(seconds: -86_400), end: midnight.adding(seconds: 2 * 86_400))
        return SessionQuery(
            projects: [Sample.project, Sample.other], period: period, bars: bars, groupings: groupings,
            countsPeople: true)
    }

    private func fill(_ store: RecordStore) throws {
        try store.store(
            Sample.session(1, 0, initial: true, user: "ann"),
            Sample.session(1, 1, status: "crashed", errors: 1, user: "ann"),
            Sample.session(2, 0, initial: true, user: "ann", started: Sample.tomorrow),
            Sample.session(3, 0, initial: true, user: "bob", release: "shop@2"))
        try store.store(Sample.session(4, 0, initial: true, user: "cid"), project: Sample.other)
    }

    @Test("all together, people are counted once in a bar and once in all")
    func together() async throws {
        try await withRecords { store, engine, _ in
            try fill(store)
            let found = try #require(try await engine.sessionGroups(query()).first)
            #expect(found.project == nil && found.release == nil && found.environment == nil)
            #expect(found.sessions.map(\.total) == [0, 3, 1])
            #expect(found.sessionsTotal == SessionCounts(total: 4, errored: 1, crashed: 1))
            #expect(found.people.map(\.total) == [0, 3, 1])
            #expect(found.people.map(\.crashed) == [0, 1, 0])
            #expect(found.peopleTotal == SessionCounts(total: 3, errored: 1, crashed: 1))
        }
    }

    @Test("groups with the most sessions come first, and no more of them than there is room for")
    func groups() async throws {
        try await withRecords { store, engine, _ in
            try fill(store)
            let releases = try await engine.sessionGroups(query([.release]))
            #expect(releases.map(\.release) == ["shop@1", "shop@2"])
            #expect(releases.map(\.sessionsTotal.total) == [3, 1])
            let all = try await engine.sessionGroups(query([.project, .release, .environment]))
            #expect(all.map(\.project) == [Sample.project, Sample.other, Sample.project])
            #expect(all.map(\.environment) == ["prod", "prod", "prod"])
            let room = query([.release], bars: SessionQuery.barsMax)
            #expect(room.groupsMax == 1)
            #expect(try await engine.sessionGroups(room).map(\.release) == ["shop@1"])
        }
    }

    @Test("environments and projects choose, and people are counted only for whoever asks")
    func choice() async throws {
        try await withRecords { store, engine, _ in
            try fill(store)
            var asked = query()
            asked.environments = ["dev"]
            #expect(try await engine.sessionGroups(asked).isEmpty)
            (asked.environments, asked.projects, asked.countsPeople) = (["prod"], [Sample.other], false)
            let found = try await engine.sessionGroups(asked)
            #expect(found.map(\.sessionsTotal.total) == [1])
            #expect(found.first?.people.isEmpty == true && found.first?.peopleTotal == SessionCounts())
            asked.projects = []
            #expect(try await engine.sessionGroups(asked).isEmpty)
        }
    }
}
