/// The patterns of one filter; any of them matching is enough.
struct GlobList: Sendable {
    private let patterns: [GlobPattern]

    init(_ texts: [String]) { patterns = texts.compactMap { GlobPattern($0) } }

    var isEmpty: Bool { patterns.isEmpty }

    func matches(_ text: String?) -> Bool {
        guard !patterns.isEmpty, let text, !text.isEmpty else { return false }
        let prepared = GlobPattern.prepare(text)
        return patterns.contains { $0.matches(prepared) }
    }
}
