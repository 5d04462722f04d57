import SentryProtocol
import Storage

/// What the route has read for the page that connects an SDK.
public struct ConnectData: Sendable {
    public var project: Project
    /// Of an active key; nil when there is none.
    public var dsn: DSN?
    /// What was chosen; nil for the list.
    public var platform: ConnectPlatform?
    /// What the list is searched for.
    public var query = ""
    /// The newest issue, when something has arrived.
    public var newestIssue: IssueSummary?
    /// Requests that were refused lately and meant this project, newest first.
    public var refusals: [Refusal] = []
    /// What came in lately and was not kept.
    public var outcomes: [OutcomeFigure] = []
    /// The page asks again by itself, also without a script.
    public var isLive = false
    /// Where the script of the live line is; nil for none.
    public var script: String?

    public init(project: Project, dsn: DSN?, platform: ConnectPlatform? = nil) {
        (self.project, self.dsn, self.platform) = (project, dsn, platform)
    }
}

/// `/projects/<slug>/connect/`: from nothing to the first event.
public struct ConnectModel: Sendable {
    public var frame: FrameModel
    var name: String
    var slug: String
    var dsn: DSN?
    /// What the page shows the lines for.
    var platform: ConnectPlatform?
    /// The list of platforms, when none was chosen.
    var platforms: [ConnectPlatform]
    var isChosen: Bool
    var query: String
    var arrival: ArrivalModel
    var script: String?

    public init(frame: FrameModel, data: ConnectData, now: Timestamp) {
        self.frame = frame
        self.frame.selectedProject = data.project.slug
        (name, slug, dsn, query) = (data.project.name, data.project.slug, data.dsn, data.query)
        isChosen = data.platform != nil
        platform = data.platform ?? ConnectPlatform.of(projectPlatform: data.project.platform)
        platforms = isChosen ? [] : ConnectPlatform.all.filter { $0.isFound(by: data.query) }
        arrival = ArrivalModel(data: data, clock: Clock(now: now, frame: frame))
        script = data.script
    }
}

/// Whether anything has come in yet, and what came in but was not kept.
public struct ArrivalModel: Sendable {
    var slug: String
    var platformID: String?
    /// What was received first or last, and where it is; nil while nothing was.
    var received: (text: String, link: Link)?
    var isLive: Bool
    var troubles: [Trouble]

    /// Something that was not kept, why, and what to do.
    struct Trouble: Sendable {
        var text: String
        /// When, how often, by whom.
        var circumstances: String
        var at: TimeLabel?
        var advice: ConnectAdvice?
    }

    /// Lines of troubles.
    private static let troublesMax = 8

    public init(data: ConnectData, now: Timestamp, language: Language) {
        self.init(data: data, clock: Clock(now: now, language: language))
    }

    init(data: ConnectData, clock: Clock) {
        let say = clock.language
        (slug, platformID, isLive) = (data.project.slug, data.platform?.id, data.isLive)
        if let issue = data.newestIssue {
            received = (
                say(
                    .connecting(
                        .received(title: issue.title.clipped(to: 120), ago: clock.label(issue.lastSeen).text))),
                .issue(issue.id)
            )
        } else if let first = data.project.firstEventAt {
            received = (
                say(.receivedFirstEvent(clock.label(first).text)),
                .issues(IssueListState(project: data.project.slug))
            )
        }
        let isArchived = data.project.isArchived
        troubles = data.refusals.map { Trouble($0, isArchived: isArchived, clock) }
        troubles += data.outcomes.map { Trouble($0, say) }
        troubles = Array(troubles.prefix(Self.troublesMax))
    }
}

extension ArrivalModel.Trouble {
    fileprivate init(_ refusal: Refusal, isArchived: Bool, _ clock: Clock) {
        let say = clock.language
        text = say(
            .connecting(.refused(refusal.reason, until: refusal.until.map { clock.label($0, .full).text })))
        at = clock.label(refusal.at)
        let sender = [refusal.address, refusal.client.isEmpty ? nil : refusal.client].compactMap(\.self)
        var parts: [String] = []
        if !sender.isEmpty { parts.append(say(.connecting(.from(sender.joined(separator: " · "))))) }
        if refusal.count > 1 { parts.append(say(.connecting(.times(refusal.count)))) }
        circumstances = parts.joined(separator: " · ")
        advice = refusal.reason == .keyDisabled && isArchived ? .unarchive : refusal.reason.advice
    }

    fileprivate init(_ figure: OutcomeFigure, _ say: Language) {
        let reason = StatusReason(rawValue: figure.reason)
        let words = reason.map { say(.serverStatus(.reason($0))) } ?? figure.reason
        text = say(
            .connecting(.itemsDropped(count: figure.quantity, category: figure.category, reason: words + ".")))
        circumstances = say(.connecting(.lastHour))
        at = nil
        advice = reason?.advice(OutcomeColumn(rawValue: figure.outcome))
    }
}

extension RefusalReason {
    fileprivate var advice: ConnectAdvice? {
        switch self {
        case .noCredentials, .badCredentials, .badKey, .badProject, .unknownKey, .projectMismatch, .notAdmitted:
            .copyTheDSN
        case .keyDisabled: .switchTheKeyOn
        case .originNotAllowed: .allowTheDomain
        case .unreadableBody, .incomplete, .wrongRequest: .lookAtTheSender
        case .quotaUsedUp, .spikeProtection: .raiseTheQuota
        case .tooLarge, .overloaded, .unavailable: nil
        }
    }
}

extension StatusReason {
    fileprivate func advice(_ outcome: OutcomeColumn?) -> ConnectAdvice? {
        switch self {
        case .quotaExceeded, .spikeProtection: .raiseTheQuota
        case .keyQuota: .raiseTheKeysLimit
        case .crossOrigin: .allowTheDomain
        case .invalidJSON, .tooDeep, .invalidEnvelope, .notAnObject, .empty: .lookAtTheSender
        default: outcome == .filtered ? .lookAtFilters : nil
        }
    }
}
