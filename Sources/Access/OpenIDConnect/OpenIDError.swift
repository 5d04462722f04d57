/// Why a log-in at an identity provider did not work. Facts for the log and the administrator; the page says no more
/// than that it failed.
public enum OpenIDError: Error, Sendable, Equatable {
    /// The answer is no JSON object, or larger than it may be.
    case unreadable
    /// A field that must be there is missing or no text.
    case missing(String)
    /// An address that is not `https`, or no address at all.
    case badAddress(String)
    /// Somebody else's document or token.
    case wrongIssuer(String)
    /// The provider does not offer what is needed: the code flow, PKCE with S256, RS256 or ES256.
    case unsupported(String)
    /// The provider refused: its `error`, cut.
    case refused(String)
    /// The answer belongs to no log-in that was begun here, or in this browser, or it took too long.
    case unknownState

    // The ID token.
    case badToken
    /// `none`, an algorithm with a shared secret, or one that the key is not for.
    case badAlgorithm(String)
    /// No key of the provider fits; fetch the key set again, once, before giving up.
    case noSuchKey
    case badSignature
    case wrongAudience
    case expired
    case fromTheFuture
    case wrongNonce
}

/// Bounds of what providers send.
public enum OpenIDLimits {
    public static let documentBytesMax = 256 * 1024
    public static let tokenBytesMax = 64 * 1024
    static let depthMax = 16
    static let textBytesMax = 2048
    static let keysMax = 100
    static let groupsMax = 1_000
    static let groupBytesMax = 512
    /// How far clocks may differ, in seconds.
    public static let clockSkew: Int64 = 120
    /// An ID token that says it was made longer ago is not for this log-in.
    static let tokenAgeMax: Int64 = 3600
}
