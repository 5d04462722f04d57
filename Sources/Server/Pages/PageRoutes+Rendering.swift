import HTTPTypes
import Hummingbird
import Pages
import SQLiteStorage
import SentryProtocol
import Storage

/// From what was read to the page.
extension PageRoutes {
    func issuePage(_ visit: Visit, _ issue: IssueSummary, _ selector: EventSelector) async throws -> Response {
        let projects = try await visibleProjects(visit)
        guard let project = projects.first(where: { $0.id == issue.projectID }) else { throw PageFailure.notFound }
        // Looked for while the rest is read.
        async let similar = grouping.similar(
            to: issue, limit: Self.similarMax, waits: visit.query[FieldName.similar] != nil)
        let answer = try await installation.storage.issuePage(
            IssuePageQuestion(
                issue: issue.id, project: issue.projectID, timesSeen: issue.timesSeen, selector: selector,
                viewer: visit.session?.user.id, day: (IssueData.dayPeriod(at: visit.now), 24),
                month: (IssueData.monthPeriod(at: visit.now, in: zone(of: visit)), 30), activitiesMax: 50,
                tagValuesMax: TagBlock.glanceValuesMax))
        if answer.event == nil, case .id = selector { throw PageFailure.notFound }
        var data = IssueData(
            issue: issue, project: project, event: answer.event, selector: selector, day: answer.day,
            month: answer.month, activities: answer.activities,
            userNames: answer.activities.isEmpty ? [:] : try await userNames(), similar: try await similar)
        if let event = answer.event { data.extras = try await extras(of: event) }
        (data.position, data.isMoving) = (answer.position, answer.isMoving)
        data.people = WorkflowPeople(book: try await assignees(visit, in: project.organizationID))
        (data.people.newestRelease, data.people.marks) = (answer.newestRelease, answer.marks)
        data.tags = answer.tags
        return page(
            Pages.issuePage(
                IssueModel(
                    frame: frame(visit, projects: projects), data: data,
                    state: EventViewState(visit.query, usualOrder: visit.frameOrder),
                    now: visit.now)), visit)
    }

    /// Similar issues beside an issue.
    private static let similarMax = 5

    func userNames() async throws -> [UserID: String] {
        Dictionary(try await storage.users().map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
    }

    func logInForm(
        _ visit: Visit, email: String, next: String?, problem: LogInProblem?, wait: Int64 = 5
    ) async throws -> Response {
        let providers = try await people.identityProviders().filter(\.isActive)
        return withFormCookie(visit) { token in
            let model = LogInModel(
                frame: frame(visit, csrf: token), email: String(email.prefix(254)), next: next ?? "", problem: problem,
                providers: providers)
            switch problem {
            case nil: return page(logInPage(model), visit)
            case .wrongCredentials, .signOn: return page(logInPage(model), status: .unauthorized, visit)
            case .tooManyAttempts:
                var response = page(logInPage(model), status: .tooManyRequests, visit)
                response.headers[.retryAfter] = String(wait)
                return response
            }
        }
    }

    func setUpForm(_ visit: Visit, _ entry: SetUpEntry, problems: [SetupProblem]) -> Response {
        withFormCookie(visit) { token in
            let model = SetupModel(
                frame: frame(visit, csrf: token), code: String(entry.code.prefix(100)),
                name: String(entry.name.prefix(200)),
                email: String(entry.email.prefix(254)), problems: problems)
            return page(setupPage(model), status: problems.isEmpty ? .ok : .unprocessableContent, visit)
        }
    }

    func errorPage(_ failure: PageFailure, _ visit: Visit, requestID: String? = nil) -> Response {
        let model = ErrorModel(
            frame: frame(visit), status: failure.status.code, requestID: requestID,
            path: LocalPath.checked(visit.request.uri.path), isForged: failure.isForged)
        var response = page(Pages.errorPage(model), status: failure.status, visit)
        // A page can be read; what it offers besides, its forms say.
        if failure.isMethod { response.headers[.allow] = "GET, HEAD" }
        return response
    }
}
