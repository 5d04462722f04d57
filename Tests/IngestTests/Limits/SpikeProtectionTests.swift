import SentryProtocol
import Storage
import Synchronization
import Testing

@testable import Ingest

@Suite("Spike protection")
struct SpikeProtectionTests {
    private static let week: Int64 = 7 * 86_400

    /// A project that has sent `hourly` errors in each hour of `days` days.
    private func world(hourly: Int, days: Int = 8) -> QuotaWorld {
        var world = QuotaWorld([], spikeProtection: true)
        for _ in 0..<days * 24 {
            #expect(world.charge(.error, hourly) == nil)
            world.wait(3_600)
        }
        return world
    }

    @Test("lets a project without a history send whatever it likes for a week")
    func fresh() {
        var world = QuotaWorld([], spikeProtection: true)
        for _ in 0..<7 * 24 {
            #expect(world.charge(.error, 10_000_000) == nil)
            #expect(world.charge(.error) == nil)
            world.wait(3_600)
        }
        #expect(world.active() == [])
    }

    @Test("lets small projects grow up to the floor", arguments: [0, 1, 100])
    func floor(hourly: Int) {
        let world = world(hourly: hourly)
        #expect(world.charge(.error, SpikeMeter.floor) == nil)
        #expect(world.charge(.error)?.reason == "spike_protection")
    }

    @Test("drops what is over six times the usual, until the hour is over")
    func spike() {
        var world = world(hourly: 5_000)
        world.wait(600)
        for _ in 0..<30 { #expect(world.charge(.error, 1_000) == nil) }
        let limit = world.charge(.error)
        #expect(limit?.seconds == 3_000)
        #expect(world.header == "3000:error;default;security:project:spike_protection")
        world.wait(2_999)
        #expect(world.charge(.default)?.seconds == 1)
        world.wait(1)
        #expect(world.header == nil)
        #expect(world.charge(.error) == nil)
    }

    @Test("leaves everything but errors alone")
    func others() {
        let world = world(hourly: 10)
        _ = world.charge(.error, 100_000)
        #expect(world.charge(.error) != nil)
        for category in [DataCategory.transaction, .session, .monitor, .feedback, .logItem, .attachment, .internal] {
            #expect(world.charge(category, 100_000) == nil)
        }
    }

    @Test("learns a new level within days, also from behind its own bound")
    func learning() {
        var world = world(hourly: 2_000)
        var refusedHours = 0
        for _ in 0..<5 * 24 {
            var isRefused = false
            for _ in 0..<100 where world.charge(.error, 600) != nil { isRefused = true }
            if isRefused { refusedHours += 1 }
            world.wait(3_600)
        }
        #expect((12..<72).contains(refusedHours))
        #expect(world.active() == [])
    }

    @Test("a project that was silent for months begins anew")
    func silence() {
        var world = world(hourly: 5_000)
        world.wait(90 * 86_400)
        #expect(world.charge(.error, 10_000_000) == nil)
        #expect(world.charge(.error) == nil)
    }

    @Test("a clock that goes back a day limits nobody for it")
    func clock() {
        var world = world(hourly: 5_000)
        #expect(world.charge(.error, 29_000) == nil)
        world.wait(-86_400)
        #expect(world.charge(.error, 29_000) == nil)
        #expect(world.active() == [])
        world.wait(86_400)
        #expect(world.charge(.error, 20_000) == nil)
    }

    @Test("requests that overtake each other at the turn of an hour disturb nothing")
    func overtaking() {
        var world = world(hourly: 5_000)
        for _ in 0..<1_000 {
            _ = world.charge(.error)
            world.wait(-1)
            _ = world.charge(.error)
            world.wait(1)
        }
        let meter = world.quotas.state.withLock { $0.meters.values.first }
        #expect(meter?.count == 2_000)
        #expect(meter.map { (4_900.0...5_100).contains($0.baseline) } == true)
    }

    @Test("can be switched off")
    func off() {
        var world = world(hourly: 10)
        world.limits = QuotaWorld([]).limits
        for _ in 0..<3 { #expect(world.charge(.error, 1_000_000) == nil) }
        #expect(world.active() == [])
    }
}

@Suite("What a restart must not forget")
struct QuotaSnapshotTests {
    @Test("is the use of quotas and what was learnt")
    func roundTrip() {
        var world = QuotaWorld(
            [
                QuotaSetting(categories: [.transaction], limit: 2, window: 600),
                QuotaSetting(categories: [.attachment], limit: 100, window: 600, publicKey: QuotaWorld.key),
            ], spikeProtection: true)
        for _ in 0..<8 * 24 {
            _ = world.charge(.error, 5_000)
            world.wait(3_600)
        }
        _ = world.charge(.error, 30_000)
        _ = world.charge(.transaction, 2)
        _ = world.charge(.attachment, bytes: 500)
        let before = world.active()
        #expect(before.count == 3)
        let restarted = Quotas()
        restarted.restore(world.quotas.snapshot(at: world.now), at: world.now)
        #expect(restarted.active(under: world.limits, for: QuotaWorld.key, at: world.now) == before)
        #expect(restarted.snapshot(at: world.now) == world.quotas.snapshot(at: world.now))
    }

    @Test("does not bring back windows that are over, or hours that have not come")
    func outdated() {
        let world = QuotaWorld(
            [QuotaSetting(categories: [.error], limit: 1, window: 60)], spikeProtection: true)
        _ = world.charge(.error)
        let text = world.quotas.snapshot(at: world.now)
        for shift in [60, -86_400] as [Int64] {
            let restarted = Quotas()
            restarted.restore(text, at: world.now.adding(seconds: shift))
            #expect(restarted.state.withLock { $0.windows.isEmpty && $0.meters.isEmpty == (shift < 0) })
        }
    }

    @Test(
        "is left alone when it cannot be read",
        arguments: [
            "", "{", "[]", "{\"version\":2,\"meters\":[[1,1,1,1,1]]}", "{\"version\":1}",
            "{\"version\":1,\"windows\":7,\"meters\":{}}",
            "{\"version\":1,\"windows\":[[],[1],null,[1,null,[],true,0,0,0],[1,null,[],true,60,1e300,1]]}",
            "{\"version\":1,\"meters\":[[],[1,5,4,1,1],[1,1,1,-1,1],[1,1,1,1,-1],[1,1,9223372036854775807,1,1]]}",
        ])
    func damaged(text: String) {
        let quotas = Quotas()
        quotas.restore(text, at: QuotaWorld.start)
        #expect(quotas.state.withLock { $0.windows.isEmpty && $0.meters.isEmpty })
    }
}
