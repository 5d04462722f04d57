import SentryProtocol
import Storage
import Synchronization
import Testing

@testable import Ingest

/// A project with quotas, and a clock that stands until it is moved.
struct QuotaWorld {
    static let key = String(repeating: "a", count: 32)
    static let otherKey = String(repeating: "b", count: 32)
    /// 2026-10-01T10:00:00Z, the first second of an hour.
    static let start = Timestamp(seconds: 1_790_848_800)

    let quotas = Quotas()
    var limits: ProjectLimits
    var now = Self.start

    init(_ settings: [QuotaSetting], spikeProtection: Bool = false, project: Int64 = 1) {
        var limits = LimitSettings()
        (limits.quotas, limits.spikeProtection) = (settings, spikeProtection)
        self.limits = ProjectLimits(projectID: ProjectID(rawValue: project), settings: limits)
    }

    func charge(
        _ category: DataCategory, _ quantity: Int = 1, bytes: Int = 0, from key: String = Self.key
    ) -> RateLimit? {
        quotas.charge(category, quantity: quantity, bytes: bytes, from: key, under: limits, at: now)
    }

    func active(for key: String = Self.key) -> [RateLimit] { quotas.active(under: limits, for: key, at: now) }
    var header: String? { RateLimitHeader.text(of: active()) }
    mutating func wait(_ seconds: Int64) { now = now.adding(seconds: seconds) }
}

@Suite("Quotas")
struct QuotasTests {
    @Test("let in as many as they say, then say until when they do not")
    func window() {
        var world = QuotaWorld([QuotaSetting(categories: [.error], limit: 3, window: 60)])
        for _ in 0..<3 {
            #expect(world.charge(.error) == nil)
            world.wait(10)
        }
        #expect(world.header == "30:error;default;security:project:quota_exceeded")
        #expect(world.charge(.error)?.seconds == 30)
        world.wait(29)
        #expect(world.charge(.error)?.seconds == 1)
        world.wait(1)
        #expect(world.charge(.error) == nil)
        #expect(world.header == nil)
    }

    @Test("a window begins with the first use after the last one ended")
    func alignment() {
        var world = QuotaWorld([QuotaSetting(categories: [.error], limit: 1, window: 60)])
        #expect(world.charge(.error) == nil)
        world.wait(3_605)
        #expect(world.charge(.error) == nil)
        world.wait(59)
        #expect(world.charge(.error)?.seconds == 1)
    }

    @Test("less than a second left is told as one second")
    func fractions() {
        var world = QuotaWorld([QuotaSetting(categories: [.error], limit: 1, window: 2)])
        _ = world.charge(.error)
        world.now = Timestamp(microseconds: world.now.microseconds + 1_999_999)
        #expect(world.charge(.error)?.seconds == 1)
    }

    @Test(
        "count and limit together what SDKs file together",
        arguments: [
            (DataCategory.error, "error;default;security"), (.security, "error;default;security"),
            (.transaction, "transaction;span"), (.span, "transaction;span"),
            (.attachmentItem, "attachment;attachment_item"), (.logItem, "log_item;log_byte"), (.feedback, "feedback"),
            (.replay, "replay;replay_video"),
            (.profileChunk, "profile;profile_chunk;profile_chunk_ui;profile_backend;profile_ui"),
            (.traceMetric, "trace_metric;trace_metric_byte;metric"), (.session, "session"), (.monitor, "monitor"),
        ])
    func families(category: DataCategory, told: String) {
        let world = QuotaWorld([QuotaSetting(categories: [category], limit: 1, window: 60)])
        #expect(world.charge(category) == nil)
        #expect(world.charge(category) != nil)
        #expect(world.header == "60:\(told):project:quota_exceeded")
        for sibling in told.split(separator: ";").compactMap({ DataCategory(rawValue: String($0)) }) {
            #expect(world.charge(sibling) != nil)
        }
    }

    @Test("for everything leave sessions, check-ins and client reports alone")
    func exempt() throws {
        let world = QuotaWorld([QuotaSetting(categories: [], limit: 0, window: 60)])
        let exempt: Set<DataCategory> = [.session, .monitor, .internal, .unknown]
        for category in DataCategory.allCases { #expect((world.charge(category) == nil) == exempt.contains(category)) }
        let told = try #require(world.active().first?.categories)
        #expect(Set(told) == Set(DataCategory.allCases).subtracting(exempt))
    }

    @Test("never limit client reports, even when a quota names them")
    func clientReports() {
        let world = QuotaWorld([
            QuotaSetting(categories: [.internal], limit: 0, window: 60),
            QuotaSetting(categories: [.feedback], limit: 0, window: 60),
        ])
        #expect(world.charge(.internal) == nil)
        #expect(world.header == "60:feedback:project:quota_exceeded")
    }

    @Test("of bytes count bytes, others items")
    func units() {
        let bytes = QuotaWorld([QuotaSetting(categories: [.attachment], limit: 1_000, window: 60)])
        #expect(bytes.charge(.attachment, bytes: 999) == nil)
        #expect(bytes.charge(.attachment, bytes: 1) == nil)
        #expect(bytes.charge(.attachment, bytes: 1) != nil)
        let items = QuotaWorld([QuotaSetting(categories: [.logItem], limit: 100, window: 60)])
        #expect(items.charge(.logItem, 99, bytes: 1_000_000) == nil)
        #expect(items.charge(.logItem) == nil)
        #expect(items.charge(.logItem) != nil)
    }

    @Test("let the last container overshoot, as one larger than the limit would never come through")
    func overshoot() {
        let world = QuotaWorld([QuotaSetting(categories: [.logItem], limit: 10, window: 60)])
        #expect(world.charge(.logItem, 500) == nil)
        #expect(world.charge(.logItem) != nil)
    }

    @Test("of a key hold for that key only")
    func keys() {
        let world = QuotaWorld([
            QuotaSetting(categories: [.error], limit: 1, window: 60, publicKey: QuotaWorld.key)
        ])
        #expect(world.charge(.error) == nil)
        #expect(world.charge(.error)?.scope == .key)
        #expect(world.header == "60:error;default;security:key:key_quota")
        for _ in 0..<5 { #expect(world.charge(.error, from: QuotaWorld.otherKey) == nil) }
        #expect(world.active(for: QuotaWorld.otherKey) == [])
    }

    @Test("of several the one that lasts longest is the answer, and what one refuses no other counts")
    func several() {
        var world = QuotaWorld([
            QuotaSetting(categories: [.error], limit: 1, window: 10),
            QuotaSetting(categories: [.error, .transaction], limit: 2, window: 600),
        ])
        #expect(world.charge(.error) == nil)
        for _ in 0..<5 { #expect(world.charge(.error)?.seconds == 10) }
        #expect(world.charge(.transaction) == nil)
        #expect(world.charge(.error)?.seconds == 600)
        #expect(world.active().count == 2)
        world.wait(10)
        #expect(world.active().map(\.seconds) == [590])
    }

    @Test("a limit that is raised keeps what has been used")
    func raised() {
        var world = QuotaWorld([QuotaSetting(categories: [.error], limit: 2, window: 60)])
        for _ in 0..<2 { _ = world.charge(.error) }
        #expect(world.charge(.error) != nil)
        world.limits = QuotaWorld([QuotaSetting(categories: [.default], limit: 3, window: 60)]).limits
        #expect(world.charge(.error) == nil)
        #expect(world.charge(.error) != nil)
    }

    @Test("what was not kept after all is given back")
    func refund() {
        let world = QuotaWorld([QuotaSetting(categories: [.error], limit: 1, window: 60)])
        _ = world.charge(.error)
        world.quotas.refund(.error, to: QuotaWorld.key, under: world.limits, at: world.now)
        #expect(world.charge(.error) == nil)
        #expect(world.charge(.error) != nil)
    }

    @Test("a clock that goes back a day forgets the window, one that stumbles does not")
    func clock() {
        var world = QuotaWorld([QuotaSetting(categories: [.error], limit: 1, window: 60)])
        _ = world.charge(.error)
        world.wait(-5)
        #expect(world.charge(.error)?.seconds == 60)
        world.wait(-86_400)
        #expect(world.charge(.error) == nil)
    }

    @Test("routes are refused before their body is read only when nothing of it could be kept")
    func beforeTheBody() {
        let world = QuotaWorld([
            QuotaSetting(categories: [.error], limit: 0, window: 60),
            QuotaSetting(categories: [.logItem], limit: 9, window: 60),
        ])
        func refusal(_ categories: [DataCategory]) -> [RateLimit] {
            world.quotas.refusal(ofAll: categories, under: world.limits, for: QuotaWorld.key, at: world.now)
        }
        #expect(refusal([.security]).map(\.seconds) == [60])
        #expect(refusal([.error, .logItem]) == [])
        #expect(refusal([.error, .session]) == [])
        #expect(refusal([]) == [])
    }

    @Test(
        "numbers beyond all reason do no harm", arguments: [Int.min, -1, 0, 1, Int.max], [Int.min, -1, 0, 1, Int.max])
    func extremes(limit: Int, quantity: Int) {
        var world = QuotaWorld([
            QuotaSetting(categories: [], limit: limit, window: quantity),
            QuotaSetting(categories: [.attachment], limit: limit, window: limit),
        ])
        for moment in [Timestamp(microseconds: .min), QuotaWorld.start, Timestamp(microseconds: .max)] {
            world.now = moment
            for category in DataCategory.allCases {
                for _ in 0..<2 { _ = world.charge(category, quantity, bytes: quantity) }
            }
            #expect(world.active().allSatisfy { $0.seconds >= 1 })
        }
    }

    @Test("ten thousand projects are told apart, and a hundred thousand windows are the most")
    func bounds() {
        let quotas = Quotas()
        var settings = LimitSettings()
        settings.quotas = [QuotaSetting(categories: [.error], limit: 1, window: 86_400)]
        for number in 0..<10_000 {
            let limits = ProjectLimits(projectID: ProjectID(rawValue: Int64(number)), settings: settings)
            for isLimited in [false, true] {
                let limit = quotas.charge(.error, from: QuotaWorld.key, under: limits, at: QuotaWorld.start)
                #expect((limit != nil) == isLimited)
            }
        }
        #expect(quotas.state.withLock { [$0.windows.count, $0.meters.count] } == [10_000, 10_000])
        for number in 10_000..<Quotas.entriesMax + 10 {
            let limits = ProjectLimits(projectID: ProjectID(rawValue: Int64(number)), settings: settings)
            _ = quotas.charge(.error, from: QuotaWorld.key, under: limits, at: QuotaWorld.start)
        }
        let counts = quotas.state.withLock { [$0.windows.count, $0.meters.count] }
        #expect(counts.allSatisfy { $0 <= Quotas.entriesMax })
        // A day later nothing of it is left but what was learnt of the projects.
        _ = quotas.snapshot(at: QuotaWorld.start.adding(seconds: 86_400))
        #expect(quotas.state.withLock { $0.windows.isEmpty })
    }

    @Test("numbers of categories are below 64 and never shared")
    func categoryNumbers() {
        #expect(Set(DataCategory.allCases.map(\.number)).count == DataCategory.allCases.count)
        #expect(DataCategory.allCases.allSatisfy { $0.number < 64 })
    }
}
