import Markup
import SentryProtocol
import Storage

/// What has come since a list was shown waits behind a button: nothing moves by itself (ui.md §2).
struct NewIssues: Sendable {
    /// Where a script asks how many there are. Without its last parameter and `new-count/` it is the list anew.
    var count: Link

    /// Nil on later pages, whose first row says nothing of what came.
    init?(_ state: IssueListState, shown rows: [IssueSummary], at now: Timestamp) {
        guard state.cursor.isStart else { return nil }
        count = .newIssueCount(state.with { _ in }, since: Self.shownUntil(state.sort, rows, now))
    }

    /// An issue with a later event is new to the list; of an empty list, every issue that matches by then.
    private static func shownUntil(_ sort: IssueSort, _ rows: [IssueSummary], _ now: Timestamp) -> Timestamp {
        guard let first = rows.first else { return Timestamp(microseconds: 0) }
        switch sort {
        case .lastSeen: return first.lastSeen
        case .firstSeen: return first.firstSeen
        case .events, .users, .trends, .recommended, .inbox, .priority:
            // Senders' clocks may be ahead of ours; their events are shown all the same.
            return rows.reduce(now) { max($0, $1.lastSeen) }
        }
    }
}

/// The place of the button. It is empty until a script has found something; what appears in it is read out.
func newIssuesPlace(_ new: NewIssues) -> HTML {
    "<p class=\"news\" role=\"status\" data-news=\"\(new.count.path)\"></p>"
}

/// How many issues have come: what the button says.
public struct NewIssueCount: Sendable {
    /// Counted up to one more than `max`.
    var count: Int
    /// More than this is said as `100+`.
    public static let max = 100

    public init(_ count: Int) { self.count = count }

    /// `{"count":3,"text":"3 new"}`; without text there is nothing to show.
    public func json(in say: Language) -> [UInt8] {
        var writer = JSONWriter()
        writer.object { writer in
            writer.key("count")
            writer.integer(count)
            writer.key("text")
            writer.string(count > 0 ? say(.newIssues(count: min(count, Self.max), isExact: count <= Self.max)) : "")
        }
        return writer.bytes
    }
}

extension IssueListState {
    /// The list's search, narrowed to what has come since.
    public func narrowed(_ search: SearchQuery, since: Timestamp) -> SearchQuery {
        var search = search
        // In front of everything else: of two bounds of a column SQLite walks from the first, and this is the nearer.
        let time: IssueTime = sort == .firstSeen ? .firstSeen : .lastSeen
        search.terms.insert(SearchTerm(.time(time, .compared(.greater, since))), at: 0)
        return search
    }
}
