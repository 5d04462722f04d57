import SentryProtocol
import Storage

/// What the address of an issue's events says: the whole state of the page (ui.md §2).
public struct EventListState: Sendable, Equatable {
    /// Nil means all.
    public var environment: String?
    /// As typed: filters of the search language, and words that must all be found in what a row shows.
    public let filter: String
    public var cursor: Cursor
    /// The filters. What the search language cannot read is words.
    public let terms: [SearchTerm]
    private let words: String

    /// Characters of a filter, and words of it.
    static let filterMax = 200
    static let wordsMax = 8

    public init(environment: String? = nil, filter: String = "", cursor: Cursor = .start) {
        (self.environment, self.filter, self.cursor) = (environment, filter, cursor)
        var (terms, texts): ([SearchTerm], [String]) = ([], [])
        let search = try? SearchQuery(parsing: filter, about: .events)
        for term in search?.terms ?? [] {
            if case .text(let text) = term.condition { texts.append(text) } else { terms.append(term) }
        }
        self.terms = terms
        words = search == nil ? filter : texts.joined(separator: " ")
    }

    /// Reads an address; whatever makes no sense counts as absent.
    public init(_ parameters: QueryString) {
        self.init(
            environment: parameters["environment"].flatMap { $0.isEmpty ? nil : $0.clipped(to: 200) },
            filter: (parameters["query"] ?? "").trimmed.clipped(to: Self.filterMax),
            cursor: parameters["cursor"].flatMap { Cursor(parsing: $0) } ?? .start)
    }

    /// The address's parameters, without those that say what is usual.
    var parameters: LinkParameters {
        var list: LinkParameters = []
        if !filter.isEmpty { list.append(("query", filter)) }
        if let environment { list.append(("environment", environment)) }
        if !cursor.isStart { list.append(("cursor", cursor.description)) }
        return list
    }

    func at(_ cursor: Cursor) -> EventListState {
        EventListState(environment: environment, filter: filter, cursor: cursor)
    }

    /// True when a row shows every word of the filter somewhere, in any case.
    public func admits(_ facts: EventFacts) -> Bool {
        guard !words.isEmpty else { return true }
        let texts = [
            facts.title, facts.release, facts.environment, facts.userIdentity, facts.level.name, facts.id.hex,
        ].compactMap { $0?.clipped(to: 2_000).lowercased() }
        return words.lowercased().split(separator: " ").prefix(Self.wordsMax).allSatisfy { word in
            texts.contains { $0.contains(word) }
        }
    }
}
