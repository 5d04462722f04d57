import SentryProtocol
import Storage
import Testing

@testable import Ingest

@Suite("The last refused requests")
struct RefusalLogTests {
    static let now = Timestamp(seconds: 1_790_848_800)

    static func refusal(
        _ project: String = "1", at now: Timestamp = now, reason: RefusalReason = .unknownKey
    ) -> Refusal {
        Refusal(
            at: now, project: project, publicKey: "k", address: "203.0.113.7", client: "curl/8", status: 403,
            reason: reason, detail: "d")
    }

    private func record(_ refusal: Refusal, in log: RefusalLog) {
        log.record(reason: refusal.reason, at: refusal.at) { refusal }
    }

    @Test("come newest first; those like an earlier one count as that")
    func recent() {
        let log = RefusalLog()
        for second in 0..<10 as Range<Int64> {
            record(Self.refusal(second == 4 ? "2" : "1", at: Self.now.adding(seconds: second)), in: log)
        }
        #expect(log.recent.map(\.project) == ["1", "2"])
        #expect(log.recent.map(\.count) == [9, 1])
        #expect(log.recent.first?.at == Self.now.adding(seconds: 9))
    }

    @Test("are five hundred at most, the newest")
    func bounds() {
        let log = RefusalLog()
        for number in 0..<2_000 as Range<Int64> {
            record(Self.refusal("p\(number)", at: Self.now.adding(seconds: number)), in: log)
        }
        #expect(log.recent.count == RefusalLog.entriesMax)
        #expect(log.recent.first?.project == "p1999" && log.recent.last?.project == "p1500")
        #expect(log.drain().count == RefusalLog.entriesMax)
    }

    @Test("of a flood are not even made, but counted")
    func flood() {
        let log = RefusalLog()
        var made = 0
        for number in 0..<10_000 {
            log.record(reason: .unknownKey, at: Self.now) {
                made += 1
                return Self.refusal("p\(number)")
            }
        }
        #expect(made == RefusalLog.perSecondMax)
        #expect(log.totals.map(\.count) == [10_000])
        record(Self.refusal("later", at: Self.now.adding(seconds: 1)), in: log)
        #expect(log.recent.first?.project == "later")
    }

    @Test("go to the store once, with what came since")
    func drain() {
        let log = RefusalLog(recent: [Self.refusal("old")])
        for _ in 0..<3 { record(Self.refusal(), in: log) }
        #expect(log.drain().map(\.count) == [3])
        #expect(log.drain().isEmpty)
        record(Self.refusal(), in: log)
        #expect(log.drain().map(\.count) == [1])
        #expect(log.recent.map(\.count) == [4, 1])
    }

    @Test("keep no more of a stranger's words than a table has room for")
    func cut() {
        let long = String(repeating: "한", count: 10_000)
        let refusal = Refusal(
            at: Self.now, project: long, publicKey: long, address: long, client: long, status: 400, reason: .badKey,
            detail: long)
        #expect([refusal.project, refusal.publicKey, refusal.address].allSatisfy { $0?.count == 40 })
        #expect(refusal.client.count == 160 && refusal.detail.count == 160)
    }

    @Test(
        "say why, in words that the status page has",
        arguments: [
            (IngestFailure.admission(.auth(.missing)), RefusalReason.noCredentials),
            (.admission(.auth(.conflicting)), .badCredentials), (.admission(.auth(.badPublicKey)), .badKey),
            (.admission(.auth(.badProject)), .badProject), (.admission(.originNotAllowed), .originNotAllowed),
            (.admission(.unavailable), .unavailable), (.envelope(.emptyBody), .unreadableBody),
            (.envelope(.projectMismatch), .projectMismatch), (.envelope(.tooLarge(.event)), .tooLarge),
            (.store(.empty), .unreadableBody), (.commit(.overloaded(retryAfter: 1)), .overloaded),
            (.commit(.unavailable(reason: "disk full")), .unavailable), (.bodyIncomplete, .incomplete),
            (.methodNotAllowed(["POST"]), .wrongRequest), (.unsupportedEncoding, .unreadableBody),
            (.limited([RateLimit(seconds: 9, scope: .project, reason: "quota_exceeded")]), .quotaUsedUp),
            (.limited([RateLimit(seconds: 9, scope: .project, reason: "spike_protection")]), .spikeProtection),
            (.refused(status: 413, detail: "x"), .tooLarge), (.refused(status: 415, detail: "x"), .unreadableBody),
        ])
    func reasons(failure: IngestFailure, reason: RefusalReason) {
        let refusal = Refusal(
            failure, project: "1", publicKey: nil, address: nil, client: nil, userAgent: "curl/8", at: Self.now)
        #expect(refusal.reason == reason)
        #expect(refusal.status == failure.status)
        #expect(refusal.client == "curl/8")
        #expect(!refusal.detail.isEmpty)
    }

    @Test("say what is wrong with a key")
    func keys() {
        let project = ProjectProfile(id: ProjectID(rawValue: 1), settings: ProjectSettings())
        func reason(_ entry: KeyCache.Entry?) -> RefusalReason { RefusalReason(rejecting: entry) }
        #expect(reason(nil) == .unknownKey)
        #expect(reason(KeyCache.Entry(project: project, isActive: false)) == .keyDisabled)
        #expect(reason(KeyCache.Entry(project: project, isActive: true)) == .projectMismatch)
        #expect(RefusalReason(.admission(.rejected)) == .notAdmitted)
    }

    @Test("say until when a quota is used up")
    func until() {
        let limits = [5, 700, .max].map { RateLimit(seconds: $0, scope: .project, reason: "quota_exceeded") }
        func until(_ limits: [RateLimit]) -> Timestamp? {
            Refusal(
                .limited(limits), project: "1", publicKey: nil, address: nil, client: nil, userAgent: nil, at: Self.now
            ).until
        }
        #expect(until(Array(limits.prefix(2))) == Self.now.adding(seconds: 700))
        #expect(until(limits) != nil)
        #expect(until([]) == nil)
    }

    @Test("keep of strangers what names of programs are made of, and no secrets")
    func strangers() {
        func refusal(_ client: String, project: String = "1") -> Refusal {
            Refusal(
                .admission(.rejected), project: project, publicKey: "<b>", address: nil, client: client,
                userAgent: nil, at: Self.now)
        }
        let browser = "Mozilla/5.0 (X11; Linux x86_64; rv:130.0) Gecko/20100101 Firefox/130.0"
        #expect(refusal(browser).client == browser)
        #expect(refusal("<script>\u{0}alert(1)</script>").client == "scriptalert(1)/script")
        #expect(!refusal("curl password=hunter2").client.contains("hunter2"))
        #expect(!refusal("x 4111 1111 1111 1111").client.contains("1111"))
        #expect(refusal("x", project: "1'; drop").project == "1; drop")
        #expect(refusal("x").publicKey == "b")
    }

    @Test("keep of a project's own senders what its rules leave")
    func known() {
        let name = "shop (한국) 4111111111111111"
        let profile = ProjectProfile(id: ProjectID(rawValue: 1), settings: ProjectSettings())
        #expect(ForeignText.kept(name, by: profile).hasPrefix("shop (한국) "))
        #expect(!ForeignText.kept(name, by: profile).contains("4111111111111111"))
    }
}
