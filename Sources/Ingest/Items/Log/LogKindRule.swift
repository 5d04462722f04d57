import SentryProtocol
import Storage

/// Whether a log entry is kept as the application's own words or as the record of one HTTP request, which is kept for a
/// shorter time (`DataKind`).
///
/// It is the record of a request when
/// - a platform or a browser wrote it for each request: the drain of Vercel (`vercel.proxy.…`), network error reports
///   (`sentry.origin` begins with `auto.http.`);
/// - it tells how a request was answered, as lines of access logs do: it has the status code of the response together
///   with the request's method, its route or its address.
///
/// An entry that merely was written during a request (a method or an address without a status) is the application's, and
/// so is what a program printed while Vercel's drain listened (`vercel.type` is `stdout`, `stderr` or `fatal`): the drain
/// repeats the request beside every line.
enum LogKindRule {
    static func kind(_ facts: RequestFacts) -> DataKind {
        if facts.isProgramOutput { return .logs }
        if facts.hasProxyRecord || facts.origin?.hasPrefix("auto.http.") == true { return .requestLogs }
        return facts.hasStatus && (facts.hasMethod || facts.hasPlace) ? .requestLogs : .logs
    }
}
