import HTTPTypes
import Hummingbird
import Ingest
import NIOCore
import SentryProtocol
import Storage

/// `/health` for probes and `/metrics` for Prometheus.
struct HealthRoutes: Sendable {
    let storage: any StorageEngine
    let ledger: OutcomeLedger
    let refusals: RefusalLog
    let budget: ByteBudget

    func respond(to request: Request) async -> Response? {
        switch request.uri.path {
        case "/health", "/health/": await health()
        case "/metrics", "/metrics/": await metrics()
        default: nil
        }
    }

    /// 200 when events can be taken, else 503 and why not.
    private func health() async -> Response {
        if let reason = await storage.readiness() { return Self.text("\(reason)\n", status: .serviceUnavailable) }
        return Self.text("ok\n")
    }

    /// The gateways' own form of the same (protocol.md §1.2).
    func probe() async -> Response {
        let isHealthy = await storage.readiness() == nil
        return Response(
            status: isHealthy ? .ok : .serviceUnavailable, headers: [.contentType: "application/json"],
            body: .init(byteBuffer: ByteBuffer(string: "{\"is_healthy\":\(isHealthy)}")))
    }

    private func metrics() async -> Response {
        let figures = await storage.statistics()
        var metrics = MetricsText()
        metrics.add(
            "culprit_events_stored_total", .counter,
            "Events, transactions, spans and blocks of logs and metrics made durable since start.",
            figures.eventsStored + figures.telemetryStored)
        metrics.add(
            "culprit_events_duplicate_total", .counter, "Events that were there already.", figures.eventsDuplicate)
        metrics.add(
            "culprit_records_stored_total", .counter, "Rows of other kinds made durable.", figures.recordsStored)
        metrics.add("culprit_commits_total", .counter, "Durable commits.", figures.commits)
        metrics.add("culprit_queue_bytes", .gauge, "Bytes that wait for the writer.", figures.queuedBytes)
        metrics.add("culprit_request_bytes", .gauge, "Bytes of request bodies in memory.", budget.inUse)
        OutcomeMetrics(ledger: ledger, refusals: refusals).write(to: &metrics)
        return Self.text(metrics.text, type: MetricsText.contentType)
    }

    private static func text(
        _ text: String, type: String = "text/plain; charset=utf-8", status: HTTPResponse.Status = .ok
    ) -> Response {
        Response(
            status: status, headers: [.contentType: type, .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
