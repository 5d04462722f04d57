import Storage

extension RulesPhrase {
    var english: String {
        switch self {
        case .title: "Grouping rules"
        case .views: "Grouping of this project"
        case .groupsWith(let configuration): "Events are grouped by \(configuration), with the rules below on top."
        case .alsoLooksWith(let configuration, let until):
            "Until \(until), issues made by \(configuration) are looked up, too."
        case .upgrade(let name): "Group by \(name) from now on"
        case .upgradeHint: "Issues that exist go on: for as long as events are kept, theirs are recognised as before."
        case .mayNotChange: "Changing these takes the role of an admin."
        case .stackRules: "Stack rules"
        case .fingerprintRules: "Fingerprint rules"
        case .noRules: "No rules yet."
        case .note: "Note"
        case .noteHint: "Why this changes"
        case .howToWrite: "How to write these rules"
        case .preview: "Preview"
        case .save: "Save"
        case .saveHint:
            "Saved rules apply to events that arrive from now on. Stored events stay until you regroup them."
        case .problem(let problem): problem.english
        case .conflict(let revision):
            "Somebody saved revision \(revision) while you were writing. Nothing of yours was saved yet: compare with "
                + "it below, then save again to put yours on top."
        case .proposed(let issue):
            "The first fingerprint rule is a proposal: it brings together what was merged into \(issue). Preview it, change "
                + "it as you like, then save it: later events that it holds for go to that issue."
        case .nothingToPropose(let issue):
            "The events that were merged into \(issue) have nothing in common that a rule could name."
        case .noticeSaved(let revision): "Revision \(revision) is saved and in force."

        case .history: "History"
        case .noHistory: "These rules have never been changed."
        case .revision(let number): "Revision \(number)"
        case .revisionHead: "Revision"
        case .inForce: "in force"
        case .noAuthor: "the API or the command line"
        case .restore(let number): "Restore revision \(number)"
        case .changesSince(let number, let before): "Revision \(number), compared with \(before)"
        case .firstRevision(let number): "Revision \(number)"
        case .noChange: "No change."
        case .skippedLines(let count): "\(counted(count, "unchanged line"))"

        case .stackHelp:
            "One rule per line: matchers, then actions. All matchers must hold for a frame. * and ? stand for anything, "
                + "in paths up to the next slash, ** beyond it. # begins a comment."
        case .fingerprintHelp:
            "One rule per line: matchers, an arrow, then what the events are grouped by. The first rule that holds "
                + "decides. * and ? stand for anything."
        case .helpFrameMatchers: "where the frame is"
        case .helpErrorMatchers: "the exception that holds the stack"
        case .helpOtherMatchers:
            "kind of platform (native, javascript, other), in app or not, a category set before; ! in front turns round"
        case .helpApp: "the frame is ours, or is not"
        case .helpGroup: "the frame counts, or does not"
        case .helpDirection: "the same for all frames after this one (towards the crash), or before it"
        case .helpNeighbour: "what the calling frame, or the called one, must match"
        case .helpMaxFrames: "how many frames count, those nearest the crash"
        case .helpEventMatchers: "what the event says"
        case .helpAnyFrame: "some frame of it, or a tag"
        case .helpDefault: "the usual grouping, to split it further"
        case .helpVariables: "filled in from the event"
        case .helpTitle: "what the issue is called"

        case .previewTitle: "What these rules would do"
        case .lookedAt(let events, let days, let isCut):
            isCut
                ? "Looked at the newest \(counted(events, "event")) of the last \(days) days."
                : "Looked at \(counted(events, "event")) of the last \(days) days."
        case .nothingMoves: "None would be in another issue."
        case .moves(let events, let before, let after):
            "\(events.grouped) would be in another issue; \(counted(before, "issue")) would become \(after.grouped)."
        case .splits: "What falls apart"
        case .splitsText: "Issues whose events would be in several. Each part links to an example."
        case .merges: "What comes together"
        case .mergesText: "Issues whose events would be in one."
        case .replaced: "What is replaced"
        case .replacedText: "Issues of which a new one would take the place, with all of the events looked at."
        case .opensAndEmpties(let opened, let emptied):
            "\(counted(opened, "issue")) would be opened, \(emptied.grouped) left without any of these events."
        case .retitles(let events): "\(counted(events, "event")) would keep the issue under another title."
        case .abridged: "There are so many issues that only some of the moves are listed."
        case .previewPeriod: "Period of the preview"
        case .tooManyPreviews:
            "Too many previews are waiting for their turn. Nothing was looked at; try again in a moment."
        case .becomes: "becomes"
        case .moreCases(let count): "and \(count.grouped) more"

        case .regroupTitle: "Regroup stored events"
        case .regroupText:
            "Applies the rules that are in force now to events that are stored already. Look at a dry run first; the "
                + "run itself can be cancelled and reverted."
        case .dryRun: "Dry run"
        case .dryRunHint: "changes nothing"
        case .dryRunTitle: "What regrouping would do"
        case .start(let days): "Regroup the last \(days) days"
        case .startHint: "Runs in the background; events keep arriving meanwhile."
        case .jobs: "Runs"
        case .noJobs: "Nothing has been regrouped yet."
        case .openJob: "Open"
        case .started: "Started"
        case .state(let state): state.english
        case .sentence(let state): state.englishSentence
        case .progress(let percent): "\(percent) percent done"
        case .movedOf(let moved, let read): "\(moved.grouped) of \(read.grouped) moved"
        case .readOf(let read, let total): "\(read.grouped) of \(total.grouped)"
        case .factRead: "Events read"
        case .factMoved: "Events moved"
        case .factOpened: "Issues opened"
        case .factEmptied: "Issues emptied"
        case .factUpdated: "Last step"
        case .action(.start): "Start"
        case .action(.dryRun): "Dry run"
        case .action(.cancel): "Cancel"
        case .action(.revert): "Revert"
        case .revertHint: "Everything that was moved goes back."
        case .regroupNotice(let notice): notice.english
        case .jobProblem(.rulesMissing): "The rules that this run began with cannot be found any more."
        case .jobProblem(.storage): "Events could not be read or moved. The server's log has the details."
        }
    }
}

extension RegroupJob.State {
    fileprivate var english: String {
        switch self {
        case .running: "Running"
        case .done: "Done"
        case .failed: "Failed"
        case .cancelled: "Cancelled"
        case .reverting: "Reverting"
        case .reverted: "Reverted"
        }
    }

    fileprivate var englishSentence: String {
        switch self {
        case .running: "Events are being regrouped."
        case .done: "All events of the period are grouped by these rules."
        case .failed: "The run stopped because something went wrong. What was moved stays where it is."
        case .cancelled: "The run was cancelled. What was moved stays where it is."
        case .reverting: "What was moved is going back."
        case .reverted: "Everything is where it was before."
        }
    }
}

extension RegroupNotice {
    fileprivate var english: String {
        switch self {
        case .started: "Regrouping has started."
        case .busy: "Another run of this project is still at work. Nothing was started."
        case .cancelled: "The run is cancelled."
        case .reverting: "What was moved is going back."
        case .refused: "The run has moved on meanwhile. Nothing was changed."
        }
    }
}

private func counted(_ count: Int, _ noun: String) -> String {
    count == 1 ? "1 \(noun)" : "\(count.grouped) \(noun)s"
}
