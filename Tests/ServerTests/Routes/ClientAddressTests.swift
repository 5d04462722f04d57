import HTTPTypes
import Testing

@testable import Server

@Suite("Where a request comes from")
struct ClientAddressTests {
    private func address(_ value: String, trusts: Bool = true) throws -> String? {
        var headers = HTTPFields()
        headers[try #require(HTTPField.Name("X-Forwarded-For"))] = value
        return ClientAddress.of(headers, peer: "192.0.2.1", trusting: trusts ? .all : .none)
    }

    @Test("of a list the first valid address, with or without a port")
    func lists() throws {
        #expect(try address("203.0.113.9, 10.0.0.1") == "203.0.113.9")
        #expect(try address("unknown, 203.0.113.9:443") == "203.0.113.9")
        #expect(try address("[2001:db8::1]:443") == "2001:db8::1")
        #expect(try address("2001:db8::1") == "2001:db8::1")
    }

    @Test("garbage, and proxies that are not trusted, leave the peer", arguments: ["", "a, b, c", "999.1.1.1", ",,,"])
    func garbage(value: String) throws { #expect(try address(value) == "192.0.2.1") }

    @Test(
        "of a chain of known proxies, the first stranger from the end",
        arguments: [
            ("198.51.100.1, 203.0.113.9, 10.0.0.1", "192.0.2.1", "203.0.113.9"),
            ("10.0.0.1, 10.0.0.2", "192.0.2.1", "10.0.0.1"),
            ("203.0.113.9", "198.51.100.7", "198.51.100.7"), ("nonsense", "192.0.2.1", "192.0.2.1"),
            ("2001:db8::9, ::ffff:10.0.0.1", "192.0.2.1", "2001:db8::9"),
        ])
    func chain(value: String, peer: String, expected: String) throws {
        var headers = HTTPFields()
        headers[try #require(HTTPField.Name("X-Forwarded-For"))] = value
        let proxies = try #require(TrustedProxies("192.0.2.1, 10.0.0.0/8"))
        #expect(ClientAddress.of(headers, peer: peer, trusting: proxies) == expected)
    }

    @Test("a header that anybody can send is not believed unless the settings say so")
    func untrusted() throws { #expect(try address("203.0.113.9", trusts: false) == "192.0.2.1") }
}

@Suite("Redirects stay on this site")
struct LocalPathTests {
    @Test("paths of ours", arguments: ["/", "/issues/", "/issues/?query=is:unresolved&sort=new"])
    func local(path: String) { #expect(LocalPath.checked(path) == path) }

    @Test(
        "everything else",
        arguments: [
            "", "issues/", "//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nSet-Cookie: x", "/a b",
            "/é",
        ])
    func foreign(path: String) { #expect(LocalPath.checked(path) == nil) }
}
