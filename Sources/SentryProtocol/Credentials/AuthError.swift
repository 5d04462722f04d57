/// Why a request may not come in. The server answers 401 where `isUnauthorized`, else 400 (protocol.md §2.4).
public enum AuthError: Error, Equatable, Sendable {
    /// No credentials anywhere.
    case missing
    /// A header or a query of ours without `sentry_key`.
    case keyMissing
    /// A `sentry_version` that is no number.
    case malformedVersion(String)
    /// `Authorization: Basic` that is no base 64.
    case malformedBasic
    /// Two sources that disagree.
    case conflicting
    /// No HTTP credentials, and no envelope header to find them in.
    case badEnvelopeHeader(String)
    /// A key that is not 32 ASCII characters.
    case badPublicKey
    /// A version of the protocol that we do not speak.
    case unsupportedVersion(String)
    /// The path does not name a project by its number.
    case badProject

    public var isUnauthorized: Bool {
        switch self {
        case .missing, .keyMissing, .malformedVersion, .malformedBasic, .conflicting, .badEnvelopeHeader: true
        case .badPublicKey, .unsupportedVersion, .badProject: false
        }
    }

    /// The `detail` of the error body.
    public var detail: String {
        switch self {
        case .missing: "missing authorization information"
        case .keyMissing, .malformedVersion, .malformedBasic: "bad x-sentry-auth header"
        case .conflicting: "multiple authorization payloads detected"
        case .badEnvelopeHeader: "bad envelope authentication header"
        case .badPublicKey: "bad sentry DSN public key"
        case .unsupportedVersion(let version): "unsupported protocol version (\(version))"
        case .badProject: "bad project path parameter"
        }
    }

    /// The `causes` of the error body.
    public var causes: [String] {
        switch self {
        case .keyMissing: ["missing public key in auth header"]
        case .malformedVersion: ["bad sentry protocol version"]
        case .malformedBasic: ["bad base64 in auth header"]
        case .badEnvelopeHeader(let cause): [cause]
        case .badPublicKey: ["invalid project key"]
        case .missing, .conflicting, .unsupportedVersion, .badProject: []
        }
    }
}
