import SentryProtocol
import Storage
import Testing

@testable import SQLiteStorage

@Suite("SQLite: what is remembered of the directory")
struct DirectoryMemoryTests {
    @Test("is asked of the database once")
    func once() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteEngine.open(.test(folder.path))
        try await store.makeShop()
        for expected in [2, 1] {
            let request = ReadingRequest()
            try await ReadingRequest.$current.withValue(request) {
                // The version is looked up once, however much is asked.
                for _ in 1...3 {
                    let slugs = try await store.projects().map(\.slug)
                    #expect(slugs == ["shop"])
                }
            }
            #expect(request.statementCount == expected)
        }
        await store.close()
    }

    @Test("is forgotten when somebody changes it, here or in another process")
    func forgets() async throws {
        let folder = try TemporaryFolder()
        let store = try EngineUnderTest.sqlite.open(folder.path)
        let tool = try EngineUnderTest.sqlite.openTool(folder.path)
        let shop = try await store.makeShop()
        #expect(try await tool.projects().map(\.slug) == ["shop"])
        _ = try await store.updateProject(shop.id, ProjectChange(slug: "store"), at: Sample.noon)
        #expect(try await store.projects().map(\.slug) == ["store"])
        #expect(try await tool.projects().map(\.slug) == ["store"])
        _ = try await tool.createUser(
            email: "ada@example.com", name: "Ada", role: .owner, passwordHash: "x", at: Sample.noon)
        #expect(try await store.users().map(\.name) == ["Ada"])
        await tool.close()
        await store.close()
    }

    @Test("every change of people, organizations and projects is seen at once")
    func changes() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteEngine.open(.test(folder.path))
        let shop = try await store.makeShop()
        let home = shop.organizationID
        let ada = try await store.createUser(
            email: "ada@example.com", name: "Ada", role: .owner, passwordHash: "x", at: Sample.noon)
        let bob = try await store.createUser(
            email: "bob@example.com", name: "Bob", role: .member, passwordHash: "x", at: Sample.noon)

        #expect(try await store.access(of: bob.id)?.memberships.map(\.role) == [.member])
        try await store.setRole(.admin, of: bob.id, in: home, at: Sample.noon)
        #expect(try await store.access(of: bob.id)?.memberships.map(\.role) == [.admin])
        #expect(try await store.members(of: home).count == 2)
        #expect(try await store.removeMember(bob.id, from: home))
        #expect(try await store.access(of: bob.id)?.memberships.isEmpty == true)

        #expect(try await store.members(of: home).map(\.user.email) == ["ada@example.com"])
        _ = try await store.updateUser(ada.id, name: nil, email: "lovelace@example.com")
        #expect(try await store.members(of: home).map(\.user.email) == ["lovelace@example.com"])
        var preferences = UserPreferences()
        preferences.timeZone = "Europe/Paris"
        #expect(try await store.setPreferences(preferences, of: ada.id))
        #expect(try await store.access(of: ada.id)?.user.preferences == preferences)

        let count = try await store.organizations().count
        let second = try await store.createOrganization(
            slug: "second", name: "Second", owner: ada.id, at: Sample.noon)
        #expect(try await store.organizations().count == count + 1)
        #expect(try await store.access(of: ada.id)?.memberships.count == 2)
        _ = try await store.updateOrganization(second.id, slug: nil, name: "Other")
        #expect(try await store.organizations().last?.name == "Other")

        #expect(try await store.projects().count == 1)
        #expect(try await store.beginDeletion(of: shop.id, by: ada.id, at: Sample.noon))
        #expect(try await store.projects().isEmpty)
        await store.close()
    }

    @Test("whoever is shut out is out at once, also in the request that does it")
    func access() async throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteEngine.open(.test(folder.path))
        try await store.makeShop()
        let nobody = UserID(rawValue: 9)
        // An answer that is nil is an answer, and no answer is not nil.
        #expect(try await store.access(of: nobody) == nil)
        let ada = try await store.createUser(
            email: "ada@example.com", name: "Ada", role: .owner, passwordHash: "x", at: Sample.noon)
        let bob = try await store.createUser(
            email: "bob@example.com", name: "Bob", role: .member, passwordHash: "x", at: Sample.noon)
        try await ReadingRequest.$current.withValue(ReadingRequest()) {
            for (user, isThere) in [(nobody, false), (ada.id, true), (bob.id, true)] {
                let access = try await store.access(of: user)
                #expect((access != nil) == isThere)
            }
            try await store.setActive(false, user: bob.id)
            let access = try await store.access(of: bob.id)
            #expect(access == nil)
        }
        await store.close()
    }
}
