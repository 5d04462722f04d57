import SentryProtocol

/// Bounds of payloads that are larger than events.
enum ItemBounds {
    /// Payloads of JSON, in bytes: as much as the largest containers.
    static let jsonBytesMax = WireLimits.logContainerBytesMax
    /// Containers that endpoints make of bodies of that size, in which things stand once that containers repeat.
    static let containerBytesMax = 32 * 1024 * 1024
    /// A few lines of text.
    static let userReportBytesMax = 262_144
    /// A document with more tokens would take more than a hundred megabytes beside its own bytes.
    static let tokensMax = 8_000_000
    /// What a token takes.
    static let tokenBytes = 16
    /// Events that come as MessagePack, and lists of breadcrumbs, in bytes.
    static let messagePackBytesMax = 1_048_576
}
