/// What the help pages and the error pages say.
enum HelpPhrase: Sendable {
    case help, helpText, keys, keysText, key, whatItDoes, moreKeys

    // The topics of the help page
    case findingTitle, findingText, example, meaning
    case openIssues, newIssues, someLevel, recentIssues, manyEvents, negated, freeText
    case workingTitle, resolveText, archiveText, mergeText
    case eventTitle, eventText
    case sendingTitle, sendingText, serverTitle, serverText, apiTitle, apiText

    // Keys
    case everywhere, inLists, onIssues
    case keySearch, keyHelp, keyGoIssues, keyGoDashboard, keyGoReleases, keyGoProjects, keyGoStatus, keyJump
    case keyMove, keyOpen, keySelect, keyRange, keyBack
    case keyResolve, keyArchive, keyAssign, keySave, keyNew, keyEvents, keyEnds, keyFrames, keyCopy
    case keysAreOn, keysAreOff, turnOff, turnOn

    // Script
    case copy, copied, unfold, close

    // Error pages
    case whatToTry, issueGone, issueGoneText, formExpiredTitle, formExpiredText, askSomebody, openAgain, tryAgain
    case readTheLog(String), typedAddress, searchInstead, goBack
}
