import SentryProtocol

/// What became of items over time, for one category, outcome and reason.
public struct OutcomeSeries: Sendable, Equatable {
    public var category: DataCategory
    /// `accepted`, `rate_limited`, …
    public var outcome: String
    /// Empty for what was accepted.
    public var reason: String
    /// Oldest first.
    public var quantities: [Int]
    public init(category: DataCategory, outcome: String, reason: String, quantities: [Int]) {
        (self.category, self.outcome, self.reason) = (category, outcome, reason)
        self.quantities = quantities
    }
    public var total: Int { quantities.reduce(0) { Int(clamping: Int64($0) &+ Int64($1)) } }
}

/// Answers what became of items and of requests.
public protocol OutcomeReader: Sendable {
    /// Items of a project in `bars` equal bars over the period, those with the most first. Nil asks for items whose
    /// project nobody knows. Older than two days, the finest bar is an hour.
    func outcomes(of project: ProjectID?, over period: Period, bars: Int) async throws -> [OutcomeSeries]
    /// Sums over the period for each key and SDK; `minute` is the period's first.
    func outcomeTotals(of project: ProjectID?, over period: Period) async throws -> [OutcomeSample]
    /// The last refused requests, newest first; at most 500 are kept.
    func refusals(limit: Int) async throws -> [Refusal]
}
