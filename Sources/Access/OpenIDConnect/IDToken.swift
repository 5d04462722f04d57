import SentryProtocol

/// Who a provider says somebody is: an ID token that was checked (OpenID Connect Core 1.0 §3.1.3.7).
public struct IDToken: Sendable, Equatable {
    public let issuer: String
    /// The provider's own, unchanging name for the account.
    public let subject: String
    /// Lower case; nil when the provider does not say one.
    public let email: String?
    /// Whether the provider vouches that the address is theirs. Without it an address proves nothing, and must not
    /// lead to an account that exists.
    public let isEmailVerified: Bool
    public let name: String?
    public let groups: [String]
    public let expiresAt: Timestamp

    /// What a token is measured by.
    public struct Expectation: Sendable {
        public var issuer: String
        public var clientID: String
        public var nonce: String
        /// Where the groups stand: `groups`, `realm_access.roles`.
        public var groupsClaim: String
        public init(issuer: String, clientID: String, nonce: String, groupsClaim: String = "groups") {
            (self.issuer, self.clientID, self.nonce) = (issuer, clientID, nonce)
            self.groupsClaim = groupsClaim
        }
    }

}

extension IDToken {
    /// Checks a token, its signature first: nothing of it is believed before.
    public init(
        checking text: String, with keys: KeySet, expecting expected: Expectation, at now: Timestamp
    ) throws(OpenIDError) {
        let token = try SignedToken(parsing: text)
        try token.verify(with: keys)
        let claims = try JSONDocument.object(token.payload, bytesMax: OpenIDLimits.tokenBytesMax)

        issuer = try claims.requiredText("iss")
        guard issuer == expected.issuer else { throw .wrongIssuer(String(issuer.prefix(200))) }
        try Self.checkAudience(claims, expected.clientID)
        expiresAt = try Self.checkTimes(claims, at: now)
        let nonce = try claims.requiredText("nonce")
        guard ConstantTime.areEqual(nonce, expected.nonce) else { throw .wrongNonce }

        subject = try claims.requiredText("sub")
        guard subject.utf8.count <= 255 else { throw .missing("sub") }
        email = claims.text("email")?.lowercased()
        // Some providers write the word in quotes.
        isEmailVerified = claims["email_verified"]?.bool ?? (claims["email_verified"]?.string == "true")
        name = (claims.text("name") ?? claims.text("preferred_username")).map { String($0.prefix(200)) }
        groups = Self.groups(claims, at: expected.groupsClaim)
    }

    /// The token is for us; of several audiences we are the one that asked.
    private static func checkAudience(_ claims: JSONNode, _ clientID: String) throws(OpenIDError) {
        let audiences = claims.texts("aud", max: 50)
        guard audiences.contains(clientID) else { throw .wrongAudience }
        let party = claims.text("azp")
        guard audiences.count == 1 || party != nil, party == nil || party == clientID else { throw .wrongAudience }
    }

    /// When it runs out. Clocks may differ a little.
    private static func checkTimes(_ claims: JSONNode, at now: Timestamp) throws(OpenIDError) -> Timestamp {
        let skew = OpenIDLimits.clockSkew
        guard let expires = claims.moment("exp") else { throw .missing("exp") }
        guard let issued = claims.moment("iat") else { throw .missing("iat") }
        guard expires.adding(seconds: skew) > now else { throw .expired }
        guard issued <= now.adding(seconds: skew) else { throw .fromTheFuture }
        guard issued.adding(seconds: OpenIDLimits.tokenAgeMax) > now else { throw .expired }
        if let begins = claims.moment("nbf"), begins > now.adding(seconds: skew) { throw .fromTheFuture }
        return expires
    }

    /// The texts at a path of members. A claim whose whole name has dots, as some providers' have, goes first.
    private static func groups(_ claims: JSONNode, at path: String) -> [String] {
        guard path.utf8.count <= OpenIDLimits.textBytesMax else { return [] }
        var node = claims.member(named: path)
        if node == nil {
            node = claims
            for part in path.split(separator: ".").prefix(8) { node = node?.member(named: String(part)) }
        }
        return (node?.texts(max: OpenIDLimits.groupsMax) ?? []).filter {
            !$0.isEmpty && $0.utf8.count <= OpenIDLimits.groupBytesMax
        }
    }
}
