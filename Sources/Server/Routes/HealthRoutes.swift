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
        var text = ""
        func metric(_ name: String, _ kind: String, _ help: String, _ samples: [(labels: String, value: Int)]) {
            text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
            for sample in samples { text += "\(name)\(sample.labels) \(sample.value)\n" }
        }
        metric(
            "culprit_events_stored_total", "counter", "Events made durable since start.", [("", figures.eventsStored)])
        metric(
            "culprit_events_duplicate_total", "counter", "Events that were there already.",
            [("", figures.eventsDuplicate)])
        metric("culprit_commits_total", "counter", "Durable commits.", [("", figures.commits)])
        metric("culprit_queue_bytes", "gauge", "Bytes that wait for the writer.", [("", figures.queuedBytes)])
        metric("culprit_request_bytes", "gauge", "Bytes of request bodies in memory.", [("", budget.inUse)])
        metric(
            "culprit_items_total", "counter", "Items by what became of them.",
            ledger.totals.map { entry in
                let labels = [
                    ("outcome", entry.outcome.name), ("reason", entry.outcome.reason),
                    ("category", entry.category.rawValue),
                ].map { "\($0.0)=\"\(Self.escaped($0.1))\"" }
                return ("{" + labels.joined(separator: ",") + "}", entry.quantity)
            })
        return Self.text(text, type: "text/plain; version=0.0.4; charset=utf-8")
    }

    private static func escaped(_ label: String) -> String {
        label.unicodeScalars.map { scalar in
            switch scalar {
            case "\\": "\\\\"
            case "\"": "\\\""
            case "\n": "\\n"
            default: String(scalar)
            }
        }.joined()
    }

    private static func text(
        _ text: String, type: String = "text/plain; charset=utf-8", status: HTTPResponse.Status = .ok
    ) -> Response {
        Response(
            status: status, headers: [.contentType: type, .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: text)))
    }
}
