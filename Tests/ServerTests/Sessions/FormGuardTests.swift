import Testing

@testable import Server

@Suite("Forms accept only their own tokens")
struct FormGuardTests {
    private let guardian = FormGuard(secret: "secret")

    @Test("a token fits its cookie and differs each time")
    func own() {
        let first = guardian.token(for: "cookie")
        let second = guardian.token(for: "cookie")
        #expect(first != second)
        #expect(guardian.isValid(first, for: "cookie"))
        #expect(guardian.isValid(second, for: "cookie"))
    }

    @Test("another cookie, another server's secret, a changed token and none at all are refused")
    func foreign() {
        let token = guardian.token(for: "cookie")
        #expect(!guardian.isValid(token, for: "other"))
        #expect(!FormGuard(secret: "other").isValid(token, for: "cookie"))
        #expect(!guardian.isValid(String(token.dropLast()) + (token.hasSuffix("A") ? "B" : "A"), for: "cookie"))
        #expect(!guardian.isValid(String(repeating: "A", count: 64), for: "cookie"))
        #expect(!guardian.isValid("", for: "cookie"))
        #expect(!guardian.isValid(nil, for: "cookie"))
        #expect(!guardian.isValid(String(repeating: "A", count: 100_000), for: "cookie"))
    }
}

@Suite("Passwords are hashed with scrypt")
struct PasswordHashTests {
    @Test("the right password fits, every other does not, and each hash has its own salt")
    func verification() async throws {
        let stored = try await PasswordHash.make("correct horse", salt: Secrets.randomBytes(16))
        let again = try await PasswordHash.make("correct horse", salt: Secrets.randomBytes(16))
        #expect(stored.hasPrefix("scrypt$32768$8$1$"))
        #expect(stored != again)
        #expect(try await PasswordHash.verify("correct horse", against: stored))
        #expect(try await !PasswordHash.verify("correct horsf", against: stored))
        #expect(try await !PasswordHash.verify("", against: stored))
    }

    @Test("no hash, and what is no hash, fit nothing", arguments: [nil, "", "scrypt$1$1$1$$", "scrypt$32768$8$1$$"])
    func nothing(stored: String?) async throws { #expect(try await !PasswordHash.verify("", against: stored)) }
}
