import SentryProtocol
import Storage

/// Files beside events (web-api.md §2.6.5, §2.7). They go with the day on which they came; none is deleted by itself.
enum AttachmentResource {
    private static let ofEvent = "projects/{organization}/{project}/events/{event}/attachments"

    static let endpoints: [Endpoint] =
        Endpoint.ofIssue("attachments", .get(do: listOfIssue))
        + [
            Endpoint(ofEvent, .get(do: listOfEvent)),
            Endpoint(ofEvent + "/{attachment}", .get(do: show)),
        ]

    /// So many events are looked at for one answer, with so many questions.
    private static let eventsMax = 500
    private static let pagesMax = 50

    private static func listOfEvent(_ call: Call) async throws -> APIResponse {
        try call.list(try await attachments(call)) { $1.encode(into: &$0) }
    }

    /// One file: what is known about it, or with `download` the file itself.
    private static func show(_ call: Call) async throws -> APIResponse {
        let id = call.parameter("attachment")
        guard let found = try await attachments(call).first(where: { $0.id == id }) else { throw APIFailure.notFound }
        guard call.request.value(of: "download") != nil else { return .json { found.encode(into: &$0) } }
        return .download(try await call.records.content(of: found.attachment), name: found.attachment.name)
    }

    private static func attachments(_ call: Call) async throws -> [AttachmentJSON] {
        let stored = try await call.storedEvent().stored
        return AttachmentJSON.list(try await call.records.companions(of: stored.id, in: stored.projectID).attachments)
    }

    /// Files of the issue's events, those of the newest event first. At most 500 events are looked at for one answer,
    /// which may then come out shorter; its `Link` leads on. An event's files are in one answer, which may therefore
    /// come out longer, too.
    private static func listOfIssue(_ call: Call) async throws -> APIResponse {
        let place = try await call.issue()
        let filter = AttachmentFilter(call.request)
        let first = try call.pageRequest()
        var request = first
        var answer = Page<AttachmentJSON>(rows: [])
        var (events, pages) = (0, 0)
        while true {
            // Never more events than files still fit, so that a page's end is where the next one begins.
            request.limit = first.limit - answer.rows.count
            let found = try await call.storage.events(
                of: place.issue.id, environments: call.environments, cursor: request.cursor, limit: request.limit)
            if pages == 0 { answer.previous = found.previous }
            for row in found.rows {
                let companions = try await call.records.companions(of: row.facts.id, in: row.projectID)
                answer.rows += AttachmentJSON.list(companions.attachments.filter(filter.admits))
            }
            (events, pages) = (events + found.rows.count, pages + 1)
            answer.next = found.next
            guard let next = found.next, !next.isPrevious, !first.cursor.isPrevious,
                answer.rows.count < first.limit, events < eventsMax, pages < pagesMax
            else { break }
            request.cursor = next
        }
        return call.list(answer, first) { $1.encode(into: &$0) }
    }
}

/// Which files a list is to hold: of some `types`, or only pictures of the screen as SDKs call them.
private struct AttachmentFilter {
    private let types: Set<String>
    private let isOfScreenshots: Bool

    init(_ request: APIRequest) {
        types = Set(request.values(of: "types").filter { !$0.isEmpty })
        isOfScreenshots = request.value(of: "screenshot") != nil
    }

    func admits(_ attachment: StoredAttachment) -> Bool {
        (types.isEmpty || types.contains(attachment.type))
            && (!isOfScreenshots || Self.screenshots.contains(attachment.name))
    }

    /// The names that Sentry looks for, too.
    private static let screenshots: Set<String> = [
        "screenshot.png", "screenshot-1.png", "screenshot-2.png", "screenshot-3.png",
        "screenshot.jpg", "screenshot-1.jpg", "screenshot-2.jpg", "screenshot-3.jpg",
    ]
}
