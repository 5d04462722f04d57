/// The entries of a container: many logs, metrics or spans behind one item header (protocol.md §5.10).
public struct ItemContainer: Sendable {
    public let entries: JSONElements
    public let count: Int

    /// Nil when the payload is no container: an object with `items`, or leniently the bare list.
    public init?(reading root: JSONNode) {
        let list = root.kind == .array ? root : root["items"]
        guard let list, list.kind == .array else { return nil }
        (entries, count) = (list.elements, list.count)
    }
}

/// Bounds of one entry of a container.
public enum EntryLimits {
    /// Logs or metrics of one container; SDKs send a hundred at a time, drains thousands.
    public static let entriesMax = 100_000
    /// Spans of one container: each becomes a row.
    public static let spansMax = 20_000
    public static let logBytesMax = WireLimits.logBytesMax
    public static let metricBytesMax = WireLimits.traceMetricBytesMax
    public static let spanBytesMax = WireLimits.spanBytesMax
    /// Characters of a log's text.
    public static let logBodyMax = 262_144
    /// Attributes that are kept of one entry.
    public static let attributesMax = 1_000
    public static let attributeKeyBytesMax = 200
    /// Characters of one attribute's text.
    public static let attributeTextMax = 32_768
    public static let metricNameMax = 200
    public static let spanNameMax = 8_192
    public static let spanOpMax = 128
    public static let spanLinksMax = 200
}
