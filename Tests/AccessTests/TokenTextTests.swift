import Access
import SentryProtocol
import Storage
import Testing

@Suite("Texts of tokens")
struct TokenTextTests {
    private let random = counting()

    @Test("a user's and an integration's have Sentry's forms")
    func hex() {
        let user = TokenText.user(randomBytes: random)
        #expect(user.text == "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")
        #expect(user.tail == "1e1f".suffix(4))
        #expect(TokenText(user.text) == user)
        let integration = TokenText.integration(randomBytes: random)
        #expect(integration.text.hasPrefix("sntrya_") && integration.text.utf8.count == 71)
        #expect(TokenText(integration.text) == integration)
    }

    @Test("an organization's carries what clients read: exactly two underscores, payload and secret in base 64")
    func organization() throws {
        let token = TokenText.organization(
            slug: "acme", publicURL: "https://host/", at: Timestamp(seconds: 1_785_585_600), randomBytes: random)
        let parts = token.text.split(separator: "_", omittingEmptySubsequences: false)
        #expect(parts.count == 3)
        #expect(parts[1].utf8.count % 4 == 0)
        #expect(parts[2] == "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8")
        let payload = try #require(Base64.decode(parts[1].utf8))
        #expect(
            String(decoding: payload, as: UTF8.self)
                == #"{"iat":1785585600.0,"url":"https://host","region_url":"https://host","org":"acme"}"#)
        #expect(TokenText(token.text) == token)
        #expect(token.payload == TokenText.Payload(url: "https://host", organization: "acme"))
    }

    @Test("bytes that need the last letters of the alphabet, and parts of a second, are written right")
    func alphabet() throws {
        let token = TokenText.organization(
            slug: "a_b", publicURL: "https://host", at: Timestamp(microseconds: 1_785_585_600_123_450)
        ) { Array(repeating: 0xff, count: $0) }
        #expect(token.text.hasSuffix("_//////////////////////////////////////////8"))
        #expect(TokenText(token.text)?.payload?.organization == "a_b")
        let middle = try #require(Base64.decode(token.text.split(separator: "_")[1].utf8))
        #expect(String(decoding: middle, as: UTF8.self).contains("1785585600.12345,"))
    }

    @Test("the hash is that of the whole text")
    func hash() {
        let text = TokenText("sntryu_" + String(repeating: "0", count: 64))
        #expect(text?.hash == SecretHash.sha256("sntryu_" + String(repeating: "0", count: 64)))
    }

    @Test("old bare digits are a user's; what has no form is looked up all the same")
    func others() {
        #expect(TokenText(String(repeating: "a", count: 64))?.kind == .user)
        for text in ["abc", "sntryu_12", "sntrys_!!_x", "sntrys_eyJhIjoxfQ==_x", String(repeating: "A", count: 64)] {
            #expect(TokenText(text)?.kind == nil)
            #expect(TokenText(text) != nil)
        }
    }

    @Test("blanks, control characters, other alphabets and huge texts are no tokens")
    func refused() {
        for text in ["", " ", "a b", "a\n", "é", String(repeating: "a", count: 4097)] {
            #expect(TokenText(text) == nil)
        }
    }

    @Test("no text of an organization's token makes trouble")
    func hostile() {
        var generator = SeededGenerator(state: 11)
        let token = TokenText.organization(
            slug: "acme", publicURL: "https://host", at: Timestamp(seconds: 0), randomBytes: random
        ).text
        for _ in 0..<2000 {
            var bytes = Array(token.utf8)
            bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 33...126, using: &generator)
            _ = TokenText(
                String(decoding: bytes.prefix(Int.random(in: 0...bytes.count, using: &generator)), as: UTF8.self))
        }
    }
}
