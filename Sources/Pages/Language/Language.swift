/// A language that the pages speak. Each is complete: its phrases are one exhaustive `switch` (ui.md §8).
public enum Language: String, Sendable, CaseIterable {
    case english = "en"
    case korean = "ko"

    /// A phrase in this language: `say(.issues)`.
    func callAsFunction(_ phrase: Phrase) -> String {
        switch self {
        case .english: phrase.english
        case .korean: phrase.korean
        }
    }

    /// The best language for a browser's `Accept-Language`; nil when it asks for none of ours.
    public init?(acceptLanguage header: String) {
        var best: (language: Language, quality: Double)?
        for range in header.split(separator: ",").prefix(32) {
            let parts = range.split(separator: ";")
            guard let tag = parts.first?.filter({ $0 != " " }).lowercased() else { continue }
            guard let language = Language(rawValue: String(tag.prefix { $0 != "-" })) else { continue }
            let weight = parts.dropFirst().compactMap { part -> Double? in
                let pair = part.filter { $0 != " " }
                return pair.hasPrefix("q=") ? Double(pair.dropFirst(2)) : nil
            }
            let quality = weight.first ?? 1
            if quality > 0, quality > best?.quality ?? 0 { best = (language, quality) }
        }
        guard let best else { return nil }
        self = best.language
    }
}
