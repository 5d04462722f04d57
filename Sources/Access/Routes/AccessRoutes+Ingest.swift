/// Probes, assets, and what SDKs send.
extension AccessRoutes {
    static let probes: [RouteRule] = [
        "health", "metrics", "public/{file}", "api/relay/healthcheck/live", "api/relay/healthcheck/ready",
        "api/0/relays/live", "js-sdk-loader/{file}",
    ].map { line("GET", $0, .public) }

    /// Whoever has the project's key may send; `IngestPath` lists the paths.
    static let ingest: [RouteRule] = posted.map { line("POST", $0, .key) } + asked.map { line("GET", $0, .key) }

    private static let posted = [
        "tunnel", "api/store", "api/embed/error-page", "api/{project}/envelope", "api/{project}/store",
        "api/{project}/security", "api/{project}/csp-report", "api/{project}/nel", "api/{project}/minidump",
        "api/{project}/upload", "api/{project}/upload/{location}", "api/{project}/events/{event}/attachments",
        "api/{project}/unreal/{key}", "api/{project}/cron/{monitor}", "api/{project}/cron/{monitor}/{key}",
        "api/{project}/integration/otlp/v1/traces", "api/{project}/otlp/v1/traces",
        "api/{project}/integration/otlp/v1/logs", "api/{project}/otlp/v1/logs",
        "api/{project}/integration/vercel/logs",
    ]

    /// Old SDKs, the crash dialog and check-ins by curl.
    private static let asked = [
        "api/store", "api/embed/error-page", "api/{project}/store", "api/{project}/cron/{monitor}",
        "api/{project}/cron/{monitor}/{key}",
    ]
}
