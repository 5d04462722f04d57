import SentryProtocol
import Storage
import Testing

@testable import Ingest

/// Items by name: `event`, `attachment`, `log*40` (a container of 40), `minidump`.
func itemsNamed(_ names: String) -> [Item] {
    names.split(separator: " ").enumerated().map { index, name in
        let parts = name.split(separator: "*")
        var item = Item(type: ItemType(name: String(parts[0])), payload: index * 100..<index * 100 + 100)
        if parts[0] == "minidump" { (item.type, item.attachmentType) = (.attachment, "event.minidump") }
        if parts.count == 2 { item.itemCount = Int(parts[1]) }
        return item
    }
}

@Suite("Limits of an envelope")
struct EnvelopeLimitsTests {
    /// Sends `names` when nothing more of `categories` may come.
    private func admit(_ names: String, without categories: [DataCategory]) -> ItemAdmission {
        let world = QuotaWorld([QuotaSetting(categories: categories, limit: 0, window: 60)])
        return EnvelopeLimits(quotas: world.quotas).admit(
            itemsNamed(names), from: QuotaWorld.key, under: world.limits, at: world.now)
    }

    @Test(
        "what falls with what",
        arguments: [
            // An event takes along what belongs to it, and nothing else.
            (
                "event attachment user_report form_data replay_event session client_report check_in log",
                [DataCategory.error], "session client_report check_in log"
            ),
            ("attachment event", [.error], ""),
            ("transaction profile attachment session", [.transaction], "session"),
            ("transaction profile", [.profile], "transaction"),
            ("feedback attachment", [.feedback], ""),
            ("raw_security", [.error], ""),
            // What belongs to an event may be limited alone.
            ("event attachment attachment", [.attachmentItem], "event"),
            ("event user_report", [.feedback], "event"),
            // Crash reports are events.
            ("minidump attachment", [.attachmentItem], "attachment"),
            ("minidump attachment", [.error], ""),
            ("event minidump", [.attachmentItem], "event attachment"),
            ("event minidump", [.error], ""),
            // Without an event everything stands for itself.
            ("attachment user_report", [.error], "attachment user_report"),
            ("attachment", [.attachment], ""),
            ("replay_event replay_recording", [.replay], ""),
            ("replay_recording", [.replay], ""),
            ("replay_recording", [.error], "replay_recording"),
            ("log*3 trace_metric*2 span*2", [.logItem], "trace_metric span"),
            ("statsd made_up nel", [], "made_up"),
            // Never limited.
            ("session sessions client_report check_in", [], "session sessions client_report check_in"),
            ("client_report", [.internal], "client_report"),
        ] as [(String, [DataCategory], String)])
    func fates(names: String, without: [DataCategory], kept: String) {
        let admission = admit(names, without: without)
        #expect(admission.kept.map(\.type.name).joined(separator: " ") == kept)
        #expect(admission.kept.count + admission.outcomes.count == itemsNamed(names).count)
        let all = admission.outcomes.allSatisfy { $0.outcome == .rateLimited(reason: .quotaExceeded) }
        #expect(all)
        #expect((admission.refusal != nil) == kept.isEmpty)
        #expect(admission.limits.isEmpty == (without == [.internal]))
    }

    @Test("nothing limited: 200, and the headers say nothing")
    func nothing() {
        let admission = admit("event attachment", without: [.logItem])
        #expect(admission.kept.count == 2)
        #expect(admission.outcomes == [])
        #expect(admission.refusal == nil)
        let unlimited = QuotaWorld([])
        let free = EnvelopeLimits(quotas: unlimited.quotas).admit(
            itemsNamed("event log"), from: QuotaWorld.key, under: unlimited.limits, at: unlimited.now)
        #expect(free.kept.count == 2 && free.limits == [] && free.refusal == nil)
    }

    @Test("an empty envelope is not refused")
    func empty() { #expect(admit("", without: []).refusal == nil) }

    @Test("the event that uses up a quota is stored, and its answer says so already")
    func usedUp() {
        let world = QuotaWorld([QuotaSetting(categories: [.error], limit: 1, window: 60)])
        let limits = EnvelopeLimits(quotas: world.quotas)
        let first = limits.admit(itemsNamed("event"), from: QuotaWorld.key, under: world.limits, at: world.now)
        #expect(first.refusal == nil)
        #expect(
            RateLimitHeader.text(of: first.limits) == "60:error;default;security:project:quota_exceeded")
        let second = limits.admit(itemsNamed("event session"), from: QuotaWorld.key, under: world.limits, at: world.now)
        #expect(second.kept.map(\.type) == [.session])
        #expect(second.refusal == nil)
        let third = limits.admit(itemsNamed("event"), from: QuotaWorld.key, under: world.limits, at: world.now)
        #expect(third.refusal.map { RateLimitHeader.retryAfter(of: $0) } == 60)
    }

    @Test("an event with its crash report counts once, a replay with its recording, too")
    func once() {
        for (names, category) in [("event minidump", DataCategory.error), ("replay_event replay_recording", .replay)] {
            let world = QuotaWorld([QuotaSetting(categories: [category], limit: 2, window: 60)])
            let limits = EnvelopeLimits(quotas: world.quotas)
            let kept = (0..<3).map { _ in
                limits.admit(itemsNamed(names), from: QuotaWorld.key, under: world.limits, at: world.now).kept.count
            }
            #expect(kept == [2, 2, 0])
        }
    }

    @Test("what depends on a limited event is not charged for")
    func dependents() {
        let world = QuotaWorld([
            QuotaSetting(categories: [.error], limit: 0, window: 60),
            QuotaSetting(categories: [.attachmentItem], limit: 1, window: 60),
        ])
        let limits = EnvelopeLimits(quotas: world.quotas)
        let event = limits.admit(
            itemsNamed("event attachment"), from: QuotaWorld.key, under: world.limits, at: world.now)
        #expect(event.kept.isEmpty)
        let alone = limits.admit(itemsNamed("attachment"), from: QuotaWorld.key, under: world.limits, at: world.now)
        #expect(alone.kept.count == 1)
    }

    @Test(
        "a container counts its entries, but no more than fit its bytes",
        arguments: [("40", 40), ("0", 1), ("9223372036854775807", 50)])
    func containers(claim: String, counted: Int) {
        #expect(admit("log*\(claim)", without: [.logItem]).outcomes.map(\.quantity) == [counted])
    }

    @Test("a flood of errors is told as such")
    func spike() {
        var world = QuotaWorld([], spikeProtection: true)
        for _ in 0..<8 * 24 {
            _ = world.charge(.error, 10)
            world.wait(3_600)
        }
        _ = world.charge(.error, 10_000)
        let admission = EnvelopeLimits(quotas: world.quotas).admit(
            itemsNamed("event attachment session"), from: QuotaWorld.key, under: world.limits, at: world.now)
        #expect(admission.kept.map(\.type) == [.session])
        #expect(admission.outcomes.map(\.outcome.reason) == ["spike_protection", "spike_protection"])
    }
}
