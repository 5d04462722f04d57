extension MergingPhrase {
    var english: String {
        switch self {
        case .issueViews: "Views of this issue"
        case .details: "Details"
        case .grouping: "Grouping"
        case .merged: "Merged"

        case .merge: "Merge"
        case .mergeIntoThis(let id): "Merge \(id) into this issue"
        case .takeOut: "Take out"
        case .actionsForHashes: "Actions for the selected hashes"
        case .noticeMerged(let count): "\(count.grouped) issues are one now. Later events of any of them land here."
        case .noticeTakenOut(let count, let forgotten):
            [takenOut(count), withoutEvents(forgotten)].compactMap { $0 }.joined(separator: " ")
        case .proposeRule: "Propose a rule for what is like them"
        case .stillMoving: "Events that were taken out are still being moved: numbers follow in a moment."
        case .refused(let refusal): refusal.english
        case .didTakeOut: "Taken apart"
        case .wasTakenOut: "Taken out of another issue"

        case .title: "Merged hashes"
        case .text:
            "Each hash stands for one way in which events of this issue are alike. Hashes that came by a merge go back "
                + "to the issue they came from; others open a new one together."
        case .onlyHash: "This issue has one hash, which it must keep: there is nothing to take out."
        case .noHashes: "No hash leads to this issue."
        case .moreHashes(let count): "The first \(count.grouped) hashes are shown."
        case .hash: "Hash"
        case .exampleEvent: "Example"
        case .noEvents: "no event stored"
        case .noneAmong(let count): "none of the newest \(count.grouped)"
        case .countedAmong(let count): "Events are counted among the newest \(count.grouped) of this issue."
        case .selectHash(let hash): "Select hash \(hash)"
        case .madeBy(let configuration): "made by \(configuration)"
        case .cameFrom(let issue): "came from \(issue)"
        case .ownHash: "its own"

        case .similar: "Similar issues"
        case .findSimilar: "Find similar issues"
        case .similarText: "Merging brings them into this issue. It can be undone."
        case .sharedFrames(let shared, let all): "\(shared) of \(all) in-app frames in common"
        case .sameTypeAndFunction: "same type in the same function"
        }
    }
}

/// Nil for none.
private func takenOut(_ count: Int) -> String? {
    switch count {
    case 0: nil
    case 1: "Taken out into an issue of its own."
    default: "Taken out into \(count.grouped) issues."
    }
}

private func withoutEvents(_ count: Int) -> String? {
    switch count {
    case 0: nil
    case 1:
        "1 hash is forgotten: no event of it is stored. The next one opens an issue, or brings back the one it came from."
    default:
        "\(count.grouped) hashes are forgotten: no event of them is stored. The next one opens an issue, or brings back "
            + "the one that its hash came from."
    }
}

extension MergeRefusal {
    fileprivate var english: String {
        switch self {
        case .tooFew: "Merging takes at least two issues."
        case .unlike: "Only issues of one project and one kind can be merged. Nothing was changed."
        case .unknownHashes: "One of these hashes no longer leads to this issue. Nothing was changed."
        case .noneSelected: "No hash was selected."
        case .nothingLeft: "An issue must keep a hash. Nothing was changed."
        case .busy: "Events of this issue are being moved right now. Nothing was changed; try again in a moment."
        }
    }
}
