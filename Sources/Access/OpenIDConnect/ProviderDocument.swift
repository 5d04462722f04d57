import SentryProtocol

/// What a provider says about itself at `/.well-known/openid-configuration` (OpenID Connect Discovery 1.0 §3).
public struct ProviderDocument: Sendable, Equatable {
    public let issuer: String
    public let authorizationEndpoint: String
    public let tokenEndpoint: String
    public let keySetAddress: String
    public let userInfoEndpoint: String?
    /// Where to send somebody who logs out there, too.
    public let endSessionEndpoint: String?
    /// Whether the client's secret goes into the form rather than into a header.
    public let wantsSecretInForm: Bool
    /// Whether answers name their issuer (RFC 9207), so that one without it is refused.
    public let namesIssuer: Bool

    /// Where an issuer's document is.
    public static func address(ofIssuer issuer: String) -> String {
        var base = issuer[...]
        while base.last == "/" { base.removeLast() }
        return base + "/.well-known/openid-configuration"
    }

    /// Reads the document that was fetched for `issuer`, which it must name exactly. `allowsPlainHTTP` is for providers
    /// on the same machine.
    public init(reading bytes: [UInt8], issuer: String, allowsPlainHTTP: Bool = false) throws(OpenIDError) {
        let root = try JSONDocument.object(bytes, bytesMax: OpenIDLimits.documentBytesMax)
        let named = try root.requiredText("issuer")
        guard named == issuer else { throw .wrongIssuer(named) }
        func address(_ name: StaticString) throws(OpenIDError) -> String {
            let text = try root.requiredText(name)
            guard EndpointAddress.isSafe(text, allowsPlainHTTP: allowsPlainHTTP) else { throw .badAddress("\(name)") }
            return text
        }
        func optional(_ name: StaticString) throws(OpenIDError) -> String? {
            root[name].map(\.isNull) ?? true ? nil : try address(name)
        }
        self.issuer = issuer
        authorizationEndpoint = try address("authorization_endpoint")
        tokenEndpoint = try address("token_endpoint")
        keySetAddress = try address("jwks_uri")
        userInfoEndpoint = try optional("userinfo_endpoint")
        endSessionEndpoint = try optional("end_session_endpoint")

        try Self.require(root, "response_types_supported", anyOf: ["code"])
        // Absent means that the provider does not say; PKCE is used all the same, for others ignore it.
        try Self.require(root, "code_challenge_methods_supported", anyOf: ["S256"])
        try Self.require(root, "id_token_signing_alg_values_supported", anyOf: ["RS256", "ES256"])
        let methods = root.texts("token_endpoint_auth_methods_supported", max: 20)
        wantsSecretInForm = methods.contains("client_secret_post") && !methods.contains("client_secret_basic")
        namesIssuer = root["authorization_response_iss_parameter_supported"]?.bool ?? false
    }

    /// Where the document has such a list, it must hold one of these.
    private static func require(_ root: JSONNode, _ name: StaticString, anyOf wanted: [String]) throws(OpenIDError) {
        guard let list = root[name], !list.isNull else { return }
        guard !Set(list.texts(max: 50)).isDisjoint(with: wanted) else { throw .unsupported("\(name)") }
    }
}

/// Addresses that the server, or a browser, is sent to.
public enum EndpointAddress {
    /// `https` with a host, without user, fragment, blanks and control characters. Plain `http` only to this machine,
    /// and only when it is allowed.
    public static func isSafe(_ text: String, allowsPlainHTTP: Bool) -> Bool {
        guard text.utf8.count <= OpenIDLimits.textBytesMax,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "#") && $0 != UInt8(ascii: "\\") })
        else { return false }
        let lower = text.lowercased()
        let isTLS = lower.hasPrefix("https://")
        guard isTLS || lower.hasPrefix("http://") else { return false }
        let authority = lower.dropFirst(isTLS ? 8 : 7).prefix { $0 != "/" && $0 != "?" }
        guard !authority.isEmpty, !authority.contains("@"), authority.first != ":" else { return false }
        if isTLS { return true }
        let host = authority.hasPrefix("[") ? authority.prefix { $0 != "]" } : authority.prefix { $0 != ":" }
        return allowsPlainHTTP && ["localhost", "127.0.0.1", "[::1"].contains(host)
    }
}
