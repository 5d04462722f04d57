/// A search, parsed (web-api.md §3). Terms must all match.
public struct SearchQuery: Sendable, Equatable {
    /// The text as it was written.
    public var source: String
    public var terms: [SearchTerm]
    public init(source: String = "", terms: [SearchTerm] = []) { (self.source, self.terms) = (source, terms) }
}

/// One condition, perhaps turned around.
public struct SearchTerm: Sendable, Equatable {
    public var condition: SearchCondition
    public var isNegated: Bool
    public init(_ condition: SearchCondition, isNegated: Bool = false) {
        (self.condition, self.isNegated) = (condition, isNegated)
    }
}
