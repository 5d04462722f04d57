import SentryProtocol
import Storage

/// What the provider sent the browser back with.
public struct AuthorizationResponse: Sendable, Equatable {
    /// To be exchanged for tokens, once.
    public let code: String
    /// The SHA-256 of the state, by which the store finds the log-in.
    public let stateHash: [UInt8]

    static let codeBytesMax = 4096

    /// Reads the callback's query. A state that is repeated or oversized is refused before anything is looked up.
    public init(_ query: QueryString, from document: ProviderDocument) throws(OpenIDError) {
        let states = query.all("state")
        guard states.count == 1, let state = states.first, (20...200).contains(state.utf8.count) else {
            throw .unknownState
        }
        if let error = query["error"] { throw .refused(String(error.prefix(100))) }
        let issuers = query.all("iss")
        // With two providers, an answer of one must not be taken for the other's (RFC 9207).
        guard issuers.allSatisfy({ $0 == document.issuer }), !document.namesIssuer || issuers.count == 1 else {
            throw .wrongIssuer(String((issuers.first ?? "").prefix(200)))
        }
        let codes = query.all("code")
        guard codes.count == 1, let code = codes.first, (1...Self.codeBytesMax).contains(code.utf8.count) else {
            throw .missing("code")
        }
        (self.code, stateHash) = (code, SecretHash.sha256(state))
    }

    /// Whether the log-in that the store found is the one of this answer, in this browser, and in time.
    public func check(
        _ pending: PendingLogIn?, provider: IdentityProviderID, browserHash: [UInt8], at now: Timestamp
    ) throws(OpenIDError) -> PendingLogIn {
        guard let pending, pending.providerID == provider, pending.expiresAt > now,
            ConstantTime.areEqual(pending.stateHash, stateHash),
            ConstantTime.areEqual(pending.browserHash, browserHash)
        else { throw .unknownState }
        return pending
    }
}

/// The request that exchanges a code for tokens; somebody else sends it.
public struct TokenRequest: Sendable, Equatable {
    public let address: String
    /// `application/x-www-form-urlencoded`.
    public let body: String
    /// The `Authorization` header; nil when the form says it all.
    public let authorization: String?

    /// `clientSecret` is nil of public clients.
    public init(
        code: String, verifier: String, redirectAddress: String, clientID: String, clientSecret: String?,
        at document: ProviderDocument
    ) {
        var pairs = [
            ("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirectAddress),
            ("code_verifier", verifier),
        ]
        if let clientSecret, !document.wantsSecretInForm {
            // Both are form-encoded before they are joined (RFC 6749 §2.3.1).
            let text = PercentEncoding.encode(clientID) + ":" + PercentEncoding.encode(clientSecret)
            authorization = "Basic " + PaddedBase64.encode(Array(text.utf8))
        } else {
            authorization = nil
            pairs.append(("client_id", clientID))
            if let clientSecret { pairs.append(("client_secret", clientSecret)) }
        }
        (address, body) = (document.tokenEndpoint, FormText.encode(pairs))
    }
}

/// The provider's answer to it.
public struct TokenResponse: Sendable, Equatable {
    public let idToken: String
    public let accessToken: String?

    public init(reading bytes: [UInt8], status: Int) throws(OpenIDError) {
        let root = try JSONDocument.object(bytes, bytesMax: OpenIDLimits.documentBytesMax)
        if let error = root.text("error") { throw .refused(String(error.prefix(100))) }
        guard (200..<300).contains(status) else { throw .refused("status \(status)") }
        if let type = root.text("token_type"), type.lowercased() != "bearer" { throw .unsupported("token_type") }
        guard let token = root["id_token"]?.string, !token.isEmpty else { throw .missing("id_token") }
        guard token.utf8.count <= OpenIDLimits.tokenBytesMax else { throw .badToken }
        idToken = token
        accessToken = root["access_token"]?.string.flatMap { $0.utf8.count <= OpenIDLimits.tokenBytesMax ? $0 : nil }
    }
}
