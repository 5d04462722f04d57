import HTTPTypes
import Hummingbird

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

    static func open(_ response: Response) -> Response {
        var response = response
        response.headers[.accessControlAllowOrigin] = "*"
        response.headers[.accessControlExposeHeaders] = "x-sentry-error,x-sentry-rate-limits,retry-after"
        response.headers[.vary] = vary
        response.headers[.crossOriginResourcePolicy] = "cross-origin"
        return response
    }
}
