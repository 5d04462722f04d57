import SentryProtocol
import Testing

@Suite struct DSNTests {
    private static let key = "0123456789abcdef0123456789abcdef"

    @Test(
        "a DSN prints as it was read, without what does not matter",
        arguments: [
            ("https://\(key)@host/1", "https://\(key)@host/1"),
            ("HTTP://\(key)@Host:9000/1", "http://\(key)@host:9000/1"),
            ("https://\(key):secret@host:443/1", "https://\(key)@host/1"),
            ("http://\(key)@host:80/42", "http://\(key)@host/42"),
            ("http://\(key)@[::1]:9000/42", "http://\(key)@[::1]:9000/42"),
            ("http://\(key)@[::1]/42", "http://\(key)@[::1]/42"),
            ("https://\(key)@host/errors/deep/7", "https://\(key)@host/errors/deep/7"),
            ("https://\(key)@host//errors//7/", "https://\(key)@host/errors/7"),
            ("https://\(key)@host/7?a=b", "https://\(key)@host/7"),
        ])
    func roundTrip(text: String, printed: String) throws {
        #expect(try #require(DSN(text)).description == printed)
    }

    @Test(
        "anything else is no DSN",
        arguments: [
            "", "nonsense", "http://", "http://a@b", "ftp://\(key)@h/1", "http://%%%@h/1", "https://\(key)@host",
            "https://\(key)@host/", "https://\(key)@host/abc", "https://\(key)@/1", "https://host/1",
            "https://\(key)@host:0/1", "https://\(key)@host:99999/1", "https://\(key)@host:x/1",
            "https://\(key)@host/999999999999999999999999999999", "https://\(key)@host/0", "https://\(key)@[::1/1",
            "://", "https://@/", "https://:@:/:",
        ])
    func nonsense(text: String) {
        #expect(DSN(text) == nil)
    }

    @Test("derived addresses begin at the base")
    func base() throws {
        #expect(try #require(DSN("https://\(Self.key)@host:8443/errors/7")).base == "https://host:8443/errors")
    }

    @Test("a key is 32 ASCII characters of any case, with an optional flag")
    func keys() {
        #expect(PublicKey(Self.key.uppercased())?.text == Self.key)
        #expect(PublicKey(Self.key + ".no-cache.x")?.text == Self.key)
        for bad in ["", ".", "abc", Self.key + "0", String(Self.key.dropLast()), String(repeating: " ", count: 32)] {
            #expect(PublicKey(bad) == nil)
        }
    }

    @Test(
        "a project is a positive number of at most 63 bits",
        arguments: ["0", "-1", "+1", "abc", "1.5", "", "１", String(repeating: "9", count: 30)])
    func projects(text: String) {
        #expect(ProjectNumber(text) == nil)
        #expect(ProjectNumber("9223372036854775807")?.value == .max)
    }
}
