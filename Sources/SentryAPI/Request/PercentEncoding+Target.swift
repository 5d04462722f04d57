import SentryProtocol

extension PercentEncoding {
    /// Encodes what may not stand in a URL and leaves the rest alone, so that a request's own target can be quoted in a
    /// header.
    static func sanitized(_ text: some StringProtocol) -> String {
        var output = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "<", ">", "\\", "\u{0}"..."\u{20}", "\u{7f}"...: output += encode(String(scalar))
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output
    }
}
