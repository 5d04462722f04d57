import SentryProtocol
import Storage

/// What became of items and requests, as figures.
public struct OutcomeMetrics: Sendable {
    private let ledger: OutcomeLedger
    private let refusals: RefusalLog

    public init(ledger: OutcomeLedger, refusals: RefusalLog) { (self.ledger, self.refusals) = (ledger, refusals) }

    public func write(to metrics: inout MetricsText) {
        let sums = ledger.sums
        metrics.add(
            "culprit_items_total", .counter, "Items by what became of them.",
            labels: ["outcome", "reason", "category"],
            sums.byOutcome.map { ([$0.outcome.name, $0.outcome.reason, $0.category.rawValue], $0.quantity) })
        metrics.add(
            "culprit_project_items_total", .counter, "Items of each project by what became of them.",
            labels: ["project", "outcome"],
            sums.byProject.map { ([$0.projectID.map { String($0.rawValue) } ?? "other", $0.outcome], $0.quantity) })
        metrics.add(
            "culprit_requests_refused_total", .counter, "Requests that were refused as a whole.",
            labels: ["reason"], refusals.totals.map { ([$0.reason.rawValue], $0.count) })
    }
}
