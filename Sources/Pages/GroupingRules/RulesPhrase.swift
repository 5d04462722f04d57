import Storage

/// What is said about a project's grouping rules, and about applying them to stored events.
enum RulesPhrase: Sendable {
    // The page of rules
    case title, views, groupsWith(String), alsoLooksWith(String, until: String), mayNotChange
    case upgrade(String), upgradeHint
    case stackRules, fingerprintRules, noRules, note, noteHint, howToWrite, preview, save, saveHint
    case problem(RulesProblem), conflict(Int64), noticeSaved(Int64)
    /// For an issue that others were merged into.
    case proposed(String), nothingToPropose(String)

    // History
    case history, noHistory, revision(Int64), revisionHead, inForce, noAuthor, restore(Int64)
    case changesSince(Int64, Int64), firstRevision(Int64), noChange, skippedLines(Int)

    // Help
    case stackHelp, fingerprintHelp
    case helpFrameMatchers, helpErrorMatchers, helpOtherMatchers, helpApp, helpGroup, helpDirection, helpNeighbour
    case helpMaxFrames, helpEventMatchers, helpAnyFrame, helpDefault, helpVariables, helpTitle

    // Previews
    case previewTitle, lookedAt(events: Int, days: Int, isCut: Bool), nothingMoves
    case moves(events: Int, before: Int, after: Int)
    case splits, splitsText, merges, mergesText, replaced, replacedText, becomes, moreCases(Int)
    case opensAndEmpties(opened: Int, emptied: Int), retitles(events: Int), abridged, previewPeriod, tooManyPreviews

    // Regrouping
    case regroupTitle, regroupText, dryRun, dryRunHint, dryRunTitle, start(days: Int), startHint
    case jobs, noJobs, openJob, started, state(RegroupJob.State), sentence(RegroupJob.State), progress(Int)
    case movedOf(Int, of: Int), readOf(Int, of: Int), factRead, factMoved, factOpened, factEmptied, factUpdated
    case action(RegroupAction), revertHint, regroupNotice(RegroupNotice), jobProblem(RegroupProblem)
}

/// What became of a button of a regrouping.
public enum RegroupNotice: String, Sendable, CaseIterable {
    case started
    /// Another one of the project is at work.
    case busy
    case cancelled, reverting
    /// Its state does not allow it.
    case refused

    var isWarning: Bool { self == .busy || self == .refused }
}
