import HTTPTypes
import Hummingbird
import Ingest
import SentryProtocol
import Storage

/// The web API's old way of sending what a user wrote, by whoever has only a DSN (protocol.md §1.12).
struct UserFeedbackRoute: Sendable {
    let ingest: IngestRoutes
    let directory: any Directory & EventReader & RecordReader

    /// Nil when the request is the JSON API's business.
    func respond(to request: Request, context: CulpritContext) async -> Response? {
        let path = request.uri.path
        guard let place = UserFeedback.Path(path: path) else { return nil }
        // Browsers ask without credentials whether they may send them.
        if request.method == .options { return CrossOrigin.preflight }
        guard let authorization = request.headers[.authorization],
            let dsn = UserFeedback.credentials(authorization: authorization)
        else { return nil }
        do {
            return CrossOrigin.open(Response(try await reply(to: request, place, dsn, context)))
        } catch {
            ingest.note(
                error, project: place.project, publicKey: dsn.publicKey.text, client: nil,
                userAgent: request.headers[.userAgent], address: context.peerAddress)
            return CrossOrigin.open(Response(error.reply))
        }
    }

    private func reply(
        to request: Request, _ place: UserFeedback.Path, _ dsn: DSN, _ context: CulpritContext
    ) async throws(IngestFailure) -> IngestReply {
        guard request.method == .post, await isProject(place, of: dsn) else {
            await ingest.bodies.drain(request)
            throw .refused(status: 401, detail: "Invalid DSN")
        }
        let sender = try await ingest.admit(
            SentryAuth(dsn), request, project: String(dsn.project.value), context)
        let received = ingest.now()
        return try await ingest.bodies.withBody(of: request, limit: UserFeedback.bodyBytesMax) {
            body throws(IngestFailure) in
            let report: UserFeedback.Report
            do throws(UserFeedback.Refusal) {
                report = try UserFeedback.read(
                    body: body, mediaType: request.headers[.contentType].map { IngestRequest.mediaType(of: $0) })
                try await checkTime(of: report.eventID, in: sender.projectID, at: received)
            } catch {
                return error.reply
            }
            let intake = ingest.intake
            _ = try await intake.commit(intake.prepare(report.envelope, from: sender, at: received))
            return UserFeedback.accepted
        }
    }

    /// What cannot be looked up does not keep anybody from writing.
    private func checkTime(
        of id: EventID, in project: ProjectID, at now: Timestamp
    ) async throws(UserFeedback.Refusal) {
        let stored = try? await directory.event(id, in: project)
        let event = (stored?.body).flatMap { try? JSONDocument(parsing: $0) }.map { Event(stored: $0.root) }
        let report = try? await directory.userReport(of: id, in: project)
        try UserFeedback.checkTime(
            of: now, eventReceivedAt: event?.receivedAt, reportedAt: report?.receivedAt)
    }

    /// Whether the path names the DSN's own project.
    private func isProject(_ place: UserFeedback.Path, of dsn: DSN) async -> Bool {
        guard let projects = try? await directory.projects(), let organizations = try? await directory.organizations(),
            let project = projects.first(where: { $0.id.rawValue == dsn.project.value }),
            let home = organizations.first(where: { $0.id == project.organizationID })
        else { return false }
        return (place.project == project.slug || place.project == String(project.id.rawValue))
            && (place.organization == home.slug || place.organization == String(home.id.rawValue))
    }
}
