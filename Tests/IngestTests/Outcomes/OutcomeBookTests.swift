import SentryProtocol
import Storage
import Testing

@testable import Ingest

@Suite("The accounts of a request")
struct OutcomeBookTests {
    private static let names = [
        "event", "transaction", "security", "raw_security", "feedback", "user_report_v2", "user_report", "form_data",
        "attachment", "minidump", "unreal_report", "session", "sessions", "client_report", "check_in", "log*3",
        "trace_metric*3", "span", "span*3", "profile", "profile_chunk", "replay_event", "replay_recording",
        "replay_video", "metric_buckets", "statsd", "metric_meta", "otel_span", "otel_log", "nel", "made_up",
    ]
    private static let quotas: [[DataCategory]] = [[], [.error], [.attachmentItem], [.logItem], [.session, .monitor]]

    @Test("balance for every type of item under every kind of limit", arguments: quotas)
    func everyType(limited: [DataCategory]) {
        let world = QuotaWorld([QuotaSetting(categories: limited, limit: 0, window: 60)])
        let envelopes = Self.names + ["event attachment session log*3", Self.names.joined(separator: " ")]
        for names in envelopes {
            let items = itemsNamed(names)
            let admission = EnvelopeLimits(quotas: world.quotas).admit(
                items, from: QuotaWorld.key, under: world.limits, at: world.now)
            var book = OutcomeBook(itemCount: items.count, limited: admission.outcomes)
            #expect(book.open == admission.kept.count)
            for item in admission.kept { book.close(item, with: .one(.accepted)) }
            #expect(book.isBalanced, "\(names)")
            let outcomes = book.finish()
            #expect(outcomes.count == items.count)
            #expect(outcomes.allSatisfy { $0.quantity >= 1 })
        }
    }

    @Test("the entries of a container are told apart, and one without entries counts as an item")
    func containers() {
        let log = itemsNamed("log*3")[0]
        var book = OutcomeBook(itemCount: 2)
        let entries = [
            OutcomeCount(outcome: .accepted, category: .logItem, quantity: 2),
            OutcomeCount(outcome: .invalid(reason: .invalidJSON), category: .logItem, quantity: 1),
        ]
        book.close(log, with: .many(entries))
        book.close(log, with: .many([]))
        #expect(book.isBalanced)
        #expect(
            book.finish() == entries + [
                OutcomeCount(outcome: .invalid(reason: .empty), category: .logItem, quantity: 1)
            ]
        )
    }

    @Test("what was forgotten counts as a fault of ours")
    func forgotten() {
        var book = OutcomeBook(itemCount: 3)
        book.close(itemsNamed("event")[0], with: .one(.accepted))
        #expect(!book.isBalanced)
        #expect(
            book.finish().last
                == OutcomeCount(outcome: .invalid(reason: .internalError), category: .unknown, quantity: 2))
    }

    @Test("what was counted twice does not balance")
    func twice() {
        var book = OutcomeBook(itemCount: 1)
        for _ in 0..<2 { book.close(itemsNamed("event")[0], with: .one(.accepted)) }
        #expect(!book.isBalanced)
    }
}
