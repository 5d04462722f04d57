import Crypto
import SentryProtocol
import Storage

/// The random parts of one log-in at a provider: they tie the answer to this log-in, this browser and this server.
public struct AuthorizationRequest: Sendable, Equatable {
    /// Comes back with the answer.
    public let state: String
    /// Comes back inside the ID token.
    public let nonce: String
    /// Shown to the provider when the code is exchanged (RFC 7636); its hash goes ahead.
    public let verifier: String

    public init(randomBytes: RandomBytes) {
        state = Base64.encodeURLSafe(randomBytes(32))
        nonce = Base64.encodeURLSafe(randomBytes(32))
        verifier = Base64.encodeURLSafe(randomBytes(32))
    }

    /// By which the store finds the log-in again.
    public var stateHash: [UInt8] { SecretHash.sha256(state) }

    /// `BASE64URL(SHA256(verifier))` (RFC 7636 §4.2).
    public static func challenge(of verifier: String) -> String {
        Base64.encodeURLSafe(SecretHash.sha256(verifier))
    }

    /// Where the browser is sent. `redirectAddress` must be registered with the provider, and no event or visitor has a
    /// say in it.
    public func address(
        at document: ProviderDocument, clientID: String, redirectAddress: String, scopes: [String]
    ) -> String {
        let scopes = ["openid"] + scopes.filter { $0 != "openid" }
        let pairs = [
            ("response_type", "code"), ("client_id", clientID), ("redirect_uri", redirectAddress),
            ("scope", scopes.joined(separator: " ")), ("state", state), ("nonce", nonce),
            ("code_challenge", Self.challenge(of: verifier)), ("code_challenge_method", "S256"),
        ]
        let mark = document.authorizationEndpoint.contains("?") ? "&" : "?"
        return document.authorizationEndpoint + mark + FormText.encode(pairs)
    }

    /// What to remember until the browser is back. `browserHash` is the SHA-256 of its form cookie.
    public func pending(
        at provider: IdentityProviderID, browserHash: [UInt8], next: String, linkingUser: UserID?, at now: Timestamp
    ) -> PendingLogIn {
        PendingLogIn(
            providerID: provider, stateHash: stateHash, nonce: nonce, verifier: verifier, browserHash: browserHash,
            next: next, linkingUser: linkingUser, expiresAt: now.adding(seconds: LinkLifetime.pendingLogIn))
    }
}

/// Pairs as in a form's body.
enum FormText {
    static func encode(_ pairs: [(String, String)]) -> String {
        pairs.map { PercentEncoding.encode($0.0) + "=" + PercentEncoding.encode($0.1) }.joined(separator: "&")
    }
}
