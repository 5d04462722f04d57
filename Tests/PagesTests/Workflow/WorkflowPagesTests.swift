import Markup
import SentryProtocol
import Storage
import Testing

@testable import Pages

@Suite("Workflow on pages")
struct WorkflowPagesTests {
    private let mina = User(
        id: UserID(rawValue: 1), email: "mina@example.com", name: "Mina Park", role: .member, isActive: true,
        createdAt: Samples.now)
    private let devs = Team(
        id: TeamID(rawValue: 3), organizationID: OrganizationID(rawValue: 1), slug: "devs", name: "Devs",
        createdAt: Samples.now)
    private var book: AssigneeBook { AssigneeBook(users: [mina], teams: [devs], viewer: mina.id) }

    private func issueData(_ change: (inout IssueWorkflow, inout IssueSummary) -> Void) -> IssueData {
        var issue = Samples.issues[1]
        var workflow = IssueWorkflow()
        change(&workflow, &issue)
        issue.workflow = workflow
        let entries: [(String, UserID?, String)] = [
            ("note", mina.id, #"{"text":"Seen since the <b>move</b>.\nRolling back."}"#),
            ("note", UserID(rawValue: 2), #"{"text":"Not mine"}"#),
            ("assigned", mina.id, #"{"assignee":"3","assigneeType":"team"}"#),
            ("set_ignored", mina.id, #"{"ignoreCount":100,"ignoreWindow":60}"#),
            ("set_resolved_in_release", mina.id, #"{"version":"","inNextRelease":true}"#),
            ("set_resolved_in_commit", mina.id, #"{"commit":"4f1b6de0a6c44c37a7a1d3e0a1c5b8c2aaaabbbb"}"#),
            ("set_priority", mina.id, #"{"priority":"low"}"#), ("set_escalating", nil, "{}"),
        ]
        var data = IssueData(
            issue: issue, project: Samples.projects[1], event: nil,
            activities: entries.enumerated().map { index, entry in
                Activity(
                    id: Int64(20 - index), issueID: issue.id, type: entry.0, userID: entry.1,
                    createdAt: Samples.ago(minutes: Int64(index * 90)), data: entry.2)
            }, userNames: [mina.id: "Mina Park", UserID(rawValue: 2): "Jun"])
        data.people = WorkflowPeople(book: book, newestRelease: "2.4.1")
        return data
    }

    private func rendered(_ data: IssueData, _ language: Language = .english) -> HTML {
        Pages.issuePage(IssueModel(frame: Samples.frame(language), data: data, now: Samples.now))
    }

    @Test("the history looks as reviewed", arguments: Language.allCases)
    func snapshot(language: Language) throws {
        let model = ActivityPageModel(
            frame: Samples.frame(language), data: issueData { _, _ in }, reader: mina.id, now: Samples.now)
        let html = activityPage(model)
        #expect(Tags(html).complaints == [])
        try expectSnapshot(html, named: "activity-\(language.rawValue)")
    }

    @Test("only one's own comments can be changed, and what they say is inert")
    func comments() {
        let html = activityPage(
            ActivityPageModel(
                frame: Samples.frame(), data: issueData { _, _ in }, reader: mina.id, now: Samples.now)
        ).description
        #expect(html.contains("Seen since the &lt;b&gt;move&lt;/b&gt;."))
        #expect(html.split(separator: "value=\"change\"").count == 2)
        #expect(html.contains("name=\"note\" value=\"20\"") && !html.contains("name=\"note\" value=\"19\""))
    }

    @Test("the question before deleting looks as reviewed", arguments: Language.allCases)
    func deleting(language: Language) throws {
        let model = DeleteIssuesModel(
            frame: Samples.frame(language), issues: [IssueID(rawValue: 1), IssueID(rawValue: 2)],
            titles: ["SHOP-1 <script>alert(1)</script>", "SHOP-2 boom"], matching: nil, count: 2, back: "/issues/")
        let html = deleteIssuesPage(model)
        #expect(Tags(html).complaints == [])
        #expect(!html.description.contains("<script>"))
        try expectSnapshot(html, named: "delete-issues-\(language.rawValue)")
    }

    @Test("all that match are named by their list, not one by one")
    func deletingAll() {
        let state = IssueListState(query: "is:archived old", project: "shop")
        let model = DeleteIssuesModel(
            frame: Samples.frame(), issues: [IssueID(rawValue: 1)], titles: [], matching: allMatching(state),
            count: 1_284,
            back: "/issues/")
        let tags = Tags(deleteIssuesPage(model))
        let fields = tags.named("input").filter { $0.attributes["name"] == FieldName.issue }
        #expect(fields.isEmpty)
        #expect(IssueListState(QueryString(allMatching(state).dropFirst())) == state)
        #expect(IssueListState(QueryString(allMatching(IssueListState()).dropFirst())) == IssueListState())
    }

    @Test("the head says how an issue was resolved or archived, and who looks after it")
    func conditions() {
        let resolved = rendered(
            issueData { workflow, issue in
                issue.status = .resolved
                workflow.resolution = Resolution(kind: .nextRelease, release: "2.4.1")
                workflow.assignee = .team(devs.id)
            }
        ).description
        #expect(resolved.contains("in the next release") && resolved.contains("#devs"))
        let archived = rendered(
            issueData { workflow, issue in
                issue.status = .archived
                workflow.archivedUntil = ArchiveCondition(events: 100, eventsWindow: 60, users: 10)
            }, .korean
        ).description
        #expect(archived.contains("1시간 안에 이벤트 100건이 더 발생할 때까지 또는 사용자 10명이 더 겪을 때까지"))
    }

    @Test("every menu is a form of its own, so that Enter does what the menu says")
    func menus() {
        let html = rendered(issueData { _, _ in })
        let tags = Tags(html)
        #expect(tags.complaints == [])
        #expect(tags.named("input").first { $0.attributes["name"] == "version" }?.attributes["value"] == "2.4.1")
        let actions = Set(tags.named("button").compactMap { $0.attributes["value"] })
        for action in [WorkflowAction.resolveNext, .resolveIn, .resolveCommit, .archiveDay, .assign, .bookmark] {
            #expect(actions.contains(action.rawValue))
        }
    }

    @Test("actions turn into commands only with all they take")
    func commands() {
        func command(_ action: WorkflowAction, version: String = "", commit: String = "", assignee: String = "")
            -> IssueCommand?
        { action.command(version: version, commit: commit, assignee: assignee, at: Samples.now) }
        #expect(command(.resolveIn) == nil && command(.resolveIn, version: " ") == nil)
        #expect(command(.resolveIn, version: " 2.0 ") == .resolveIn(.release("2.0")))
        #expect(command(.resolveIn, version: String(repeating: "1", count: 251)) == nil)
        #expect(command(.resolveCommit, commit: "abc") == nil)
        #expect(command(.resolveCommit, commit: "abcdef1") == .resolveIn(.commit("abcdef1", repository: nil)))
        #expect(command(.assign) == .assign(nil))
        #expect(command(.assign, assignee: "team:3") == .assign(.team(TeamID(rawValue: 3))))
        #expect(command(.assign, assignee: "mina") == nil)
        #expect(
            command(.archiveDay) == .archiveUntil(ArchiveCondition(until: Samples.now.adding(seconds: 86_400))))
        for action in [WorkflowAction.bookmark, .unsubscribe, .undo] { #expect(command(action) == nil) }
    }

    // MARK: The list

    private func list(_ state: IssueListState, rows: [IssueSummary] = Samples.issues) -> IssueListModel {
        var data = IssueListData(
            projects: Samples.projects,
            page: Page(rows: rows, next: Cursor(value: 1, offset: 7, isPrevious: false), hits: 1_284))
        data.hitsMax = 10_000
        data.book = book
        data.searches = [
            SavedSearch(
                id: 4, organizationID: OrganizationID(rawValue: 1), ownerID: nil, name: "Pay <b>", query: "payment",
                sort: .users, isShared: true, createdAt: Samples.now)
        ]
        return IssueListModel(frame: Samples.frame(), state: state, data: data, now: Samples.now)
    }

    @Test("first the page can be chosen, then all that match")
    func choosing() {
        let none = issueListPage(list(IssueListState())).description
        #expect(none.contains("select=page") && !none.contains("1,284 matching"))
        let page = issueListPage(list(IssueListState(selectsPage: true))).description
        #expect(page.contains("All 7 on this page are selected.") && page.contains("Select all 1,284 matching"))
        let all = Tags(issueListPage(list(IssueListState(query: "boom", selectsAll: true))))
        let field = all.named("input").first { $0.attributes["name"] == FieldName.all }
        #expect(field?.attributes["value"] == "?query=boom")
    }

    @Test("rows tell who looks after an issue and how much was said about it")
    func rows() {
        var issue = Samples.issues[0]
        issue.workflow.assignee = .user(mina.id)
        issue.workflow.commentCount = 3
        let html = issueListPage(list(IssueListState(), rows: [issue])).description
        #expect(html.contains("Mina Park") && html.contains("3 comments"))
    }

    @Test("saved searches are tabs; others can be saved, and the shown one given up")
    func searches() {
        let usual = issueListPage(list(IssueListState())).description
        #expect(usual.contains("Pay &lt;b&gt;") && !usual.contains("/searches/"))
        let other = Tags(issueListPage(list(IssueListState(query: "boom"))))
        #expect(other.named("button").contains { $0.attributes["formaction"] == "/searches/shared/" })
        let shown = issueListPage(list(IssueListState(query: "payment", sort: .users))).description
        #expect(shown.contains("action=\"/searches/shared/4/\"") && shown.contains("aria-current=\"page\">Pay"))
    }
}
