import SentryProtocol
import Storage
import Testing

@Suite("Tags of events")
struct TagTests {
    private let projects = [Sample.project]

    /// Issue a: three events, two browsers, two releases; issue b: one event without a browser.
    private func fill(_ store: any StorageEngine) async throws {
        _ = try await store.commit(
            Sample.batch(
                Sample.event(
                    1, in: ["a"], at: Sample.noon.adding(seconds: -7200), environment: "prod", release: "web@1.0",
                    user: "7", tags: ["browser.name": "Chrome", "shelf": "w1"],
                    frames: [("checkoutCart", "app/cart.js")]),
                Sample.event(
                    2, in: ["a"], at: Sample.noon.adding(seconds: -3600), value: "other value", environment: "dev",
                    release: "web@1.1", tags: ["browser.name": "Firefox"]),
                Sample.event(3, in: ["a"], environment: "prod", release: "web@1.1", tags: ["browser.name": "Chrome"]),
                Sample.event(4, in: ["b"], level: .fatal, type: "KeyError", value: "결제 실패", culprit: "jobs")))
    }

    private func found(_ store: any StorageEngine, _ text: String, period: Period? = nil) async throws -> [String] {
        let query = IssueQuery(projects: projects, search: try SearchQuery(parsing: text), period: period)
        return try await store.issues(matching: query).rows.map { $0.metadata.type == "KeyError" ? "b" : "a" }.sorted()
    }

    @Test("keys and values are counted by issue and by project", arguments: EngineUnderTest.all)
    func counts(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await fill(store)
            let issue = try #require(try await store.issues(of: [Sample.hash("a")], in: Sample.project).values.first)
            let tags = try await store.tags(of: .issue(issue), top: 1)
            #expect(
                Set(tags.map(\.key)) == [
                    "browser.name", "environment", "handled", "level", "release", "shelf", "user",
                ])
            let browser = try #require(tags.first { $0.key == "browser.name" })
            #expect((browser.events, browser.values, browser.isCapped) == (3, 2, false))
            #expect(browser.top.map(\.value) == ["Chrome"])
            #expect(browser.top.first?.events == 2)
            #expect(browser.top.first?.firstSeen == Sample.noon.adding(seconds: -7200))
            #expect(browser.top.first?.lastSeen == Sample.noon)
            #expect(try await store.tag("browser.name", of: .issue(issue))?.events == 3)
            #expect(try await store.tag("user.id", of: .issue(issue)) == nil, "parts of events are no tags")
            let values = try await store.values(
                of: "browser.name", in: .issue(issue), containing: "", order: .lastSeenOldest, limit: 9)
            #expect(values.map(\.value) == ["Firefox", "Chrome"])
            let some = try await store.values(
                of: "browser.name", in: .projects(projects), containing: "FOX", order: .count, limit: 9)
            #expect(some.map(\.value) == ["Firefox"])
            #expect(try await store.tag("level", of: .projects(projects))?.events == 4)
            #expect(try await store.tags(of: .projects([]), top: 3) == [])
        }
    }

    @Test(
        "searches find issues by what some event of theirs is", arguments: EngineUnderTest.all,
        [
            ("browser.name:Chrome", "a"), ("browser.name:chrome", ""), ("browser.name:chr*", "a"),
            ("browser.name:[Firefox, Safari]", "a"), ("!browser.name:Chrome", "ab"),
            ("!browser.name:[Chrome, Firefox]", "b"),
            ("has:browser.name", "a"), ("!has:browser.name", "b"), ("browser.name:\"\"", "b"),
            ("environment:prod", "a"), ("!environment:prod", "ab"), ("release:web@1.*", "a"), ("release:latest", "a"),
            ("firstRelease:web@1.0", "a"), ("firstRelease:latest", ""), ("firstRelease:web@*", "a"),
            ("user:\"id:7\"", "a"), ("user.id:7", "a"), ("!user.id:7", "ab"), ("user.id:8", ""),
            ("error.handled:false", "b"), ("error.unhandled:false", "a"), ("error.type:KeyError", "b"),
            ("error.value:*실패", "b"), ("stack.function:*Cart", "a"), ("stack.filename:app/cart.js", "a"),
            ("!stack.filename:*.js", "b"), ("CHECKOUTcart", "a"), ("결제", "b"), ("other value", "a"), ("w1", "a"),
            ("shop.v*ws", "a"), ("nothing of the kind", ""), ("browser.name:Chrome release:web@1.1 is:unresolved", "a"),
            ("no.such.key:x", ""), ("!no.such.key:x", "ab"), ("event.timestamp:-30m", "ab"),
            ("event.timestamp:+1h", "a"),
            ("id:00000000000000e00000000000000002", "a"), ("\"a\\\"b\"", ""), ("level:fatal", "b"),
        ])
    func search(engine: EngineUnderTest, search: (text: String, found: String)) async throws {
        try await withEngine(engine) { store, _ in
            try await fill(store)
            #expect(try await found(store, search.text).joined() == search.found, "\(search.text)")
            let query = IssueQuery(projects: projects, search: try SearchQuery(parsing: search.text), sort: .events)
            #expect(try await store.issueCount(matching: query, upTo: 9) == search.found.count)
            #expect(try await store.issues(matching: query).rows.count == search.found.count)
        }
    }

    @Test("a value counts in the period in which events had it", arguments: EngineUnderTest.all)
    func period(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            try await fill(store)
            let recent = Period(start: Sample.noon.adding(seconds: -600), end: Sample.noon.adding(seconds: 1))
            #expect(try await found(store, "browser.name:Chrome", period: recent) == ["a"])
            #expect(try await found(store, "browser.name:Firefox", period: recent) == [])
        }
    }

    @Test("merged issues answer with the tags of both, and taken apart with their own", arguments: EngineUnderTest.all)
    func merging(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, folder in
            try await fill(store)
            let issues = try await store.issues(of: [Sample.hash("a"), Sample.hash("b")], in: Sample.project)
            let merge = try await store.merge(
                issues.values.sorted(), into: issues[Sample.hash("a")], by: .system, at: Sample.noon)
            #expect(try await store.tag("level", of: .issue(merge.target))?.values == 2)
            #expect(try await found(store, "level:fatal error.type:KeyError").count == 0, "a level is the issue's")
            #expect(try await found(store, "error.type:KeyError").count == 1)
            #expect(try await found(store, "!has:browser.name").count == 1)
            #expect(try await found(store, "issue.id:\(merge.merged[0].rawValue)").count == 1)
            let changed = try await store.apply(.resolve, to: merge.merged, by: .system, at: Sample.noon)
            #expect(changed == [merge.target])
            _ = try await store.takeOut([Sample.hash("b")], of: merge.target, by: .system, at: Sample.noon)
            #expect(try await store.tag("level", of: .issue(merge.target))?.values == 1)
            #expect(try await found(store, "error.type:KeyError") == ["b"])
            #expect(try engine.doctor(folder.path).differences == [])
        }
    }

    @Test("more values than are kept are counted, and said to be more", arguments: EngineUnderTest.all)
    func bounds(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let events = (0..<150).map { number in
                Sample.event(
                    number,
                    tags: Dictionary(
                        uniqueKeysWithValues: [("n", "\(number)")] + (0..<150).map { ("k\($0)", "v") }))
            }
            _ = try await store.commit(Sample.batch(events))
            let issue = try await store.onlyIssue().id
            let tag = try #require(try await store.tag("level", of: .issue(issue)))
            #expect(tag.events == 150)
            let keys = try await store.tags(of: .issue(issue), top: 0)
            #expect(keys.count <= 100)
            #expect(keys.contains { $0.isCapped } == keys.contains { $0.key == "n" })
        }
    }
}
