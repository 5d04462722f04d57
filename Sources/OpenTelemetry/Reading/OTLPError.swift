/// Why a body is not taken.
public enum OTLPError: Error, Sendable, Equatable {
    /// Not what its media type says; the reader's own words.
    case malformed(String)
    /// Values inside values, deeper than `OTLPLimits.depthMax`.
    case tooDeep
    /// More values than `OTLPLimits.valuesMax`.
    case tooManyValues
    /// What it stands for is larger than `OTLPLimits.payloadBytesMax`.
    case tooLarge

    public var isTooLarge: Bool { self == .tooManyValues || self == .tooLarge }

    public var detail: String {
        switch self {
        case .malformed(let reason): "invalid OTLP data: \(reason)"
        case .tooDeep: "invalid OTLP data: values are nested too deeply"
        case .tooManyValues: "request content exceeded size limits: too many values in one request"
        case .tooLarge: "request content exceeded size limits: attributes of the resource repeat too often"
        }
    }
}

/// Bounds of one request, besides its bytes. A few bytes can stand for a message that takes a hundred in memory, and a
/// resource's attributes are repeated in every record.
public enum OTLPLimits {
    /// Messages inside messages, from the request on; an attribute's value is the sixth.
    public static let depthMax = 64
    /// Weight of all messages of a request: a record weighs 8, everything else 1. A collector's full batch of 8,192
    /// spans with 20 attributes each weighs 400,000.
    public static let valuesMax = 1_000_000
    static let recordWeight = 8
    /// The container that is made of a request.
    public static let payloadBytesMax = 32 * 1024 * 1024
}
