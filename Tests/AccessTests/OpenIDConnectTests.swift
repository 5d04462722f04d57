import Crypto
import SentryProtocol
import Storage
import Testing

@testable import Access

@Suite("What an identity provider says about itself")
struct ProviderDocumentTests {
    static func json(_ changes: [String: String?] = [:]) -> [UInt8] {
        var fields: [String: String?] = [
            "issuer": #""https://id.example.com""#, "authorization_endpoint": #""https://id.example.com/authorize""#,
            "token_endpoint": #""https://id.example.com/token""#, "jwks_uri": #""https://id.example.com/keys""#,
            "response_types_supported": #"["code","id_token"]"#,
            "id_token_signing_alg_values_supported": #"["RS256"]"#,
        ]
        fields.merge(changes) { $1 }
        let members = fields.compactMap { name, value in value.map { "\"\(name)\":\($0)" } }
        return Array("{\(members.joined(separator: ","))}".utf8)
    }

    static func document(_ changes: [String: String?] = [:]) throws -> ProviderDocument {
        try ProviderDocument(reading: json(changes), issuer: "https://id.example.com")
    }

    @Test("is read, and found below its issuer")
    func reading() throws {
        let document = try Self.document()
        #expect(document.authorizationEndpoint == "https://id.example.com/authorize")
        #expect(document.userInfoEndpoint == nil)
        #expect(!document.wantsSecretInForm && !document.namesIssuer)
        #expect(
            ProviderDocument.address(ofIssuer: "https://id.example.com/realm/")
                == "https://id.example.com/realm/.well-known/openid-configuration")
    }

    @Test(
        "is refused when it is somebody else's, unsafe or lacks what is needed",
        arguments: [
            (["issuer": #""https://id.example.com/""#], .wrongIssuer("https://id.example.com/")),
            (["issuer": nil], .missing("issuer")), (["jwks_uri": nil], .missing("jwks_uri")),
            (["token_endpoint": #""http://id.example.com/token""#], .badAddress("token_endpoint")),
            (["token_endpoint": "17"], .missing("token_endpoint")),
            (["authorization_endpoint": #""javascript:alert(1)""#], .badAddress("authorization_endpoint")),
            (["authorization_endpoint": #""https://a@evil/""#], .badAddress("authorization_endpoint")),
            (["authorization_endpoint": #""https://host/a b""#], .badAddress("authorization_endpoint")),
            (["userinfo_endpoint": #""https:///x""#], .badAddress("userinfo_endpoint")),
            (["response_types_supported": #"["token"]"#], .unsupported("response_types_supported")),
            (
                ["id_token_signing_alg_values_supported": #"["HS256","none"]"#],
                .unsupported("id_token_signing_alg_values_supported")
            ),
            (["code_challenge_methods_supported": #"["plain"]"#], .unsupported("code_challenge_methods_supported")),
        ] as [([String: String?], OpenIDError)])
    func refused(changes: [String: String?], error: OpenIDError) {
        #expect(throws: error) { try Self.document(changes) }
    }

    @Test("no JSON, no object and too much are refused")
    func unreadable() {
        for bytes in [[], Array("[]".utf8), Array("{".utf8), Array(repeating: UInt8(ascii: " "), count: 300_000)] {
            #expect(throws: OpenIDError.unreadable) { try ProviderDocument(reading: bytes, issuer: "https://x") }
        }
    }

    @Test("plain HTTP is for providers on this machine, and only when it is allowed")
    func plain() {
        for (address, isSafe) in [
            ("http://localhost:9/x", true), ("http://127.0.0.1/x", true), ("http://[::1]:9/x", true),
            ("http://10.0.0.1/x", false), ("http://localhost.evil.com/x", false), ("https://host/x", true),
        ] {
            #expect(EndpointAddress.isSafe(address, allowsPlainHTTP: true) == isSafe)
            #expect(EndpointAddress.isSafe(address, allowsPlainHTTP: false) == address.hasPrefix("https"))
        }
    }
}

@Suite("The way to a provider and back")
struct AuthorizationTests {
    private let request = AuthorizationRequest { count in
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }
    private let provider = IdentityProviderID(rawValue: 3)

    @Test("the challenge is that of RFC 7636, appendix B")
    func challenge() {
        #expect(
            AuthorizationRequest.challenge(of: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
                == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM")
    }

    @Test("the address asks for a code, with state, nonce and challenge, escaped")
    func address() throws {
        let document = try ProviderDocumentTests.document(
            ["authorization_endpoint": #""https://id.example.com/authorize?tenant=1""#])
        let text = request.address(
            at: document, clientID: "cul&prit", redirectAddress: "https://host/login/3/callback/",
            scopes: ["email", "profile"])
        let query = QueryString(text.drop { $0 != "?" }.dropFirst())
        #expect(query["tenant"] == "1")
        #expect(query["response_type"] == "code")
        #expect(query["client_id"] == "cul&prit")
        #expect(query["redirect_uri"] == "https://host/login/3/callback/")
        #expect(query["scope"] == "openid email profile")
        #expect(query["state"] == request.state && query["nonce"] == request.nonce)
        #expect(query["code_challenge"] == AuthorizationRequest.challenge(of: request.verifier))
        #expect(query["code_challenge_method"] == "S256")
        #expect(!text.contains(request.verifier))
    }

    @Test("the random parts differ from each other and are long enough")
    func random() {
        #expect(Set([request.state, request.nonce, request.verifier]).count == 3)
        #expect((43...128).contains(request.verifier.utf8.count))
    }

    private func response(_ query: String, _ changes: [String: String?] = [:]) throws -> AuthorizationResponse {
        try AuthorizationResponse(QueryString(query), from: ProviderDocumentTests.document(changes))
    }

    @Test("an answer is tied to its log-in, its provider, its browser and its time")
    func tied() throws {
        let browser = SecretHash.sha256("cookie")
        let pending = request.pending(
            at: provider, browserHash: browser, next: "/issues/", linkingUser: nil, at: People.now)
        let answer = try response("code=abc&state=\(request.state)")
        #expect(answer.code == "abc")
        #expect(try answer.check(pending, provider: provider, browserHash: browser, at: People.now) == pending)
        let later = People.now.adding(seconds: LinkLifetime.pendingLogIn)
        #expect(throws: OpenIDError.unknownState) {
            try answer.check(pending, provider: provider, browserHash: browser, at: later)
        }
        #expect(throws: OpenIDError.unknownState) {
            try answer.check(pending, provider: provider, browserHash: SecretHash.sha256("other"), at: People.now)
        }
        #expect(throws: OpenIDError.unknownState) {
            try answer.check(
                pending, provider: IdentityProviderID(rawValue: 4), browserHash: browser, at: People.now)
        }
        #expect(throws: OpenIDError.unknownState) {
            try answer.check(nil, provider: provider, browserHash: browser, at: People.now)
        }
        let forged = try response("code=abc&state=\(String(repeating: "x", count: 43))")
        #expect(throws: OpenIDError.unknownState) {
            try forged.check(pending, provider: provider, browserHash: browser, at: People.now)
        }
    }

    @Test("answers without, with two or with broken parts are refused")
    func broken() {
        let state = "state=" + request.state
        let cases: [(String, OpenIDError)] = [
            ("code=a", .unknownState), ("code=a&state=", .unknownState), ("code=a&\(state)&\(state)", .unknownState),
            (state, .missing("code")), ("\(state)&code=", .missing("code")),
            ("\(state)&code=a&code=b", .missing("code")),
            ("\(state)&code=" + String(repeating: "a", count: 5000), .missing("code")),
            ("\(state)&error=access_denied&code=a", .refused("access_denied")),
            ("\(state)&code=a&iss=https://evil.example.com", .wrongIssuer("https://evil.example.com")),
        ]
        for (query, error) in cases { #expect(throws: error) { try response(query) } }
    }

    @Test("a provider that names itself in answers must do so")
    func issuer() throws {
        let names: [String: String?] = ["authorization_response_iss_parameter_supported": "true"]
        #expect(throws: OpenIDError.wrongIssuer("")) { try response("code=a&state=\(request.state)", names) }
        _ = try response("code=a&state=\(request.state)&iss=https://id.example.com", names)
    }

    @Test("the code is exchanged with the verifier, and the secret where the provider wants it")
    func exchange() throws {
        let document = try ProviderDocumentTests.document()
        let inHeader = TokenRequest(
            code: "a b", verifier: "v", redirectAddress: "https://host/cb", clientID: "culprit", clientSecret: "s:1",
            at: document)
        #expect(inHeader.address == "https://id.example.com/token")
        #expect(
            inHeader.body
                == "grant_type=authorization_code&code=a%20b&redirect_uri=https%3A%2F%2Fhost%2Fcb&code_verifier=v")
        #expect(inHeader.authorization == "Basic Y3VscHJpdDpzJTNBMQ==")
        let inForm = TokenRequest(
            code: "c", verifier: "v", redirectAddress: "r", clientID: "culprit", clientSecret: "s",
            at: try ProviderDocumentTests.document(
                ["token_endpoint_auth_methods_supported": #"["client_secret_post"]"#]))
        #expect(inForm.authorization == nil)
        #expect(inForm.body.hasSuffix("&client_id=culprit&client_secret=s"))
        let publicClient = TokenRequest(
            code: "c", verifier: "v", redirectAddress: "r", clientID: "culprit", clientSecret: nil, at: document)
        #expect(publicClient.authorization == nil && publicClient.body.hasSuffix("&client_id=culprit"))
    }

    @Test("the answer with tokens is read, refusals too")
    func tokens() throws {
        func read(_ text: String, _ status: Int = 200) throws -> TokenResponse {
            try TokenResponse(reading: Array(text.utf8), status: status)
        }
        let response = try read(#"{"id_token":"a.b.c","access_token":"x","token_type":"Bearer","expires_in":60}"#)
        #expect(response.idToken == "a.b.c" && response.accessToken == "x")
        #expect(throws: OpenIDError.refused("invalid_grant")) { try read(#"{"error":"invalid_grant"}"#, 400) }
        #expect(throws: OpenIDError.refused("status 500")) { try read(#"{"id_token":"a.b.c"}"#, 500) }
        #expect(throws: OpenIDError.missing("id_token")) { try read(#"{"access_token":"x"}"#) }
        #expect(throws: OpenIDError.unsupported("token_type")) { try read(#"{"id_token":"a","token_type":"mac"}"#) }
        #expect(throws: OpenIDError.unreadable) { try read("<html>") }
    }
}

@Suite("ID tokens")
struct IDTokenTests {
    private let expectation = IDToken.Expectation(
        issuer: "https://id.example.com", clientID: "culprit", nonce: "n-0S6_WzA2Mj")
    private let key = P256.Signing.PrivateKey()

    private func keySet() throws -> KeySet {
        let raw = Array(key.publicKey.rawRepresentation)
        let (x, y) = (Base64.encodeURLSafe(Array(raw.prefix(32))), Base64.encodeURLSafe(Array(raw.suffix(32))))
        return try KeySet(
            reading: Array(#"{"keys":[{"kty":"EC","kid":"k","crv":"P-256","x":"\#(x)","y":"\#(y)"}]}"#.utf8))
    }

    private func sign(_ claims: String, header: String = #"{"alg":"ES256","kid":"k"}"#) throws -> String {
        let message = Base64.encodeURLSafe(Array(header.utf8)) + "." + Base64.encodeURLSafe(Array(claims.utf8))
        let signature = try key.signature(for: SHA256.hash(data: Array(message.utf8)))
        return message + "." + Base64.encodeURLSafe(Array(signature.rawRepresentation))
    }

    private static func claims(_ changes: [String: String?] = [:]) -> String {
        var fields: [String: String?] = [
            "iss": #""https://id.example.com""#, "aud": #""culprit""#, "sub": #""u-1""#, "exp": "1785586200",
            "iat": "1785585600", "nonce": #""n-0S6_WzA2Mj""#,
        ]
        fields.merge(changes) { $1 }
        return "{" + fields.compactMap { name, value in value.map { "\"\(name)\":\($0)" } }.joined(separator: ",") + "}"
    }

    private func check(
        _ changes: [String: String?] = [:], groups: String = "groups", after seconds: Int64 = 0
    ) throws -> IDToken {
        var expectation = expectation
        expectation.groupsClaim = groups
        return try IDToken(
            checking: try sign(Self.claims(changes)), with: try keySet(), expecting: expectation,
            at: People.now.adding(seconds: seconds))
    }

    @Test("those that another library signed are accepted", arguments: [OpenIDFixtures.rs256, OpenIDFixtures.es256])
    func foreign(text: String) throws {
        let keys = try KeySet(reading: Array(OpenIDFixtures.keySet.utf8))
        #expect(keys.count == 2)
        let token = try IDToken(checking: text, with: keys, expecting: expectation, at: People.now)
        #expect(token.subject == "u-1" && token.email == "kim@example.com" && token.isEmailVerified)
        #expect(token.name == "김" && token.groups == ["dev", "ops"])
    }

    @Test("RFC 7515's own examples of RS256 and ES256 verify")
    func vectors() throws {
        let keys = try KeySet(
            reading: Array(
                """
                {"keys":[{"kty":"RSA","e":"AQAB","n":"ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-V\
                aw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63k\
                paSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhy\
                xXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ"},{"kty":"EC","crv":"P-256",\
                "x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}]}
                """.utf8))
        #expect(keys.count == 2)
        let payload = "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
        let signatures = [
            "eyJhbGciOiJSUzI1NiJ9":
                "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O"
                + "8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARN"
                + "PvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ"
                + "1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw",
            "eyJhbGciOiJFUzI1NiJ9":
                "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q",
        ]
        for (header, signature) in signatures {
            try SignedToken(parsing: "\(header).\(payload).\(signature)").verify(with: keys)
            #expect(throws: OpenIDError.badSignature) {
                try SignedToken(parsing: "\(header).\(payload)x.\(signature)").verify(with: keys)
            }
        }
    }

    @Test(
        "a token for others, of others, too old, too new or without what it must have is refused",
        arguments: [
            (["iss": #""https://evil.example.com""#], .wrongIssuer("https://evil.example.com")),
            (["iss": nil], .missing("iss")), (["aud": #""other""#], .wrongAudience), (["aud": nil], .wrongAudience),
            (["aud": #"["culprit","other"]"#], .wrongAudience),
            (["aud": #"["culprit","other"]"#, "azp": #""other""#], .wrongAudience),
            (["azp": #""other""#], .wrongAudience), (["nonce": #""guess""#], .wrongNonce),
            (["nonce": nil], .missing("nonce")), (["sub": nil], .missing("sub")), (["sub": "7"], .missing("sub")),
            (["sub": "\"\(String(repeating: "x", count: 300))\""], .missing("sub")), (["exp": nil], .missing("exp")),
            (["exp": #""tomorrow""#], .missing("exp")), (["exp": "1e300"], .missing("exp")),
            (["exp": "-1"], .missing("exp")), (["exp": "1785585480"], .expired), (["iat": nil], .missing("iat")),
            (["iat": "1785585721"], .fromTheFuture), (["iat": "1785582000"], .expired),
            (["nbf": "1785585721"], .fromTheFuture),
        ] as [([String: String?], OpenIDError)])
    func refused(changes: [String: String?], error: OpenIDError) {
        #expect(throws: error) { try check(changes) }
    }

    @Test("clocks may differ by two minutes")
    func skew() throws {
        _ = try check(["exp": "1785585481", "iat": "1785585720", "nbf": "1785585720"])
        _ = try check(after: 600 + 119)
        #expect(throws: OpenIDError.expired) { try check(after: 600 + 120) }
    }

    @Test("several audiences are fine when we are the one that asked")
    func audiences() throws { _ = try check(["aud": #"["other","culprit"]"#, "azp": #""culprit""#]) }

    @Test("an address is verified only when the provider says so")
    func email() throws {
        #expect(try check().email == nil)
        #expect(try !check(["email": #""a@b""#]).isEmailVerified)
        #expect(try !check(["email": #""a@b""#, "email_verified": #""false""#]).isEmailVerified)
        #expect(try check(["email": #""A@B""#, "email_verified": #""true""#]).isEmailVerified)
        #expect(try check(["email": #""A@B""#, "email_verified": "true"]).email == "a@b")
    }

    @Test("groups are found wherever the provider keeps them, bounded")
    func groups() throws {
        #expect(try check(["groups": #"["a",7,"","b"]"#]).groups == ["a", "b"])
        #expect(try check(["groups": #""one""#]).groups == ["one"])
        #expect(
            try check(["realm_access": #"{"roles":["r"]}"#], groups: "realm_access.roles").groups == ["r"])
        #expect(
            try check(["https://acme.com/groups": #"["g"]"#], groups: "https://acme.com/groups").groups == ["g"])
        #expect(try check(groups: "").groups == [])
        let many = (0..<5000).map { "\"g\($0)\"" }.joined(separator: ",")
        #expect(try check(["groups": "[\(many)]"]).groups.count == 1000)
    }

    @Test(
        "no signature, shared secrets, other algorithms and extensions are refused",
        arguments: [
            (#"{"alg":"none"}"#, .badAlgorithm("none")), (#"{"alg":"HS256","kid":"k"}"#, .badAlgorithm("HS256")),
            (#"{"alg":"es256","kid":"k"}"#, .badAlgorithm("es256")), (#"{"kid":"k"}"#, .missing("alg")),
            (#"{"alg":"RS256","kid":"k"}"#, .noSuchKey), (#"{"alg":"ES256","kid":"other"}"#, .noSuchKey),
            (#"{"alg":"ES256","kid":"k","crit":["x"]}"#, .unsupported("crit")), ("[]", .unreadable),
        ] as [(String, OpenIDError)])
    func headers(header: String, error: OpenIDError) throws {
        let token = try sign(Self.claims(), header: header)
        let keys = try keySet()
        #expect(throws: error) {
            try IDToken(checking: token, with: keys, expecting: expectation, at: People.now)
        }
    }

    @Test("a token without a key's id is tried with the keys that fit")
    func withoutID() throws {
        let token = try sign(Self.claims(), header: #"{"alg":"ES256"}"#)
        _ = try IDToken(checking: token, with: try keySet(), expecting: expectation, at: People.now)
    }

    @Test("no changed byte gets through")
    func tampered() throws {
        let token = try sign(Self.claims())
        let keys = try keySet()
        var generator = SeededGenerator(state: 9)
        for _ in 0..<300 {
            var bytes = Array(token.utf8)
            let index = Int.random(in: 0..<bytes.count, using: &generator)
            let byte = UInt8.random(in: 0...255, using: &generator)
            // The last character holds four bits that mean nothing.
            guard byte != bytes[index], index < bytes.count - 1 else { continue }
            bytes[index] = byte
            let changed = String(decoding: bytes, as: UTF8.self)
            #expect(throws: OpenIDError.self) {
                try IDToken(checking: changed, with: keys, expecting: expectation, at: People.now)
            }
        }
    }

    @Test(
        "what is no token is refused",
        arguments: ["", ".", "..", "a.b", "a.b.c.d", "e30.e30.", "e30.e30.AA==", " . . "])
    func noToken(text: String) throws {
        let keys = try keySet()
        #expect(throws: OpenIDError.self) {
            try IDToken(checking: text, with: keys, expecting: expectation, at: People.now)
        }
    }

    @Test(
        "keys that are weak, broken or for something else are left out",
        arguments: [
            #"{"kty":"oct","k":"c2VjcmV0"}"#, #"{"kty":"RSA","n":"AQAB","e":"AQAB"}"#, #"{"kty":"RSA"}"#, "7", "null",
            #"{"kty":"EC","crv":"P-256","x":"AAAA","y":"AAAA"}"#, #"{"kty":"EC","crv":"P-384","x":"A","y":"A"}"#,
            #"{"kty":"RSA","use":"enc","n":"AQAB","e":"AQAB"}"#,
            "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"\(String(repeating: "A", count: 43))\",\"y\":\"\(String(repeating: "A", count: 43))\"}",
            "{\"kty\":\"RSA\",\"e\":\"AQAB\",\"n\":\"\(String(repeating: "_", count: 342))A\"}",
            "{\"kty\":\"RSA\",\"e\":\"\",\"n\":\"\(String(repeating: "_", count: 342))\"}",
        ])
    func keys(key: String) throws {
        #expect(try KeySet(reading: Array(#"{"keys":[\#(key)]}"#.utf8)).count == 0)
    }

    @Test("a key set without keys is refused, and one with thousands is cut")
    func keySets() throws {
        #expect(throws: OpenIDError.missing("keys")) { try KeySet(reading: Array("{}".utf8)) }
        let one =
            #"{"kty":"EC","crv":"P-256","x":"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU","y":"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"}"#
        let many = Array(repeating: one, count: 500).joined(separator: ",")
        #expect(try KeySet(reading: Array("{\"keys\":[\(many)]}".utf8)).count == 100)
    }
}

@Suite("What somebody becomes")
struct IdentityDecisionTests {
    private let provider = IdentityProvider(
        id: IdentityProviderID(rawValue: 1), organizationID: People.home, name: "Acme", issuer: "https://id",
        clientID: "c",
        sealedClientSecret: nil, scopes: [], groupsClaim: "groups",
        mappings: [
            GroupMapping(group: "dev", role: .member, teams: [People.ours]),
            GroupMapping(group: "lead", role: .manager, teams: [People.theirs]),
        ], defaultRole: nil, isRequired: false, isActive: true)

    @Test("is the highest role of their groups, and all the teams")
    func groups() {
        let both = GroupPlacement(groups: ["dev", "lead", "x"], at: provider)
        #expect(both?.role == .manager && both?.teams == [People.ours, People.theirs])
        #expect(GroupPlacement(groups: ["dev"], at: provider)?.role == .member)
        #expect(GroupPlacement(groups: ["Dev"], at: provider) == nil)
        #expect(GroupPlacement(groups: [], at: provider) == nil)
        var open = provider
        open.defaultRole = .member
        #expect(GroupPlacement(groups: [], at: open)?.role == .member)
    }

    @Test("an address never leads to an account that exists, verified or not")
    func takeover() throws {
        for isVerified in [true, false] {
            let token = IDToken(groups: ["dev"], email: "kim@example.com", isEmailVerified: isVerified)
            #expect(decide(token, accountExists: true) == .askToLink)
            #expect(decide(token, accountExists: true, linked: UserID(rawValue: 4)) == .logIn(UserID(rawValue: 4)))
        }
    }

    @Test("newcomers need a group and a verified address")
    func newcomers() {
        let placement = GroupPlacement(groups: ["dev"], at: provider)
        #expect(decide(IDToken(groups: ["dev"], email: "a@b", isEmailVerified: true)) == placement.map { .create($0) })
        #expect(decide(IDToken(groups: ["dev"], email: "a@b", isEmailVerified: false)) == .askToLink)
        #expect(decide(IDToken(groups: ["dev"], email: nil, isEmailVerified: true)) == .askToLink)
        #expect(decide(IDToken(groups: ["x"], email: "a@b", isEmailVerified: true)) == .noPlace)
    }

    @Test("who lost their groups is not let in, though they were linked")
    func lost() {
        #expect(
            decide(IDToken(groups: [], email: "a@b", isEmailVerified: true), linked: UserID(rawValue: 4)) == .noPlace)
    }

    @Test("linking is for the one who is logged in, and for nobody's account but theirs")
    func linking() {
        let (mine, other) = (UserID(rawValue: 1), UserID(rawValue: 2))
        let token = IDToken(groups: [], email: nil, isEmailVerified: false)
        #expect(decide(token, linking: mine) == .link(mine))
        #expect(decide(token, linked: mine, linking: mine) == .link(mine))
        #expect(decide(token, linked: other, linking: mine) == .taken)
    }

    private func decide(
        _ token: IDToken, accountExists: Bool = false, linked: UserID? = nil, linking: UserID? = nil
    ) -> IdentityDecision {
        IdentityDecision(token, at: provider, linked: linked, linking: linking, accountExists: accountExists)
    }
}

extension IDToken {
    /// A token as if it had been checked.
    fileprivate init(groups: [String], email: String?, isEmailVerified: Bool) {
        self.init(
            issuer: "https://id", subject: "u-1", email: email, isEmailVerified: isEmailVerified, name: nil,
            groups: groups, expiresAt: People.now)
    }
}
