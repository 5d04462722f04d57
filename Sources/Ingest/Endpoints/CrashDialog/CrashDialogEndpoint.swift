import SentryProtocol
import Storage

/// `/api/embed/error-page/`: the dialog that asks whoever met an error what happened (protocol.md §1.11). GET answers
/// with the script that shows it, POST takes what was written.
///
/// The script is the same for everybody: it reads its options from its own address, so nothing that a stranger chose is
/// ever printed into it.
struct CrashDialogEndpoint: IngestEndpoint {
    let methods = ["GET", "POST"]
    let bodyBytesMax = 64 * 1024
    let category = DataCategory.feedback
    private let script: [UInt8]

    /// `script` is `Public/crash-dialog.js`.
    init(script: [UInt8]) { self.script = script }

    /// The event must be named, before anybody asks whose it is.
    func answer(_ request: IngestRequest) -> IngestReply? {
        eventID(of: request) == nil ? problem("eventId", status: 400, request) : nil
    }

    func credentials(of request: IngestRequest) throws(AuthError) -> SentryAuth? {
        guard let dsn = dsn(of: request) else { throw .missing }
        return SentryAuth(dsn)
    }

    func read(
        _ body: [UInt8], of request: IngestRequest, from sender: Sender, tools: IngestTools, at receivedAt: Timestamp
    ) throws(IngestFailure) -> EndpointStep {
        guard dsn(of: request)?.project.value == sender.projectID.rawValue else { throw .admission(.rejected) }
        if request.method == "GET" { return .reply(scriptReply) }
        guard let eventID = eventID(of: request) else { return .reply(problem("eventId", status: 400, request)) }
        let fields = QueryString(String(decoding: body, as: UTF8.self), pairsMax: 32)
        let form = UserReportForm(
            name: fields["name"] ?? "", email: fields["email"] ?? "", comments: fields["comments"] ?? "")
        let problems = form.problems(requiring: Set(UserReportForm.Field.allCases))
        guard problems.isEmpty else { return .reply(invalid(problems)) }
        return .store(form.envelope(about: eventID))
    }

    func reply(to answer: IngestAnswer, _ request: IngestRequest) -> IngestReply {
        json(status: 200) { _ in }
    }

    /// Whoever may not send is told that the DSN is wrong; everything else as usual.
    func reply(to failure: IngestFailure, _ request: IngestRequest) -> IngestReply {
        switch failure {
        case .admission(.auth), .admission(.rejected): problem("dsn", status: 404, request)
        case .admission(.originNotAllowed): json(status: 403) { _ in }
        default: adding(failure.reply)
        }
    }

    private func eventID(of request: IngestRequest) -> EventID? {
        request.query["eventId"].flatMap { EventID(hex: $0) }.flatMap { $0.isNil ? nil : $0 }
    }

    private func dsn(of request: IngestRequest) -> DSN? { request.query["dsn"].flatMap(DSN.init) }
}

// MARK: - Answers

extension CrashDialogEndpoint {
    private var scriptReply: IngestReply {
        adding(IngestReply(status: 200, contentType: "text/javascript; charset=utf-8", body: script))
    }

    /// A parameter that is missing or wrong. A script cannot read what its own request is answered with, so that for
    /// scripts the text stands in a header.
    private func problem(_ parameter: StaticString, status: Int, _ request: IngestRequest) -> IngestReply {
        var reply = json(status: status) { $0.member(parameter, "Missing or invalid parameter.") }
        if request.accept?.contains("text/javascript") == true {
            reply.headers.append(.init("X-Sentry-Context", String(decoding: reply.body, as: UTF8.self)))
            reply.contentType = "text/javascript; charset=utf-8"
            reply.body = []
        }
        return reply
    }

    private func invalid(_ problems: [(field: UserReportForm.Field, messages: [String])]) -> IngestReply {
        json(status: 400) { writer in
            writer.object("errors") { writer in
                for problem in problems {
                    writer.key(dynamic: problem.field.rawValue)
                    writer.array(problem.messages) { $0.string($1) }
                }
            }
        }
    }

    private func json(status: Int, _ body: (inout JSONWriter) -> Void) -> IngestReply {
        var writer = JSONWriter()
        writer.object(body)
        return adding(IngestReply(status: status, contentType: "application/json", body: writer.bytes))
    }

    /// The server adds the origin, as on every ingest route.
    private func adding(_ reply: IngestReply) -> IngestReply {
        var reply = reply
        reply.headers += [
            .init("Access-Control-Allow-Methods", "GET, POST, OPTIONS"),
            .init("Access-Control-Allow-Headers", "Content-Type, Authorization, X-Requested-With"),
            .init("Access-Control-Max-Age", "1000"),
            .init("Cache-Control", "no-store"),
            .init("X-Content-Type-Options", "nosniff"),
        ]
        return reply
    }
}
