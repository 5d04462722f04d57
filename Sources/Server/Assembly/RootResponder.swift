import HTTPTypes
import Hummingbird
import Ingest
import Pages
import SentryProtocol
import Storage

/// The first fork of every request: data from SDKs, the JSON API, or people's pages.
struct RootResponder: HTTPResponder {
    typealias Context = CulpritContext

    let ingest: IngestRoutes
    let browserScripts: LoaderRoute
    let userFeedback: UserFeedbackRoute
    let api: APIRoutes
    let health: HealthRoutes
    let pages: PageRoutes
    let address: PublicAddress
    /// Where the server is mounted: empty, or `/errors`.
    let pathPrefix: String

    func respond(to request: Request, context: CulpritContext) async throws -> Response {
        let request = request.below(pathPrefix)
        var response = await SitePath.$prefix.withValue(pathPrefix) { await answer(request, context) }
        if response.headers[.xContentTypeOptions] == nil { response.headers[.xContentTypeOptions] = "nosniff" }
        // Browsers that were here once do not come without TLS again.
        if address.isSecure { response.headers[.strictTransportSecurity] = "max-age=31536000" }
        // The head alone, with the length that the body would have.
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func answer(_ request: Request, _ context: CulpritContext) async -> Response {
        let path = request.uri.path
        if let route = IngestPath(path: path) {
            switch route.route {
            case .live, .ready:
                if let refusal = Self.readOnly(request) { return refusal }
                return CrossOrigin.open(await health.probe())
            default: return await ingest.respond(to: request, path: route, context: context)
            }
        }
        if let loader = LoaderPath(path: path) {
            return Self.readOnly(request) ?? browserScripts.respond(to: loader)
        }
        if let report = await userFeedback.respond(to: request, context: context) { return report }
        if path.hasPrefix("/api/0/") || path == "/api/0" {
            return await counted(request) { await api.respond(to: request, context: context) }
        }
        if let response = await health.respond(to: request) { return Self.readOnly(request) ?? response }
        if path.hasPrefix("/api/") {
            return CrossOrigin.open(Response(IngestFailure.notFound.reply))
        }
        return await counted(request) { await pages.respond(to: request, context: context) }
    }

    /// What is read says how many statements it took: `Server-Timing: sql;desc="6"`. What is refused does not, lest
    /// somebody learns from the number what there is.
    private func counted(_ request: Request, _ answer: () async -> Response) async -> Response {
        guard request.method == .get || request.method == .head else { return await answer() }
        let reading = ReadingRequest()
        var response = await ReadingRequest.$current.withValue(reading) { await answer() }
        if response.status == .ok, let name = HTTPField.Name("Server-Timing") {
            response.headers[name] = "sql;desc=\"\(reading.statementCount)\""
        }
        return response
    }

    /// 405 for requests that want to write where there is nothing to write.
    private static func readOnly(_ request: Request) -> Response? {
        if request.method == .get || request.method == .head { return nil }
        if request.method == .options { return CrossOrigin.preflight }
        return CrossOrigin.open(Response(IngestFailure.methodNotAllowed(["GET", "HEAD"]).reply))
    }
}

extension Request {
    /// The same request without the prefix below which the site is mounted: proxies may or may not take it off.
    func below(_ prefix: String) -> Request {
        guard !prefix.isEmpty, let path = head.path, path.hasPrefix(prefix) else { return self }
        let rest = path.dropFirst(prefix.count)
        guard rest.isEmpty || rest.hasPrefix("/") || rest.hasPrefix("?") else { return self }
        var head = head
        head.path = rest.hasPrefix("/") ? String(rest) : "/" + rest
        return Request(head: head, body: body)
    }
}
