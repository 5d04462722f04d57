/// The forms in which an event can be taken along.
public enum EventFormat: String, Sendable, CaseIterable {
    case json
    case text = "txt"
    case markdown = "md"

    /// What the answer says it is; never anything that a browser would run.
    public var mediaType: String {
        switch self {
        case .json: "application/json"
        case .text: "text/plain; charset=utf-8"
        // Browsers show plain text and would download `text/markdown`.
        case .markdown: "text/plain; charset=utf-8"
        }
    }

    /// Splits `latest.md`; nil when the name ends in no format.
    public static func split(_ name: String) -> (name: String, format: EventFormat)? {
        guard let dot = name.lastIndex(of: "."),
            let format = EventFormat(rawValue: String(name[name.index(after: dot)...]))
        else { return nil }
        return (String(name[..<dot]), format)
    }
}
