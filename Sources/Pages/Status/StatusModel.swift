import Markup
import SentryProtocol
import Storage

/// `/settings/status/`: the page to open when something feels wrong.
public struct StatusModel: Sendable {
    /// Where the page is.
    public static var path: String { SitePath.mounted("/settings/status/") }

    public var frame: FrameModel
    /// What is wrong, in the server's words; nil when everything is stored.
    var obstacle: String?
    var startedAt: TimeLabel
    /// Groups of facts, side by side.
    var facts: [[Fact]]
    var outcomes: [OutcomeRow]
    var reasons: [ReasonRow]
    var problems: [Problem]
    var retention: [RetentionRow]
    var refusals: [RefusalRow]

    /// A number with its name, and perhaps a remark.
    struct Fact: Sendable {
        var name: String
        var value: String
        var note: String?
    }

    /// What became of one category: a number for each of `OutcomeColumn`.
    struct OutcomeRow: Sendable {
        var category: String
        var numbers: [Int]
    }

    /// Why items were not kept.
    struct ReasonRow: Sendable {
        var text: String
        /// As it is stored and in `/metrics`.
        var code: String
        var outcome: String
        var category: String
        var quantity: Int
    }

    struct Problem: Sendable {
        var at: TimeLabel
        var text: String
    }

    struct RetentionRow: Sendable {
        var kind: String
        var kept: String
        var oldest: String?
        var size: String?
    }

    struct RefusalRow: Sendable {
        var at: TimeLabel
        var count: Int
        /// Project, key, address and client, as far as they are known; `isCode` for what is no name.
        var sender: [(text: String, isCode: Bool)]
        var reason: String
        /// Status and the answer's own words.
        var detail: String
    }

    /// Rows of the table of reasons, and of refused requests.
    private static let reasonsMax = 100
    private static let refusalsMax = 100

    public init(frame: FrameModel, data: StatusData, now: Timestamp) {
        let clock = Clock(now: now, frame: frame)
        let say = frame.language
        self.frame = frame
        obstacle = data.obstacle
        startedAt = clock.label(data.startedAt)
        facts = [
            Self.serverFacts(frame, data, clock), Self.ingestFacts(data.ingest, say), Self.diskFacts(data.disk, say),
        ].filter { !$0.isEmpty }
        outcomes = Self.outcomeRows(data.outcomes, say)
        reasons = Self.reasonRows(data.outcomes, say)
        problems = data.problems.sorted { $0.at > $1.at }.prefix(Self.reasonsMax).map {
            Problem(at: clock.label($0.at), text: say(.serverStatus($0.kind.phrase(say))))
        }
        retention = data.retention.map { Self.retentionRow($0, say) }
        let names = Dictionary(
            data.projects.map { (String($0.id.rawValue), $0.slug) }, uniquingKeysWith: { first, _ in first })
        refusals = data.refusals.sorted { $0.at > $1.at }.prefix(Self.refusalsMax).map {
            Self.refusalRow($0, names, clock)
        }
    }
}

extension StatusModel {
    private static func serverFacts(_ frame: FrameModel, _ data: StatusData, _ clock: Clock) -> [Fact] {
        let say = frame.language
        return [
            Fact(name: say(.serverStatus(.serverVersion)), value: frame.version),
            Fact(
                name: say(.serverStatus(.runningFor)), value: clock.label(data.startedAt, .age).text,
                note: clock.label(data.startedAt, .full).text),
        ]
    }

    private static func ingestFacts(_ figures: IngestFigures, _ say: Language) -> [Fact] {
        func room(_ bytes: Int?) -> String? { bytes.map { say(.serverStatus(.ofAtMost($0.bytesText))) } }
        var facts = [
            Fact(
                name: say(.serverStatus(.eventsStored)), value: figures.eventsStored.short(in: say),
                note: figures.eventsDuplicate == 0
                    ? nil : say(.serverStatus(.andDuplicates(figures.eventsDuplicate)))),
            Fact(
                name: say(.serverStatus(.waitingForWriter)), value: figures.queuedBytes.bytesText,
                note: room(figures.queuedBytesMax)),
            Fact(
                name: say(.serverStatus(.requestsInMemory)), value: figures.requestBytes.bytesText,
                note: room(figures.requestBytesMax)),
        ]
        if let median = figures.commitMedian {
            facts.append(
                Fact(
                    name: say(.serverStatus(.commitTime)), value: milliseconds(median),
                    note: say(.serverStatus(.commits(figures.commits)))))
        }
        return facts
    }

    private static func diskFacts(_ disk: DiskFigures?, _ say: Language) -> [Fact] {
        guard let disk else { return [] }
        return [
            Fact(
                name: say(.serverStatus(.diskUsed)), value: disk.used.bytesText,
                note: disk.dailyGrowth.map { say(.serverStatus(.growth(max($0, 0).bytesText))) }),
            Fact(
                name: say(.serverStatus(.diskFree)), value: disk.free.bytesText,
                note: disk.daysLeft.map { say(.serverStatus(.daysLeft($0))) }
                    ?? say(.serverStatus(.diskFloor(disk.floor.bytesText)))),
        ]
    }

    private static func outcomeRows(_ figures: [OutcomeFigure], _ say: Language) -> [OutcomeRow] {
        let columns = OutcomeColumn.allCases
        return Dictionary(grouping: figures, by: \.category).sorted { $0.key.number < $1.key.number }.map { entry in
            var numbers = [Int](repeating: 0, count: columns.count)
            for figure in entry.value {
                guard let column = columns.firstIndex(where: { $0.rawValue == figure.outcome }) else { continue }
                numbers[column] = numbers[column].addingClamped(figure.quantity)
            }
            return OutcomeRow(category: say(.serverStatus(.category(entry.key))), numbers: numbers)
        }
    }

    /// Largest first.
    private static func reasonRows(_ figures: [OutcomeFigure], _ say: Language) -> [ReasonRow] {
        var sums: [OutcomeFigure: Int] = [:]
        for figure in figures where !figure.reason.isEmpty {
            var key = figure
            key.quantity = 0
            sums[key, default: 0] = sums[key, default: 0].addingClamped(figure.quantity)
        }
        let rows = sums.sorted {
            ($1.value, $0.key.reason, $0.key.category.number) < ($0.value, $1.key.reason, $1.key.category.number)
        }
        return rows.prefix(reasonsMax).map { figure, quantity in
            let column = OutcomeColumn(rawValue: figure.outcome)
            return ReasonRow(
                text: StatusReason(rawValue: figure.reason).map { say(.serverStatus(.reason($0))) } ?? figure.reason,
                code: figure.reason, outcome: column.map { say(.serverStatus(.outcome($0))) } ?? figure.outcome,
                category: say(.serverStatus(.category(figure.category))), quantity: quantity)
        }
    }

    private static func retentionRow(_ figure: RetentionFigure, _ say: Language) -> RetentionRow {
        RetentionRow(
            kind: say(.serverStatus(.kind(figure.kind))),
            kept: figure.days.map { say(.serverStatus(.keptDays($0))) } ?? say(.serverStatus(.keptForEver)),
            oldest: figure.oldest?.text, size: figure.bytes?.bytesText)
    }

    private static func refusalRow(_ refusal: Refusal, _ names: [String: String], _ clock: Clock) -> RefusalRow {
        let say = clock.language
        var sender: [(String, Bool)] = []
        if let project = refusal.project { sender.append((names[project] ?? project, names[project] == nil)) }
        for code in [refusal.publicKey, refusal.address].compactMap(\.self) { sender.append((code, true)) }
        if !refusal.client.isEmpty { sender.append((refusal.client, false)) }
        let until = refusal.until.map { clock.label($0, .full).text }
        return RefusalRow(
            at: clock.label(refusal.at), count: refusal.count, sender: sender,
            reason: say(.serverStatus(.refusal(refusal.reason, until: until))),
            detail: "\(refusal.status) · \(refusal.detail)")
    }

    private static func milliseconds(_ microseconds: Int) -> String {
        let tenths = max(0, microseconds) / 100
        return "\((tenths / 10).grouped).\(tenths % 10) ms"
    }
}

/// The columns of the table of outcomes: `Outcome.name`.
enum OutcomeColumn: String, Sendable, CaseIterable {
    case accepted, filtered
    case rateLimited = "rate_limited"
    case invalid, unsupported
    case clientDiscard = "client_discard"
}

extension Int {
    /// `812 B`, `4.2 MB`, `1,024 TB`: three digits at least matter.
    var bytesText: String {
        guard self >= 1_000 else { return "\(self) B" }
        var size = self
        var unit = 0
        let units = ["kB", "MB", "GB", "TB"]
        while size >= 1_000_000, unit < units.count - 1 {
            size /= 1_000
            unit += 1
        }
        let (whole, rest) = size.quotientAndRemainder(dividingBy: 1_000)
        return whole.grouped + (whole < 100 ? ".\(rest / 100)" : "") + " " + units[unit]
    }

    fileprivate func addingClamped(_ other: Int) -> Int {
        let (sum, overflows) = addingReportingOverflow(other)
        return overflows ? .max : sum
    }
}
