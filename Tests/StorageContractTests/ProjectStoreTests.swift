import SentryProtocol
import Storage
import Testing

@Suite("Projects and keys after they were made")
struct ProjectStoreTests {
    @Test(
        "a renamed project is found by what it was called, until somebody takes that slug",
        arguments: EngineUnderTest.all)
    func rename(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let shop = try await store.makeShop()
            let (id, home) = (shop.id, shop.organizationID)
            let renamed = try await store.updateProject(
                id, ProjectChange(name: "Web", slug: "web", platform: .some("python")), at: Sample.noon)
            #expect(renamed?.slug == "web" && renamed?.name == "Web" && renamed?.platform == "python")
            #expect(try await store.projects() == [renamed].compactMap(\.self))
            #expect(try await store.project(formerlyCalled: "shop", in: home)?.id == id)
            #expect(try await store.project(formerlyCalled: "web", in: home) == nil)

            // Back again: what it is called now is no former slug.
            _ = try await store.updateProject(id, ProjectChange(slug: "shop"), at: Sample.noon)
            #expect(try await store.project(formerlyCalled: "shop", in: home) == nil)
            #expect(try await store.project(formerlyCalled: "web", in: home)?.id == id)

            _ = try await store.createProject(
                slug: "web", name: "Web", platform: nil, in: home, key: Sample.key("b"), at: Sample.noon)
            #expect(try await store.project(formerlyCalled: "web", in: home) == nil, "the new project has it")
            await #expect(throws: DirectoryError.taken("web")) {
                try await store.updateProject(id, ProjectChange(slug: "web"), at: Sample.noon)
            }
            await #expect(throws: DirectoryError.badSlug("No")) {
                try await store.updateProject(id, ProjectChange(slug: "No"), at: Sample.noon)
            }
            #expect(
                try await store.updateProject(ProjectID(rawValue: 99), ProjectChange(name: "x"), at: Sample.noon) == nil
            )
        }
    }

    @Test("short ids with the former slug still name their issues", arguments: EngineUnderTest.all)
    func shortIDs(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let shop = try await store.makeShop()
            _ = try await store.commit(Sample.batch(Sample.event(1)))
            let issue = try await store.onlyIssue()
            _ = try await store.updateProject(shop.id, ProjectChange(slug: "web"), at: Sample.noon)
            let former = try await store.issue(ShortID(projectSlug: "shop", number: 1), in: shop.organizationID)
            #expect(former?.id == issue.id)
            #expect(former?.shortID == ShortID(projectSlug: "web", number: 1))
        }
    }

    @Test("archiving is remembered with its time, and undone", arguments: EngineUnderTest.all)
    func archive(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let shop = try await store.makeShop()
            let archived = try await store.updateProject(shop.id, ProjectChange(isArchived: true), at: Sample.noon)
            #expect(archived?.archivedAt == Sample.noon)
            let later = Sample.noon.adding(seconds: 60)
            let again = try await store.updateProject(shop.id, ProjectChange(isArchived: true), at: later)
            #expect(again?.archivedAt == Sample.noon, "it was archived already")
            let back = try await store.updateProject(shop.id, ProjectChange(isArchived: false), at: later)
            #expect(back?.isArchived == false)
        }
    }

    @Test("a key has a limit of its own, until it is taken away", arguments: EngineUnderTest.all)
    func limits(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            _ = try await store.makeShop()
            let key = try #require(try await store.keys().first)
            let limit = try #require(KeyRateLimit(count: 100, window: 60))
            #expect(key.rateLimit == nil)
            #expect(try await store.setRateLimit(limit, ofKey: key.publicKey)?.rateLimit == limit)
            #expect(try await store.keys().first?.rateLimit == limit)
            #expect(try await store.updateKey(key.publicKey, label: "CI", isActive: nil)?.rateLimit == limit)
            #expect(try await store.setRateLimit(nil, ofKey: key.publicKey)?.rateLimit == nil)
            #expect(try await store.setRateLimit(limit, ofKey: "nothing") == nil)
            #expect(KeyRateLimit(count: 0, window: 60) == nil && KeyRateLimit(count: 1, window: 0) == nil)
            #expect(KeyRateLimit("100/1h")?.window == 3600 && KeyRateLimit("many") == nil)
            #expect(KeyRateLimit("60/60s")?.text == "60/60s")
        }
    }

    @Test("a deleted project is gone at once, and its slug is free", arguments: EngineUnderTest.all)
    func beginDeletion(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let shop = try await store.makeShop()
            try await store.setSettings(
                {
                    var it = ProjectSettings(); it.filters.localhost = true; return it
                }(), of: shop.id)
            let before = try await store.version()
            #expect(try await store.beginDeletion(of: shop.id, by: nil, at: Sample.noon))
            #expect(try await store.beginDeletion(of: shop.id, by: nil, at: Sample.noon) == false)
            #expect(try await store.projects() == [])
            #expect(try await store.keys() == [])
            #expect(try await store.settings(of: shop.id) == ProjectSettings())
            #expect(try await store.version() > before, "whoever remembers keys has to ask again")
            #expect(try await store.projectDeletions().map(\.slug) == ["shop"])
            let (next, _) = try await store.createProject(
                slug: "shop", name: "Shop", platform: nil, in: shop.organizationID, key: Sample.key("b"),
                at: Sample.noon)
            #expect(next.id != shop.id, "a number is given once")
        }
    }
}
