/// What dashboards and releases say.
enum FigurePhrase: Sendable {
    // Dashboard
    case dashboard, keyFigures, periodBefore, newIssues, regressedIssues, mostFrequent
    case summary(span: String, events: Int, users: Int, new: Int, regressed: Int)
    case asBefore, nearlyAsBefore, noneBefore, more(percent: Int), fewer(percent: Int), timesAsMany(Double)
    case types, releases, environments, dropped, items
    case withoutType, withoutEnvironment, noEvents, noReleases, nothingDropped
    case emptyTitle, emptyText

    // Releases
    case versionHint, version, created, released, adoption, adoptionText, crashFreeSessions, crashFreeUsers
    case sessions, sessionsOfDay, crashFree(String), lastEvent, firstEvent, notYet
    case noMatch, noReleasesText, archived
    case newIssuesIn, regressedIssuesIn, noNewIssues, noRegressedIssues, allNewIssues
    case commits, noCommits, moreCommits(Int), deploys, commit
    case releaseBefore, eventsOfRelease
}
