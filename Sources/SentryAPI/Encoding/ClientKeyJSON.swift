import SentryProtocol
import Storage

/// A client key with the addresses made of it (web-api.md §2.5).
struct ClientKeyJSON {
    let key: ProjectKey
    let publicURL: String

    func encode(into writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", key.publicKey)
            writer.field("name", key.label)
            writer.field("label", key.label)
            writer.field("public", key.publicKey)
            writer.field("secret", key.secretKey)
            writer.field("projectId", Int(key.projectID.rawValue))
            writer.field("isActive", key.isActive)
            if let limit = key.rateLimit {
                writer.object("rateLimit") {
                    $0.field("window", limit.window)
                    $0.field("count", limit.count)
                }
            } else {
                writer.null("rateLimit")
            }
            writer.object("dsn") { addresses(&$0) }
            writer.field("dateCreated", key.createdAt)
            writer.object("dynamicSdkLoaderOptions") {
                $0.field("hasReplay", false)
                $0.field("hasPerformance", false)
                $0.field("hasDebug", false)
            }
        }
    }

    private func addresses(_ writer: inout JSONWriter) {
        let project = String(key.projectID.rawValue)
        let ingest = publicURL + "/api/" + project
        writer.field("public", dsn(credentials: key.publicKey))
        writer.field("secret", dsn(credentials: key.publicKey + ":" + key.secretKey))
        writer.field("csp", ingest + "/csp-report/?sentry_key=" + key.publicKey)
        writer.field("security", ingest + "/security/?sentry_key=" + key.publicKey)
        writer.field("minidump", ingest + "/minidump/?sentry_key=" + key.publicKey)
        writer.field("unreal", ingest + "/unreal/" + key.publicKey + "/")
        writer.field("nel", ingest + "/nel/?sentry_key=" + key.publicKey)
        writer.field("cdn", publicURL + "/js-sdk-loader/" + key.publicKey + ".min.js")
        writer.field("crons", ingest + "/cron/___MONITOR_SLUG___/" + key.publicKey + "/")
        writer.field("otlp_traces", ingest + "/integration/otlp/v1/traces")
    }

    /// `https://<credentials>@host/2`.
    private func dsn(credentials: String) -> String {
        let project = "/" + String(key.projectID.rawValue)
        guard let separator = publicURL.utf8.firstIndex(of: UInt8(ascii: ":")), publicURL[separator...].hasPrefix("://")
        else { return "https://" + credentials + "@" + publicURL + project }
        let host = publicURL[publicURL.index(separator, offsetBy: 3)...]
        return publicURL[..<separator] + "://" + credentials + "@" + host + project
    }
}
