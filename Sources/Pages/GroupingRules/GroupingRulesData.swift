import SentryProtocol
import Storage

/// What the route has read for the page of a project's grouping rules.
public struct GroupingRulesData: Sendable {
    /// Bytes of a note.
    public static let noteBytesMax = 800
    /// Revisions that the page lists.
    public static let historyMax = 50

    public var project: Project
    /// In force now.
    public var current: GroupingRules
    public var configuration: GroupingConfiguration
    /// What new projects group with.
    public var newestConfiguration: String?
    /// Newest first.
    public var history: [GroupingRules] = []
    /// Names of those who saved revisions.
    public var userNames: [UserID: String] = [:]
    /// Whether the reader may save.
    public var canChange = true
    /// What was typed; nil when the form has not been sent.
    public var draft: RulesDraft?
    public var problems: [RulesProblem] = []
    /// The revision that somebody else saved in between.
    public var conflict: Int64?
    /// What the draft was proposed for.
    public var offer: RuleOffer?
    /// What the draft would do.
    public var preview: GroupingPreview?
    /// So many previews are waiting that there is none.
    public var isBusy = false
    /// The revision that the address asks for.
    public var shown: GroupingRules?
    /// The one before `shown`.
    public var before: GroupingRules?

    public init(project: Project, current: GroupingRules, configuration: GroupingConfiguration) {
        (self.project, self.current, self.configuration) = (project, current, configuration)
    }
}

/// A rule that was proposed for an issue that others were merged into.
public struct RuleOffer: Sendable {
    /// What the issue is called.
    public var issue: String
    /// Whether there is one.
    public var isFound: Bool
    public init(issue: String, isFound: Bool) { (self.issue, self.isFound) = (issue, isFound) }
}

/// Rules as somebody typed them.
public struct RulesDraft: Sendable, Equatable {
    /// The revision that they were written on.
    public var revision: Int64
    public var stackRules: String
    public var fingerprintRules: String
    public var note: String
    /// How far back its preview looks.
    public var previewDays = RegroupDays.fortnight
    /// Later events like those of this issue go there when the rules are saved.
    public var issue: IssueID?

    /// Line ends become plain ones: browsers send those of another age.
    public init(revision: Int64, stackRules: String, fingerprintRules: String, note: String) {
        self.revision = revision
        self.stackRules = stackRules.withPlainLineEnds
        self.fingerprintRules = fingerprintRules.withPlainLineEnds
        self.note = note.firstLine
    }

    /// What is wrong before any rule is read.
    public var sizeProblems: [RulesProblem] {
        var problems: [RulesProblem] = []
        let (textMax, noteMax) = (GroupingRules.textBytesMax, GroupingRulesData.noteBytesMax)
        if stackRules.utf8.count > textMax { problems.append(.tooLong(.stackRules, bytesMax: textMax)) }
        if fingerprintRules.utf8.count > textMax { problems.append(.tooLong(.fingerprintRules, bytesMax: textMax)) }
        if note.utf8.count > noteMax { problems.append(.tooLong(.note, bytesMax: noteMax)) }
        return problems
    }
}

extension String {
    /// `\r\n` and `\r` become `\n`.
    fileprivate var withPlainLineEnds: String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(utf8.count)
        var last: UInt8 = 0
        for byte in utf8 {
            if byte == UInt8(ascii: "\r") {
                bytes.append(UInt8(ascii: "\n"))
            } else if byte != UInt8(ascii: "\n") || last != UInt8(ascii: "\r") {
                bytes.append(byte)
            }
            last = byte
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
