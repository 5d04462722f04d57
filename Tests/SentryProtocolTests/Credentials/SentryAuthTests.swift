import SentryProtocol
import Testing

/// Where credentials may sit (protocol.md §2.1 and §11, 11–14).
@Suite struct SentryAuthTests {
    private static let key = "0123456789abcdef0123456789abcdef"
    private static let other = String(repeating: "f", count: 32)

    @Test(
        "the header is read in every shape that clients send",
        arguments: [
            "Sentry sentry_version=7, sentry_client=sentry.python/2.75.0, sentry_key=\(key)",
            "Sentry sentry_version=7,sentry_client=sentry.python/2.75.0,sentry_key=\(key)",
            "sentry sentry_key=\(key),sentry_client=sentry.python/2.75.0,sentry_secret=x,sentry_timestamp=1795400512.5",
            "sentry_key=\(key), sentry_client=sentry.python/2.75.0",
            "Sentry sentry_key=\"\(key)\", sentry_client=\"sentry.python/2.75.0\",",
            "  Sentry   sentry_key = \(key) , sentry_client = sentry.python/2.75.0 , foo",
            "Sentry sentry_key=\(key), sentry_key=\(key), sentry_client=sentry.python/2.75.0",
            "SENTRY sentry_version=2.0,sentry_key=\(key).no-cache,sentry_client=sentry.python/2.75.0",
            "Sentry sentry_key=0123456789ABCDEF0123456789ABCDEF, sentry_client=sentry.python/2.75.0",
        ])
    func header(value: String) throws {
        let auth = try #require(try SentryAuth(xSentryAuth: [value]))
        #expect(auth.publicKey.text == Self.key)
        #expect(auth.client == "sentry.python/2.75.0")
    }

    @Test("Authorization works for Sentry and Basic, and other schemes are none of our business")
    func authorization() throws {
        #expect(try SentryAuth(authorization: ["Sentry sentry_key=\(Self.key)"])?.publicKey.text == Self.key)
        // base 64 of `key:anything`
        let basic = "Basic MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY6YW55dGhpbmc="
        #expect(try SentryAuth(authorization: [basic])?.publicKey.text == Self.key)
        #expect(try SentryAuth(authorization: ["Bearer abc"]) == nil)
        #expect(throws: AuthError.malformedBasic) { try SentryAuth(authorization: ["Basic %%%"]) }
    }

    @Test("the query and the path are sources, too")
    func queryAndPath() throws {
        let query = QueryString(
            "sentry_version=7&sentry_key=\(Self.key)&sentry_client=sentry.javascript.browser%2F10.0.0")
        let auth = try #require(try SentryAuth(query: query))
        #expect(auth.client == "sentry.javascript.browser/10.0.0")
        #expect(try SentryAuth(pathKey: Self.key)?.publicKey == auth.publicKey)
        #expect(try SentryAuth(query: QueryString("a=b&sentry_client=x")) == nil)
    }

    @Test("several sources that agree are one; those that disagree are none")
    func several() throws {
        let header = "Sentry sentry_key=\(Self.key)"
        let agreeing = QueryString("sentry_key=\(Self.key.uppercased())")
        #expect(try SentryAuth(xSentryAuth: [header, header], query: agreeing)?.publicKey.text == Self.key)
        #expect(throws: AuthError.conflicting) {
            try SentryAuth(xSentryAuth: [header], query: QueryString("sentry_key=\(Self.other)"))
        }
        #expect(throws: AuthError.conflicting) {
            try SentryAuth(xSentryAuth: [header + ", sentry_key=\(Self.other)"])
        }
        #expect(throws: AuthError.conflicting) { try SentryAuth(xSentryAuth: [header], pathKey: Self.other) }
    }

    @Test("nothing anywhere is nil, so that an envelope may speak for itself")
    func nothing() throws {
        #expect(try SentryAuth() == nil)
    }

    @Test(
        "versions 2 to 7 are spoken",
        arguments: [
            ("7", nil), ("2.0", nil), ("", nil), ("8", .unsupportedVersion("8")), ("1", .unsupportedVersion("1")),
            ("abc", .malformedVersion("abc")), ("-1", .malformedVersion("-1")), ("7.7.7", nil),
            ("99999999999999999999999", .unsupportedVersion("99999999999999999999")),
        ] as [(String, AuthError?)])
    func versions(version: String, error: AuthError?) throws {
        let header = "Sentry sentry_version=\(version), sentry_key=\(Self.key)"
        guard let error else {
            #expect(try SentryAuth(xSentryAuth: [header]) != nil)
            return
        }
        #expect(throws: error) { try SentryAuth(xSentryAuth: [header]) }
    }

    @Test(
        "bad credentials are refused in the protocol's words",
        arguments: [
            ("Sentry sentry_version=7", "bad x-sentry-auth header", ["missing public key in auth header"], true),
            ("nonsense", "bad x-sentry-auth header", ["missing public key in auth header"], true),
            ("", "bad x-sentry-auth header", ["missing public key in auth header"], true),
            ("Sentry ,,,=,sentry_key", "bad x-sentry-auth header", ["missing public key in auth header"], true),
            ("Sentry sentry_key=abc", "bad sentry DSN public key", ["invalid project key"], false),
            (
                "Sentry sentry_key=\(String(repeating: "a", count: 33))", "bad sentry DSN public key",
                ["invalid project key"], false
            ),
            (
                "Sentry sentry_key=\(String(repeating: "é", count: 16))", "bad sentry DSN public key",
                ["invalid project key"], false
            ),
            ("Sentry sentry_key=\(key), sentry_version=8", "unsupported protocol version (8)", [], false),
        ] as [(String, String, [String], Bool)])
    func refusals(header: String, detail: String, causes: [String], isUnauthorized: Bool) {
        let error = #expect(throws: AuthError.self) { try SentryAuth(xSentryAuth: [header]) }
        #expect(error?.detail == detail)
        #expect(error?.causes == causes)
        #expect(error?.isUnauthorized == isUnauthorized)
    }

    @Test("a header of 100 000 pairs costs no more than a few hundred")
    func longHeader() throws {
        let header = "Sentry sentry_key=\(Self.key)," + String(repeating: "a=b,", count: 100_000)
        #expect(try SentryAuth(xSentryAuth: [header])?.publicKey.text == Self.key)
    }
}
