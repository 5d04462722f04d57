/// What is said about one event, its files and its neighbours.
enum EventPhrase: Sendable {
    // Ways to take an event along
    case text, markdown, copyLink, copyForAgent, copyTrace

    // Exceptions that belong together
    case inGroup(String), raisedWhileHandling, suppressed(String)

    // Feedback and files
    case userFeedback, feedbackFrom(String), attachments, file, size, kind, download, preview, previewOf(String)
    case bytes(Int)

    // Remarks about values
    case remarks(Int), remarksText, whatWasDone, removed, masked, replaced, hashed, shortened, encrypted, annotated
    case byRule(String), wasLong(Int), hadEntries(Int)

    // Breadcrumbs by kind
    case showKinds, onlyProblems, kindHTTP, kindNavigation, kindClick, kindQuery, kindConsole, kindError, kindOther

    // The table of events
    case allEvents, eventFilter, eventFilterHint, noEvents, noEventMatches, lookedAt(Int), filter, message

    case showLess
}
