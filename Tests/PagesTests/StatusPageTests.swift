import Markup
import SentryProtocol
import Storage
import Testing

@testable import Pages

@Suite("The status page")
struct StatusPageTests {
    private func figure(
        _ category: DataCategory, _ outcome: Outcome, _ quantity: Int
    ) -> OutcomeFigure {
        OutcomeFigure(category: category, outcome: outcome.name, reason: outcome.reason, quantity: quantity)
    }

    private func refusal(
        _ reason: RefusalReason, minutes: Int64 = 2, project: String? = "1", detail: String = "d",
        until: Timestamp? = nil, count: Int = 1
    ) -> Refusal {
        Refusal(
            at: Samples.ago(minutes: minutes), project: project, publicKey: "0123456789abcdef0123456789abcdef",
            address: "203.0.113.9", client: "sentry.python/2.30.0", status: 403, reason: reason, detail: detail,
            until: until, count: count)
    }

    /// A server on which a lot has happened.
    private func busy() -> StatusData {
        var data = StatusData(startedAt: Samples.ago(minutes: 3_000))
        data.ingest.eventsStored = 1_234_567
        data.ingest.eventsDuplicate = 12
        data.ingest.queuedBytes = 1_500_000
        data.ingest.queuedBytesMax = 64_000_000
        data.ingest.commits = 4_001
        data.ingest.commitMedian = 3_450
        data.disk = DiskFigures(
            used: 40_200_000_000, free: 61_000_000_000, floor: 1_000_000_000, dailyGrowth: 2_000_000_000)
        data.outcomes = [
            figure(.error, .accepted, 12_000), figure(.error, .accepted, 408),
            figure(.error, .rateLimited(reason: .quotaExceeded), 70), figure(.transaction, .accepted, 9),
            figure(.transaction, .clientDiscard(reason: "sample_rate"), 881),
            figure(.span, .clientDiscard(reason: "homemade"), 3),
            figure(.unknown, .unsupported(reason: .unknownItemType), 1),
        ]
        data.problems = [
            StatusProblem(at: Samples.ago(minutes: 500), .fileSetAside(name: "2026-07-30.db.damaged")),
            StatusProblem(at: Samples.ago(minutes: 30), .dayDropped(.replays, Day(number: 20_600))),
        ]
        data.retention = DataKind.allCases.map { RetentionFigure(kind: $0, days: 90) }
        data.retention[0] = RetentionFigure(kind: .errors, days: nil, oldest: Day(number: 20_500), bytes: 812)
        data.refusals = [
            refusal(.projectMismatch, minutes: 9), refusal(.unknownKey, minutes: 1, project: "77", count: 1_204),
            refusal(.quotaUsedUp, minutes: 5, until: Samples.now.adding(seconds: 600)),
        ]
        data.projects = Samples.projects
        return data
    }

    private func page(_ data: StatusData, _ language: Language = .english) -> HTML {
        statusPage(StatusModel(frame: Samples.frame(language), data: data, now: Samples.now))
    }

    /// What is read: without tags, one line.
    private func text(_ html: HTML) -> String {
        var text = ""
        var isInside = false
        for character in html.description {
            switch character {
            case "<": isInside = true
            case ">": (isInside, text) = (false, text + " ")
            default: if !isInside { text.append(character) }
            }
        }
        return text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }

    private var every: [StatusData] {
        var broken = busy()
        broken.obstacle = "disk full: <2 GB"
        var worded = StatusData(startedAt: Samples.now)
        worded.refusals = RefusalReason.allCases.map { refusal($0, until: Samples.now) }
        worded.problems = [.diskBelowFloor, .outcomesWaiting, .other("x")].map { StatusProblem(at: Samples.now, $0) }
        worded.outcomes = DataCategory.allCases.map { figure($0, .clientDiscard(reason: "before_send"), 1) }
        worded.outcomes += StatusReason.allCases.map { figure(.error, .clientDiscard(reason: $0.rawValue), 2) }
        return [StatusData(startedAt: Samples.now), busy(), broken, worded]
    }

    @Test("is well-formed and accessible, whatever has happened", arguments: Language.allCases)
    func wellFormed(language: Language) {
        for data in every {
            let tags = Tags(page(data, language))
            #expect(tags.complaints == [])
            #expect(tags.named("h1").count == 1 && tags.named("main").count == 1)
            #expect(tags.named("table").count == tags.named("caption").count)
            #expect(tags.named("th").allSatisfy { $0.attributes["scope"] != nil })
            #expect(tags.strangeScripts.isEmpty && tags.named("style").isEmpty)
        }
    }

    @Test("says in Korean what it says in English")
    func languages() {
        for data in every {
            let (english, korean) = (page(data, .english), page(data, .korean))
            #expect(Tags(english).elements.map(\.name) == Tags(korean).elements.map(\.name))
        }
        for phrase in [StatusPhrase.title, .everythingIsStored, .outcomes, .refusals, .retention] {
            #expect(phrase.english != phrase.korean)
        }
        for reason in StatusReason.allCases {
            #expect(StatusPhrase.reason(reason).english != StatusPhrase.reason(reason).korean)
        }
    }

    @Test("answers first whether everything is stored")
    func summary() {
        #expect(text(page(every[1])).contains("Everything that is accepted is being stored. Check now"))
        #expect(text(page(every[2])).contains("Nothing can be stored now: disk full: &lt;2 GB Check now"))
    }

    @Test("says since when, how much waits, and how long the disk will do")
    func facts() {
        let text = text(page(busy()))
        #expect(text.contains("Version 0.1.0 Running for 2 d Jul 30, 2026 13:00:00 UTC"))
        #expect(text.contains("Events stored since then 1.2m and 12 sent twice"))
        #expect(text.contains("Waiting to be written 1.5 MB of at most 64.0 MB"))
        #expect(text.contains("Writing takes 3.4 ms 4,001 commits"))
        #expect(text.contains("Used on disk 40.2 GB 2.0 GB more a day Free 61.0 GB for 30 days at this rate"))
    }

    @Test("sums outcomes by category, with the exact number on hover")
    func outcomes() {
        let html = page(busy())
        #expect(text(html).contains("Errors 12.4k 0 70 0 0 0 Transactions 9 0 0 0 0 881"))
        #expect(html.description.contains("title=\"Accepted 12,408\""))
    }

    @Test("says why items were not kept, most first, also in words nobody knows")
    func reasons() {
        #expect(
            text(page(busy())).contains(
                "Left out by the sample rate sample_rate Lost in the SDK Transactions 881 "
                    + "The project&#39;s quota was used up quota_exceeded Rate limited Errors 70 "
                    + "homemade Lost in the SDK Spans 3"))
    }

    @Test("lists refused requests, newest first, in words for somebody with a wrong DSN")
    func refusals() {
        let text = text(page(busy()))
        let lines = [
            "1 min ago 1,204 times 77 · 0123456789abcdef0123456789abcdef · 203.0.113.9 · sentry.python/2.30.0 "
                + "Wrong key: nobody issued it, or it was deleted. 403 · d",
            "5 min ago shop-web · 0123456789abcdef0123456789abcdef · 203.0.113.9 · sentry.python/2.30.0 "
                + "Quota used up until Aug 1, 2026 15:10:00 UTC. 403 · d",
            "9 min ago shop-web · 0123456789abcdef0123456789abcdef · 203.0.113.9 · sentry.python/2.30.0 "
                + "The project number does not match the key. 403 · d",
        ]
        #expect(text.contains(lines.joined(separator: " ")))
    }

    @Test("lists problems and how long data is kept")
    func rest() {
        let text = text(page(busy()))
        #expect(text.contains("Dropped before its time: Replays, 2026-05-27"))
        #expect(text.contains("A damaged file was set aside: 2026-07-30.db.damaged"))
        #expect(text.contains("Errors ever 2026-02-16 812 B Logs 90 days – –"))
    }

    @Test("prints what strangers sent as text, and no more of it than fits")
    func hostile() {
        var data = StatusData(startedAt: Samples.now)
        let hostile = "<script>alert(1)</script>\"'\u{202e}\u{0}"
        data.outcomes = [
            OutcomeFigure(category: .error, outcome: hostile, reason: hostile, quantity: .max),
            OutcomeFigure(category: .error, outcome: "accepted", reason: "", quantity: .max),
            OutcomeFigure(category: .error, outcome: "accepted", reason: "", quantity: .max),
            OutcomeFigure(category: .error, outcome: "accepted", reason: "", quantity: .min),
        ]
        data.refusals = (0..<1_000).map { number in
            Refusal(
                at: Timestamp(microseconds: number % 2 == 0 ? .max : .min), project: hostile, publicKey: hostile,
                address: hostile, client: String(repeating: hostile, count: 100), status: .min, reason: .badKey,
                detail: hostile, until: Timestamp(microseconds: .max), count: .max)
        }
        data.disk = DiskFigures(used: .max, free: .min, floor: .max, dailyGrowth: 1)
        data.ingest.commitMedian = .min
        let html = page(data)
        #expect(Tags(html).complaints == [])
        #expect(Tags(html).strangeScripts.isEmpty)
        #expect(html.bytes.count < 200_000)
    }

    @Test(
        "sizes are said in three digits or so",
        arguments: [
            (0, "0 B"), (999, "999 B"), (1_000, "1.0 kB"), (99_949, "99.9 kB"), (123_456, "123 kB"),
            (4_200_000, "4.2 MB"), (1_000_000_000, "1.0 GB"), (2_500_000_000_000, "2.5 TB"), (-5, "-5 B"),
            (Int.max, "9,223,372 TB"),
        ])
    func sizes(bytes: Int, text: String) {
        #expect(bytes.bytesText == text)
    }

    @Test("days left are known only when the disk fills up")
    func daysLeft() {
        #expect(DiskFigures(used: 0, free: 10, floor: 1, dailyGrowth: 2).daysLeft == 4)
        #expect(DiskFigures(used: 0, free: 1, floor: 10, dailyGrowth: 2).daysLeft == 0)
        for growth in [nil, 0, -4] {
            #expect(DiskFigures(used: 0, free: 9, floor: 1, dailyGrowth: growth).daysLeft == nil)
        }
    }
}
