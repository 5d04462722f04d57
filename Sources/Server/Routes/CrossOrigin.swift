import HTTPTypes
import Hummingbird
import SentryProtocol

/// CORS headers of the ingest routes: on every answer, errors included, never with credentials (protocol.md §1.3).
enum CrossOrigin {
    private static let vary = "origin, access-control-request-method, access-control-request-headers"

    /// The answer to OPTIONS, with or without the preflight's own headers.
    static var preflight: Response {
        Response(
            status: .ok,
            headers: [
                .accessControlAllowOrigin: "*",
                .accessControlAllowMethods: "POST",
                .accessControlAllowHeaders: "x-sentry-auth,x-requested-with,x-forwarded-for,origin,referer,accept,"
                    + "content-type,authentication,authorization,content-encoding,transfer-encoding,"
                    + "sentry-trace,baggage",
                .accessControlMaxAge: "3600",
                .vary: vary,
                .crossOriginResourcePolicy: "cross-origin",
            ])
    }

    /// The dialog's script asks from the page's own origin, and posts a form.
    static func preflight(for route: IngestRoute) -> Response {
        var response = preflight
        if route == .errorPage { response.headers[.accessControlAllowMethods] = "GET, POST, OPTIONS" }
        return response
    }

    /// What every other answer gets, unless it says something else itself.
    static let fields: [HTTPField] = [
        HTTPField(name: .accessControlAllowOrigin, value: "*"),
        HTTPField(name: .accessControlExposeHeaders, value: "x-sentry-error,x-sentry-rate-limits,retry-after"),
        HTTPField(name: .vary, value: vary),
        HTTPField(name: .crossOriginResourcePolicy, value: "cross-origin"),
    ]

    static func open(_ response: Response) -> Response {
        var response = response
        for field in fields where response.headers[field.name] == nil { response.headers[field.name] = field.value }
        return response
    }
}
