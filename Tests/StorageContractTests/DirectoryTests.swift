import SentryProtocol
import Storage
import Testing

@Suite("Organizations, projects, keys, people and tokens")
struct DirectoryTests {
    @Test("organizations and projects are made once, with fit slugs", arguments: EngineUnderTest.all)
    func projects(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let acme = try await store.createOrganization(slug: "acme", name: "Acme", at: Sample.noon)
            await #expect(throws: DirectoryError.taken("acme")) {
                try await store.createOrganization(slug: "acme", name: "Other", at: Sample.noon)
            }
            await #expect(throws: DirectoryError.badSlug("No Slug")) {
                try await store.createOrganization(slug: "No Slug", name: "x", at: Sample.noon)
            }
            let (shop, key) = try await store.createProject(
                slug: "shop", name: "Shop", platform: "python", in: acme.id, key: Sample.key("a"), at: Sample.noon)
            #expect(try await store.organizations() == [acme])
            #expect(try await store.projects() == [shop])
            #expect(try await store.keys() == [key])
            await #expect(throws: DirectoryError.taken("shop")) {
                try await store.createProject(
                    slug: "shop", name: "Shop", platform: nil, in: acme.id, key: Sample.key("b"), at: Sample.noon)
            }
            await #expect(throws: DirectoryError.noSuchOrganization("9")) {
                try await store.createProject(
                    slug: "x", name: "x", platform: nil, in: OrganizationID(rawValue: 9), key: Sample.key("b"),
                    at: Sample.noon)
            }
            await #expect(throws: DirectoryError.self) {
                try await store.createProject(
                    slug: "web", name: "Web", platform: nil, in: acme.id, key: Sample.key("a"), at: Sample.noon)
            }
            #expect(try await store.projects().count == 1, "a project without its key is not made")
        }
    }

    @Test("keys are added, renamed, switched off and deleted", arguments: EngineUnderTest.all)
    func keys(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let shop = try await store.makeShop()
            let key = try await store.createKey(Sample.key("b"), of: shop.id, at: Sample.noon)
            #expect(try await store.keys().map(\.publicKey.first) == ["a", "b"])
            let off = try await store.updateKey(key.publicKey, label: nil, isActive: false)
            #expect(off?.isActive == false)
            #expect(off?.label == "Default")
            let renamed = try await store.updateKey(key.publicKey, label: "New", isActive: nil)
            #expect(renamed?.label == "New")
            #expect(renamed?.isActive == false)
            #expect(try await store.updateKey("nothing", label: "x", isActive: nil) == nil)
            #expect(try await store.deleteKey(key.publicKey))
            #expect(try await store.deleteKey(key.publicKey) == false)
            await #expect(throws: DirectoryError.self) {
                try await store.createKey(Sample.key("a"), of: shop.id, at: Sample.noon)
            }
        }
    }

    @Test("people log in with an e-mail of any case", arguments: EngineUnderTest.all)
    func users(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let user = try await store.createUser(
                email: "Dev@Example.com", name: "Dev", role: .owner, passwordHash: "scrypt…", at: Sample.noon)
            #expect(user.email == "dev@example.com")
            await #expect(throws: DirectoryError.taken("dev@example.com")) {
                try await store.createUser(
                    email: "dev@EXAMPLE.com", name: "", role: .member, passwordHash: "", at: Sample.noon)
            }
            let found = try await store.credentials(email: "DEV@example.com")
            #expect(found?.user == user)
            #expect(found?.passwordHash == "scrypt…")
            #expect(try await store.credentials(email: "nobody@example.com") == nil)
            try await store.recordLogin(user.id, at: Sample.noon.adding(seconds: 5))
            #expect(try await store.users().first?.lastLoginAt == Sample.noon.adding(seconds: 5))
        }
    }

    @Test("a session ends when it expires or is deleted", arguments: EngineUnderTest.all)
    func sessions(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let user = try await store.createUser(
                email: "a@b.c", name: "A", role: .member, passwordHash: "x", at: Sample.noon)
            let expiry = Sample.noon.adding(seconds: 100)
            for name in 1...2 as ClosedRange<UInt8> {
                try await store.createSession(hash: [name, 0, 255], user: user.id, expiresAt: expiry, at: Sample.noon)
            }
            let session = try await store.session(hash: [1, 0, 255], at: Sample.noon.adding(seconds: 99))
            #expect(session?.user == user)
            #expect(session?.expiresAt == expiry)
            #expect(try await store.session(hash: [1, 0, 255], at: expiry) == nil)
            #expect(try await store.session(hash: [1, 0], at: Sample.noon) == nil)
            try await store.deleteSession(hash: [1, 0, 255])
            #expect(try await store.session(hash: [1, 0, 255], at: Sample.noon) == nil)
            #expect(try await store.session(hash: [2, 0, 255], at: Sample.noon) != nil)
        }
    }

    @Test("a token is found by its hash, with its scopes", arguments: EngineUnderTest.all)
    func tokens(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            let hash = (0..<32).map { UInt8($0) }
            let token = try await store.createToken(
                hash: hash, name: "ci", tail: "f00d", scopes: ["org:read", "event:read"], user: nil, expiresAt: nil,
                at: Sample.noon)
            #expect(try await store.token(hash: hash) == token)
            #expect(try await store.token(hash: []) == nil)
            let bare = try await store.createToken(
                hash: [1], name: "", tail: "", scopes: [], user: UserID(rawValue: 4), expiresAt: Sample.noon,
                at: Sample.noon)
            #expect(try await store.token(hash: [1]) == bare)
        }
    }

    @Test("settings are set, replaced, removed, and set at most once", arguments: EngineUnderTest.all)
    func settings(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { store, _ in
            #expect(try await store.setting("secret") == nil)
            #expect(try await store.setting("secret", orSet: "one") == "one")
            #expect(try await store.setting("secret", orSet: "two") == "one")
            try await store.setSetting("secret", to: "three\u{0}with NUL")
            #expect(try await store.setting("secret") == "three\u{0}with NUL")
            try await store.setSetting("secret", to: nil)
            #expect(try await store.setting("secret") == nil)
            try await store.setSetting("empty", to: "")
            #expect(try await store.setting("empty") == "")
        }
    }

    @Test("two processes write the directory and see each other's changes", arguments: EngineUnderTest.all)
    func twoProcesses(engine: EngineUnderTest) async throws {
        try await withEngine(engine) { server, folder in
            let tool = try engine.openTool(folder.path)
            let shop = try await server.makeShop()
            let before = try await server.version()
            #expect(try await server.version() == before)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for number in 0..<20 { try await tool.setSetting("tool \(number)", to: "x") }
                    _ = try await tool.createKey(Sample.key("c"), of: shop.id, at: Sample.noon)
                }
                group.addTask {
                    for number in 0..<20 { try await server.setSetting("server \(number)", to: "x") }
                }
                group.addTask {
                    for number in 0..<60 { _ = try await server.commit(Sample.batch(Sample.event(number))) }
                }
                try await group.waitForAll()
            }
            #expect(try await server.version() != before)
            #expect(try await server.version() == tool.version())
            #expect(try await server.keys().count == 2)
            #expect(try await tool.setting("server 19") == "x")
            #expect(try await server.setting("tool 19") == "x")
            #expect(try await server.onlyIssue().timesSeen == 60)
            #expect(try await tool.onlyIssue().timesSeen == 60, "what the server has counted every process sees")
            await #expect(throws: CommitError.self) { try await tool.commit(Sample.batch(Sample.event(999))) }
            await tool.close()
        }
    }
}
