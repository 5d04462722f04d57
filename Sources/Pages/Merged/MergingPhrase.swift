import Storage

/// What is said about merging issues and taking them apart.
enum MergingPhrase: Sendable {
    // Views of an issue
    case issueViews, details, grouping, merged

    // Actions and what they say afterwards
    case merge, mergeIntoThis(String), takeOut, actionsForHashes
    case noticeMerged(Int), noticeTakenOut(Int, forgotten: Int), refused(MergeRefusal)
    case proposeRule, stillMoving
    case didTakeOut, wasTakenOut

    // The page of hashes
    case title, text, onlyHash, noHashes, moreHashes(Int)
    case hash, exampleEvent, noEvents, noneAmong(Int), countedAmong(Int), selectHash(String)
    case madeBy(String), cameFrom(String), ownHash

    // Similar issues
    case similar, findSimilar, similarText, sharedFrames(shared: Int, of: Int), sameTypeAndFunction
}

/// Why issues were not merged or taken apart.
public enum MergeRefusal: String, Sendable, CaseIterable {
    case tooFew = "few"
    case unlike
    case unknownHashes = "unknown"
    case nothingLeft = "last"
    case busy
    /// No hash was ticked.
    case noneSelected = "none"

    /// What the store said.
    public init(_ error: MergeError) {
        self =
            switch error {
            case .tooFew: .tooFew
            case .unlike: .unlike
            case .unknownHashes: .unknownHashes
            case .nothingLeft: .nothingLeft
            case .busy: .busy
            }
    }
}
