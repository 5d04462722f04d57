/// Every bound on what comes over the wire (protocol.md §8). Bytes are counted after decompression.
public enum WireLimits {
    private static let kibibyte = 1024
    private static let mebibyte = 1024 * 1024

    // Request bodies.

    public static let envelopeBytesMax = 200 * mebibyte
    public static let storeBytesMax = 1 * mebibyte
    /// An envelope whose own `dsn` has to say who sends it, where that is packed and cannot be read ahead of the rest;
    /// packed it may be a quarter of that.
    public static let tunnelBytesMax = 4 * mebibyte
    public static let securityReportBytesMax = 1 * mebibyte
    public static let cronBytesMax = 1 * mebibyte
    /// OTLP, NEL and Vercel bodies.
    public static let integrationBytesMax = 12 * mebibyte
    /// One resumable upload.
    public static let uploadBytesMax = 1024 * mebibyte

    // Envelopes.

    public static let itemsPerEnvelopeMax = 500
    /// One header, of the envelope or of an item.
    public static let headerBytesMax = 64 * kibibyte

    // Items; those of one line share a budget (`ItemBudget`).

    public static let eventItemsMax = 1
    public static let eventBytesMax = 1 * mebibyte
    public static let attachmentItemsMax = 30
    public static let attachmentBytesMax = 200 * mebibyte
    public static let attachmentsBytesMax = 200 * mebibyte
    public static let sessionItemsMax = 100
    public static let sessionBytesMax = 10 * mebibyte
    public static let clientReportItemsMax = 100
    public static let clientReportBytesMax = 100 * kibibyte
    public static let checkInItemsMax = 1
    public static let checkInBytesMax = 100 * kibibyte
    public static let logContainersMax = 1
    public static let logContainerBytesMax = 12 * mebibyte
    /// Average over a container.
    public static let logBytesMax = 2 * mebibyte
    public static let traceMetricContainersMax = 1
    public static let traceMetricContainerBytesMax = 12 * mebibyte
    /// Average over a container.
    public static let traceMetricBytesMax = 1 * mebibyte
    public static let spanContainersMax = 1
    public static let spanContainerBytesMax = 12 * mebibyte
    /// Average over a container.
    public static let spanBytesMax = 10 * mebibyte
    public static let legacySpanItemsMax = 25
    public static let legacySpanBytesMax = 10 * mebibyte
    public static let profileItemsMax = 1
    public static let profileBytesMax = 50 * mebibyte
    public static let profileSecondsMax = 30
    public static let profileChunkSecondsMax = 66
    public static let replayItemsMax = 1
    public static let replayBytesMax = 10 * mebibyte
    public static let replayUncompressedBytesMax = 100 * mebibyte
    public static let replayMessageBytesMax = 15 * mebibyte
    public static let metricBucketItemsMax = 1
    public static let metricBucketBytesMax = 1 * mebibyte

    // Forms.

    /// Brackets in the name of a form field: `sentry[tags][key]`.
    public static let formFieldDepthMax = 15

    // Credentials.

    /// Pairs of one query string or `X-Sentry-Auth` header; the rest is ignored.
    public static let credentialPairsMax = 256
}
