/// Why a search cannot be understood.
public struct SearchError: Error, Sendable, Equatable {
    /// Sentry's words for it (web-api.md §3.2).
    public var message: String
    /// Where in the text, in bytes from its start.
    public var offset: Int
    /// The text itself is broken, rather than a value in it.
    public var isSyntax: Bool

    public init(_ message: String, at offset: Int, isSyntax: Bool = false) {
        (self.message, self.offset, self.isSyntax) = (message, offset, isSyntax)
    }

    /// As the API answers it.
    public var detail: String { isSyntax ? "Error parsing search query: " + message : message }
}

/// Bounds of one search.
public enum SearchLimits {
    public static let textBytesMax = 4096
    public static let termsMax = 50
    public static let listMax = 100
}
