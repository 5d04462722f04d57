import Storage

/// What people did to issues, said once on top of the next page.
public struct WorkflowNotice: Sendable, Equatable {
    public enum Deed: String, Sendable, CaseIterable {
        case resolved, archived, reopened, assigned, bookmarked, unbookmarked, subscribed, unsubscribed, undone
        case deleted
        case commented, commentChanged = "comment-changed", commentDeleted = "comment-deleted"
        case searchSaved = "search-saved", searchDeleted = "search-deleted"
        /// Something was missing in the form; nothing was changed.
        case incomplete
        case commentRepeated = "comment-repeated"
        case tooManySearches = "too-many-searches"
        case badQuery = "bad-query"
    }

    public var deed: Deed
    /// How many issues.
    public var count: Int
    /// What can be taken back.
    public var change: Int64?
    public init(_ deed: Deed, count: Int = 1, change: Int64? = nil) {
        (self.deed, self.count, self.change) = (deed, count, change)
    }

    /// What stands in the address: `resolved.1284.7`.
    var parameter: String {
        deed.rawValue + "." + String(count) + (change.map { "." + String($0) } ?? "")
    }

    init?(parameter: String) {
        let parts = parameter.split(separator: ".")
        guard (2...3).contains(parts.count), let deed = Deed(rawValue: String(parts[0])), let count = Int(parts[1]),
            (0...WorkflowLimits.issuesMax).contains(count)
        else { return nil }
        self.init(deed, count: count, change: parts.count == 3 ? Int64(parts[2]) : nil)
    }

    var isWarning: Bool {
        switch deed {
        case .incomplete, .commentRepeated, .tooManySearches, .badQuery: true
        case .undone: count == 0
        default: false
        }
    }
}
