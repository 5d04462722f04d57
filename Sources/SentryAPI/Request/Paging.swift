import SentryProtocol
import Storage

/// Which page of a list is asked for.
struct PageRequest: Sendable {
    var cursor: Cursor
    var limit: Int
}

extension Call {
    /// `cursor` and `per_page` or `limit`; sizes outside 1 to 100 are clamped, as data sources ask for thousands.
    func pageRequest() throws -> PageRequest {
        try PageRequest(
            cursor: cursor(),
            limit: Self.pageLimit(request.value(of: "per_page") ?? request.value(of: "limit"), .badLimit))
    }

    /// The same for lists of issues, which go by `limit` and have other words for a bad one.
    func issuePageRequest() throws -> PageRequest {
        try PageRequest(
            cursor: cursor(),
            limit: Self.pageLimit(request.value(of: "limit") ?? request.value(of: "per_page"), .badIssueLimit))
    }

    static let pageLimitMax = 100

    private static func pageLimit(_ text: String?, _ failure: APIFailure) throws -> Int {
        guard let text, !text.isEmpty else { return pageLimitMax }
        guard let limit = Int(text) else { throw failure }
        return min(max(limit, 1), pageLimitMax)
    }

    private func cursor() throws -> Cursor {
        guard let cursor = Cursor(parsing: request.value(of: "cursor") ?? "") else { throw APIFailure.badCursor }
        // What the first page names as its predecessor.
        return cursor == .beforeStart ? .start : cursor
    }

    /// One page of a list that is in memory, paged by offset.
    func page<Row: Sendable>(of rows: [Row], _ request: PageRequest) -> Page<Row> {
        let start = Int(min(request.cursor.offset, Int64(rows.count)))
        let end = min(start + request.limit, rows.count)
        return Page(
            rows: Array(rows[start..<end]),
            previous: start > 0
                ? Cursor(value: 0, offset: Int64(max(start - request.limit, 0)), isPrevious: true) : nil,
            next: end < rows.count ? Cursor(value: 0, offset: Int64(end), isPrevious: false) : nil)
    }

    /// A page as a JSON array with its `Link` header; the header is there even when nothing follows.
    func list<Row: Sendable>(
        _ page: Page<Row>, _ request: PageRequest, _ encode: (inout JSONWriter, Row) -> Void
    ) -> APIResponse {
        APIResponse.json { $0.array(page.rows, encode) }.adding("Link", link(page, request))
    }

    /// A whole list that is in memory.
    func list<Row: Sendable>(_ rows: [Row], _ encode: (inout JSONWriter, Row) -> Void) throws -> APIResponse {
        let request = try pageRequest()
        return list(page(of: rows, request), request, encode)
    }

    /// Both relations, the previous one first (web-api.md §1.5).
    func link<Row: Sendable>(_ page: Page<Row>, _ pageRequest: PageRequest) -> String {
        let past = Cursor(
            value: 0, offset: min(pageRequest.cursor.offset, 1 << 40) + Int64(pageRequest.limit), isPrevious: false)
        return linkEntry("previous", to: page.previous ?? .beforeStart, hasRows: page.previous != nil) + ", "
            + linkEntry("next", to: page.next ?? past, hasRows: page.next != nil)
    }

    private func linkEntry(_ relation: String, to cursor: Cursor, hasRows: Bool) -> String {
        let target = publicURL + request.path + "?" + request.queryTextWithoutCursor + "&cursor=\(cursor)"
        return "<\(target)>; rel=\"\(relation)\"; results=\"\(hasRows)\"; cursor=\"\(cursor)\""
    }
}

extension Cursor {
    /// What the first page calls its predecessor.
    static let beforeStart = Cursor(value: 0, offset: 0, isPrevious: true)
}
