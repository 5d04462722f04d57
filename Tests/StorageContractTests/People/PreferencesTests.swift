import Storage
import Testing

@Suite("Preferences of people")
struct PreferencesTests {
    @Test("are kept, and come with the session", arguments: EngineUnderTest.all)
    func kept(engine: EngineUnderTest) async throws {
        try await withCrowd(engine) { crowd in
            let user = try await crowd.person("ada")
            let other = try await crowd.person("ben")
            _ = try await crowd.session(1, of: user)
            let wanted = UserPreferences(
                timeZone: "Asia/Seoul", language: "ko", theme: "dark", frameOrder: "oldest")
            #expect(user.preferences == UserPreferences())
            #expect(try await crowd.store.setPreferences(wanted, of: user.id))
            let session = try #require(try await crowd.store.session(hash: [1], at: crowd.now))
            #expect(session.user.preferences == wanted)
            #expect(try await crowd.store.access(of: user.id)?.user.preferences == wanted)
            #expect(try await crowd.store.access(of: other.id)?.user.preferences == UserPreferences())
            #expect(try await !crowd.store.setPreferences(wanted, of: UserID(rawValue: 999)))
        }
    }
}
