import SentryProtocol
import Storage

/// A project's grouping rules as finished text.
public struct GroupingRulesModel: Sendable {
    public var frame: FrameModel
    var projectName: String
    var projectSlug: String
    /// How the project groups, in a sentence or two.
    var configuration: [String]
    /// The configuration that the project may move to.
    var upgrade: String?
    var canChange: Bool
    /// What the fields hold.
    var draft: RulesDraft
    var stackProblems: [String]
    var fingerprintProblems: [String]
    var noteProblem: String?
    var conflict: String?
    /// What the draft was proposed for, in a sentence.
    var offer: String?
    var preview: GroupingPreviewModel?
    /// Why there is no preview.
    var busy: String?
    var history: [Revision]
    var shown: ShownRevision?

    /// A row of the history.
    struct Revision: Sendable {
        var number: Int64
        var note: String
        var author: String
        var when: TimeLabel?
        var isCurrent: Bool
        var link: Link
    }

    /// An old revision and what it changed.
    struct ShownRevision: Sendable {
        var number: Int64
        var title: String
        var stack: LineDiff
        var fingerprint: LineDiff
        var isCurrent: Bool
    }
}

extension GroupingRulesModel {
    /// Turns what was read into text.
    public init(frame: FrameModel, data: GroupingRulesData, now: Timestamp) {
        let (say, clock) = (frame.language, Clock(now: now, frame: frame))
        self.frame = frame
        self.frame.selectedProject = data.project.slug
        (projectName, projectSlug) = (data.project.name, data.project.slug)
        configuration = Self.sentences(of: data.configuration, clock)
        canChange = data.canChange
        if let newest = data.newestConfiguration, newest != data.configuration.name, canChange { upgrade = newest }
        draft =
            data.draft
            ?? RulesDraft(
                revision: data.current.revision, stackRules: data.current.stackRules,
                fingerprintRules: data.current.fingerprintRules, note: "")
        func problems(_ place: RulesProblem.Place) -> [String] {
            data.problems.filter { $0.place == place }.prefix(20).map { say(.rules(.problem($0))) }
        }
        stackProblems = problems(.stackRules)
        fingerprintProblems = problems(.fingerprintRules)
        noteProblem = problems(.note).first
        conflict = data.conflict.map { say(.rules(.conflict($0))) }
        // Whoever saves the draft again has been told of the other revision.
        if let newer = data.conflict { draft.revision = newer }
        offer = data.offer.map { say(.rules($0.isFound ? .proposed($0.issue) : .nothingToPropose($0.issue))) }
        preview = data.preview.map { GroupingPreviewModel($0, say) }
        busy = data.isBusy ? say(.rules(.tooManyPreviews)) : nil
        history = data.history.prefix(GroupingRulesData.historyMax).map { Revision($0, data, clock) }
        shown = data.shown.map { ShownRevision($0, before: data.before, current: data.current, say) }
    }

    private static func sentences(of configuration: GroupingConfiguration, _ clock: Clock) -> [String] {
        let say = clock.language
        var sentences = [say(.rules(.groupsWith(configuration.name)))]
        if let previous = configuration.previous, let until = configuration.previousUntil, until > clock.now {
            sentences.append(say(.rules(.alsoLooksWith(previous, until: clock.day(until)))))
        }
        return sentences
    }
}

extension GroupingRulesModel.Revision {
    fileprivate init(_ rules: GroupingRules, _ data: GroupingRulesData, _ clock: Clock) {
        number = rules.revision
        note = rules.note.clipped(to: GroupingRulesData.noteBytesMax)
        author = rules.authorID.flatMap { data.userNames[$0] } ?? clock.language(.rules(.noAuthor))
        when = rules.createdAt.map { clock.label($0) }
        isCurrent = rules.revision == data.current.revision
        link = .groupingRevision(projectSlug: data.project.slug, rules.revision)
    }
}

extension GroupingRulesModel.ShownRevision {
    fileprivate init(_ rules: GroupingRules, before: GroupingRules?, current: GroupingRules, _ say: Language) {
        number = rules.revision
        title = say(.rules(before.map { .changesSince(rules.revision, $0.revision) } ?? .firstRevision(rules.revision)))
        stack = LineDiff(from: before?.stackRules ?? "", to: rules.stackRules)
        fingerprint = LineDiff(from: before?.fingerprintRules ?? "", to: rules.fingerprintRules)
        isCurrent = rules.revision == current.revision
    }
}
