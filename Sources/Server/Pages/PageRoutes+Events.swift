import HTTPTypes
import Hummingbird
import Pages
import SQLiteStorage
import SentryProtocol
import Storage

/// Below `/issues/<id>/events/`: the table, one event as a page or a file, and what was attached to it.
extension PageRoutes {
    /// Rows of a page of the table, and how many events are looked at for them when there is a filter.
    private static let rowsPerPage = 50
    private static let lookedAtMax = 500

    /// `segments` is what follows `events`.
    func events(_ visit: Visit, of issue: IssueSummary, _ segments: [String]) async throws -> Response {
        guard visit.isRead else { throw PageFailure.methodNotAllowed }
        switch segments.count {
        case 0: return try await eventList(visit, issue)
        case 1:
            if let (name, format) = EventFormat.split(segments[0]) {
                return try await eventFile(visit, issue, name, format)
            }
            guard let selector = EventSelector(pathSegment: segments[0]) else { throw PageFailure.notFound }
            return try await issuePage(visit, issue, selector)
        case 3 where segments[1] == "attachments":
            return try await attachment(visit, issue, event: segments[0], sha256: segments[2])
        default: throw PageFailure.notFound
        }
    }

    /// What is kept beside an event.
    func extras(of event: StoredEvent) async throws -> EventExtras {
        let companions = try await installation.storage.companions(of: event.id, in: event.projectID)
        return EventExtras(report: companions.report, attachments: companions.attachments)
    }

    private func eventList(_ visit: Visit, _ issue: IssueSummary) async throws -> Response {
        let state = EventListState(visit.query)
        let projects = try await visibleProjects(visit)
        guard let project = projects.first(where: { $0.id == issue.projectID }) else { throw PageFailure.notFound }
        let (found, lookedAt) = try await events(of: issue, state, at: visit.now)
        let data = EventListData(
            issue: issue, project: project, page: found,
            environments: try await storage.environments(of: [project.id]), lookedAt: lookedAt)
        return page(
            eventListPage(
                EventListModel(frame: frame(visit, projects: projects), state: state, data: data, now: visit.now)),
            visit)
    }

    /// A page of what the filter admits. It may come out short and still have a next one: so much is looked at, no more.
    private func events(
        of issue: IssueSummary, _ state: EventListState, at now: Timestamp
    ) async throws -> (Page<EventSummary>, lookedAt: Int) {
        let terms = try await storage.namingLatest(in: state.terms, of: issue.projectID)
        var lookedAt = 0
        var found = Page<EventSummary>(rows: [])
        var cursor = state.cursor
        repeat {
            let page = try await storage.events(
                of: issue.id, environments: state.environment.map { [$0] } ?? [], cursor: cursor,
                limit: Self.rowsPerPage)
            if lookedAt == 0 { found.previous = page.previous }
            lookedAt += page.rows.count
            for row in page.rows where state.admits(row.facts) {
                if try await isWanted(row, by: terms, at: now) { found.rows.append(row) }
            }
            found.next = page.next
            guard let next = page.next, !next.isPrevious, !state.cursor.isPrevious else { break }
            cursor = next
        } while found.rows.count < Self.rowsPerPage / 2 && lookedAt < Self.lookedAtMax
        return (found, lookedAt)
    }

    /// Whether the whole event meets the filters.
    private func isWanted(_ row: EventSummary, by terms: [SearchTerm], at now: Timestamp) async throws -> Bool {
        guard !terms.isEmpty else { return true }
        guard let event = try await storage.event(row.facts.id, in: row.projectID)?.event else { return false }
        return terms.allSatisfy { $0.holds(for: event, at: now) }
    }

    private func eventFile(
        _ visit: Visit, _ issue: IssueSummary, _ name: String, _ format: EventFormat
    ) async throws -> Response {
        guard let selector = EventSelector(pathSegment: name),
            let stored = try await storage.event(selector, of: issue.id, environments: [])
        else { throw PageFailure.notFound }
        if format == .json { return PageResponse.file(stored.json, type: format.mediaType, to: visit.request) }
        guard let project = try await visibleProjects(visit).first(where: { $0.id == issue.projectID }) else {
            throw PageFailure.notFound
        }
        let extras = try await extras(of: stored)
        guard
            let document = EventDocument(
                stored, issue: issue, project: project, report: extras.report, attachments: extras.attachments,
                site: address.url)
        else { throw PageFailure.broken }
        let text = format == .text ? document.text : document.markdown
        return PageResponse.file(Array(text.utf8), type: format.mediaType, to: visit.request)
    }

    private func attachment(
        _ visit: Visit, _ issue: IssueSummary, event: String, sha256: String
    ) async throws -> Response {
        guard let id = EventID(hex: event),
            let stored = try await storage.event(.id(id), of: issue.id, environments: []),
            let attachment = try await installation.storage.attachments(of: stored.id, in: stored.projectID)
                .first(where: { $0.sha256 == sha256 })
        else { throw PageFailure.notFound }
        let isPreview = visit.query[FieldName.preview] != nil
        if isPreview, attachment.size > AttachmentPreview.sizeMax { throw PageFailure.notFound }
        let content = try await installation.storage.content(of: attachment)
        if isPreview {
            guard let type = AttachmentPreview.mediaType(of: content) else { throw PageFailure.notFound }
            return PageResponse.picture(content, type: type)
        }
        return PageResponse.download(content, name: attachment.name)
    }
}
