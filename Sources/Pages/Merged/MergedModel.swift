import SentryProtocol
import Storage

/// The hashes that lead to an issue, as finished text.
public struct MergedModel: Sendable {
    public var frame: FrameModel
    var issue: IssueHeadModel
    var rows: [Row]
    /// Some of them can go without emptying the issue.
    var canTakeOut: Bool
    /// How many are shown, when there are more.
    var shownOfMore: Int?
    /// Among how many events was counted, when there are more.
    var countedOfMore: Int?
    /// Its numbers are about to change.
    var isMoving: Bool

    struct Row: Sendable {
        var hash: String
        var configuration: String
        var source: String
        /// The address that the issue had from which the hash came.
        var origin: Link?
        var example: Link?
        var exampleName: String
        var events: String
        var eventsExact: String
        var firstSeen: TimeLabel?
        var lastSeen: TimeLabel?
    }
}

/// What the route has read for the page of hashes.
public struct MergedData: Sendable {
    /// How many hashes one page shows.
    public static let hashesMax = 500

    public var issue: IssueSummary
    public var project: Project
    /// Newest events first; up to one more than `hashesMax`.
    public var hashes: [IssueHash]
    /// What the issues were called from which hashes came.
    public var origins: [IssueID: ShortID]
    /// Whether events are still about to leave the issue, or on their way to it.
    public var isMoving = false
    public init(issue: IssueSummary, project: Project, hashes: [IssueHash], origins: [IssueID: ShortID] = [:]) {
        (self.issue, self.project, self.hashes, self.origins) = (issue, project, hashes, origins)
    }
}

extension MergedModel {
    /// Turns what was read into text.
    public init(frame: FrameModel, data: MergedData, now: Timestamp) {
        let clock = Clock(now: now, frame: frame)
        self.frame = frame
        self.frame.selectedProject = data.project.slug
        issue = IssueHeadModel(data.issue, in: data.project)
        countedOfMore = data.issue.timesSeen > IssueHash.eventsMax ? IssueHash.eventsMax : nil
        isMoving = data.isMoving
        let missing = MergingPhrase.none(amongMoreThan: countedOfMore)
        rows = data.hashes.prefix(MergedData.hashesMax).map { Row($0, data.origins, missing: missing, clock) }
        canTakeOut = data.hashes.count > 1
        shownOfMore = data.hashes.count > MergedData.hashesMax ? MergedData.hashesMax : nil
    }
}

extension MergingPhrase {
    /// What stands for the example of a hash without events, when only so many were looked at.
    fileprivate static func none(amongMoreThan count: Int?) -> MergingPhrase {
        count.map { .noneAmong($0) } ?? .noEvents
    }
}

extension MergedModel.Row {
    fileprivate init(
        _ entry: IssueHash, _ origins: [IssueID: ShortID], missing: MergingPhrase, _ clock: Clock
    ) {
        let say = clock.language
        hash = entry.hash
        configuration = entry.configuration
        source = say(
            .merging(entry.mergedFrom.map { .cameFrom(origins[$0]?.description ?? "#\($0.rawValue)") } ?? .ownHash))
        origin = entry.mergedFrom.map { .issue($0) }
        example = entry.latestEvent.map { .event(entry.issueID, .id($0), EventViewState()) }
        exampleName = entry.latestEvent.map { String($0.hex.prefix(8)) } ?? say(.merging(missing))
        events = entry.events.short(in: say)
        eventsExact = say(.eventCount(entry.events))
        firstSeen = entry.firstSeen.map { clock.label($0) }
        lastSeen = entry.lastSeen.map { clock.label($0) }
    }
}
