/// Everything the pages say. A language that misses one does not compile.
enum Phrase: Sendable {
    // Frame
    case skipToContent, issues, projects, allProjects, project, search, searchIssues, account, logOut, documentation
    case version(String)
    case mainNavigation, undo

    // Times
    case justNow, yesterday
    case minutesAgo(Int), hoursAgo(Int), daysAgo(Int)
    case minutes(Int), hours(Int), days(Int), months(Int), years(Int)
    case date(year: Int?, month: Int, day: Int)
    case lastHours(Int), lastDays(Int), allTime

    // Levels and states
    case levelFatal, levelError, levelWarning, levelInfo, levelDebug, levelSample
    case unresolved, resolved, archived, new, regressed, escalating, all, unhandled

    // Issue list
    case issueListTabs, query, queryHint, environment, allEnvironments, period, sort
    case sortLastSeen, sortFirstSeen, sortEvents, sortUsers, sortTrends, sortRecommended
    case matchingIssues(count: Int, isExact: Bool)
    case peak(count: Int, at: String)
    case trendOfShownProjects(String)
    case events, users, lastSeen, firstSeen, age, trend, issue
    case eventCount(Int), userCount(Int)
    case selectIssue(String), selectPage(Int), selectNone
    case newIssues(count: Int, isExact: Bool)
    case resolve, archive, reopen, actionsForSelected
    case newer, older, pages
    case queryProblem, newQuery
    case noProjectTitle, noProjectText
    case noEventsTitle, noEventsText, connectAnSDK
    case noMatchTitle, noMatchText, clearQuery, noMatchInPeriodText(String), lookAtAllTime
    case allClearTitle, allClearText(String), allClearEverText, emptyNew, emptyRegressed, emptyArchived, emptyResolved
    case emptyPage, toFirstPage

    // Notices
    case noticeNothingSelected, noticeWelcome
    case noticeLoggedOut, noticeFormExpired

    // Issue
    case eventOf(position: Int?, total: Int), event, first, previous, next, latest, json, eventNavigation
    case release, status, since(String), inRelease(String)
    case last24Hours, last30Days, asTable, time
    case stackTrace, causedBy, relevant, full, raw, newestFirst, oldestFirst, stackOptions
    case inApp, framesFrom(count: Int, names: String), framesOmitted(Int), localVariables
    case noStackTrace, unknownFunction, atAddress(String)
    case thread, show, crashed, currentThread, registers
    case message, messageTemplate, parameters
    case request, queryParameters, headers, cookies, body, serverVariables, fragment
    case breadcrumbs, earlierBreadcrumbs(Int), data, theError
    case beforeSeconds(String), afterSeconds(String)
    case tags, value, name, user, contexts, additionalData, packages(Int), sdk, groupingInfo
    case groupingHashes, fingerprint, configuration, securityReport, mechanism, showAll, cutAt(Int)
    case transaction, platform, serverName, logger, received, eventID, dist
    case processingErrors(Int), processingErrorsText, attribute, problem
    case invalidData, valueTooLong, clockDrift, pastTimestamp, futureTimestamp, missingAttribute
    case activity, noActivity, by(String)
    case didFirstSee, didResolve, didReopen, didArchive, didRegress, didEscalate, didNote, didAssign, didUnassign
    case didMarkOngoing, didMerge, didOther(String)
    case username, emailAddress, ipAddress, segment, location, id
    case noEventTitle, noEventText

    // Projects, connecting
    case dsn, dsnInactive, firstEvent, noEventYet, openIssues, connect, createProjectHint, noProjects
    case connectTo(String), dsnText, python, javaScript, curl, install, configureAndSend, sendTestEvent
    case waitingForFirstEvent, checkNow, receivedFirstEvent(String), noKey

    // Setting up, logging in
    case setUpTitle, setUpText, yourName, email, password, newPassword, passwordHint, createAccount, badSetupCode
    case logIn, wrongCredentials, tooManyAttempts
    case emailInvalid, passwordTooShort(Int), nameMissing, problemsAbove

    // Errors
    case badRequestTitle, badRequestText, forbiddenTitle, forbiddenText, notFoundTitle, notFoundText
    case methodNotAllowedTitle, methodNotAllowedText, serverErrorTitle, serverErrorText, otherErrorTitle(Int)
    case backToIssues, requestID(String)

    // Pages with phrases of their own
    case serverStatus(StatusPhrase)
    case figures(FigurePhrase)
    case eventPage(EventPhrase), help(HelpPhrase)
    case workflow(WorkflowPhrase)
    case people(PeoplePhrase), preferences(PreferencesPhrase), jump(JumpPhrase)
    case merging(MergingPhrase), grouping(GroupingPhrase), rules(RulesPhrase)
    case settings(SettingsPhrase), connecting(ConnectPhrase)
}
