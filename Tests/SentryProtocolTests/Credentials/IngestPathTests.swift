import SentryProtocol
import Testing

/// The route table of protocol.md §1.2.
@Suite struct IngestPathTests {
    @Test(
        "every route is known by its path",
        arguments: [
            ("/api/1/envelope/", .envelope, "1"), ("/api/1/envelope", .envelope, "1"),
            ("//api//1///envelope//", .envelope, "1"), ("/api/1/envelope/?sentry_key=a/b", .envelope, "1"),
            ("/api/abc/envelope/", .envelope, "abc"), ("/api/0/envelope/", .envelope, "0"),
            ("/api/%31x/store/", .store, "1x"), ("/api/-1/store", .store, "-1"), ("/api/store/", .store, nil),
            ("/api/1/security/", .security, "1"), ("/api/1/csp-report/", .security, "1"), ("/api/1/nel/", .nel, "1"),
            ("/api/1/minidump", .minidump, "1"),
            ("/api/1/events/abc/attachments/", .attachments(eventID: "abc"), "1"),
            ("/api/1/unreal/KEY/", .unreal(key: "KEY"), "1"),
            ("/api/1/cron/nightly", .cron(slug: "nightly", key: nil), "1"),
            ("/api/1/cron/n%20%C3%A4/KEY/", .cron(slug: "n ä", key: "KEY"), "1"),
            ("/api/1/integration/otlp/v1/traces", .otlpTraces, "1"), ("/api/1/otlp/v1/traces/", .otlpTraces, "1"),
            ("/api/1/integration/otlp/v1/logs/", .otlpLogs, "1"),
            ("/api/1/integration/vercel/logs", .vercelLogs, "1"),
            ("/api/1/upload/", .upload(location: nil), "1"), ("/api/1/upload/x", .upload(location: "x"), "1"),
            ("/api/embed/error-page/?dsn=x", .errorPage, nil),
            ("/api/relay/healthcheck/live/", .live, nil), ("/api/relay/healthcheck/ready", .ready, nil),
            ("/api/0/relays/live/", .live, nil),
        ] as [(String, IngestRoute, String?)])
    func routes(path: String, route: IngestRoute, project: String?) throws {
        let found = try #require(IngestPath(path: path))
        #expect(found.route == route)
        #expect(found.project == project)
        let mounted = try #require(IngestPath(path: "/errors" + path, prefix: "/errors"))
        #expect(mounted == found)
    }

    @Test(
        "anything else is not ours",
        arguments: [
            "", "/", "/api", "/api/", "/api/1", "/api/1/", "/api/1/envelopes/", "/envelope/", "/api/0/organizations/a/",
            "/api/0/projects/a/b/issues/", "/api/1/envelope/x", "/api/1/events/x", "/api/1/cron/",
            "/api/1/a/b/c/d/e/f/g",
            "/x/api/1/envelope/", "?/api/1/envelope/", "/API/1/envelope/",
        ])
    func others(path: String) {
        #expect(IngestPath(path: path) == nil)
    }

    @Test("under a prefix, paths without it are not ours")
    func prefix() {
        #expect(IngestPath(path: "/api/1/envelope/", prefix: "/errors") == nil)
        #expect(IngestPath(path: "/errors/deep/api/1/envelope/", prefix: "/errors/deep/")?.route == .envelope)
    }

    @Test("the key of a path is found")
    func keys() {
        #expect(IngestPath(path: "/api/1/cron/a/KEY")?.route.key == "KEY")
        #expect(IngestPath(path: "/api/1/unreal/KEY/")?.route.key == "KEY")
        #expect(IngestPath(path: "/api/1/envelope/")?.route.key == nil)
    }
}
