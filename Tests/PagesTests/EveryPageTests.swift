import Markup
import Pages
import SentryProtocol
import Storage
import Testing

/// One of each page, with everything on it.
enum EveryPage {
    static func render(_ language: Language) -> [(name: String, html: HTML)] {
        let guest = FrameModel(language: language, csrf: "token", version: "0.1.0")
        let key = ProjectKey(
            publicKey: "0123456789abcdef0123456789abcdef", secretKey: "", projectID: ProjectID(rawValue: 1),
            label: "Default", isActive: false, createdAt: Samples.now)
        let dsn = DSN("https://0123456789abcdef0123456789abcdef@errors.example.com/1")
        let changed = Notice.workflow(WorkflowNotice(.resolved, count: 2, change: 7))
        var pages: [(String, HTML)] = [
            ("list", issueListPage(Samples.list(language, notice: changed))),
            ("list, all ticked", issueListPage(Samples.list(language, state: IssueListState(selectsPage: true)))),
            ("list with a problem", issueListPage(Samples.list(language, issues: [], problem: Samples.problem))),
            ("issue", issuePage(Samples.issuePageModel(language, notice: .nothingSelected))),
            ("event with files and feedback", issuePage(EventSamples.withExtras(language))),
            ("events", eventListPage(EventSamples.list(language))),
            ("no events", eventListPage(EventSamples.list(language, rows: 0))),
            ("help", helpPage(Samples.frame(language))),
            ("keys", keysPage(Samples.frame(language))),
            ("form expired", errorPage(ErrorModel(frame: guest, status: 403, isForged: true))),
            (
                "no such event",
                errorPage(ErrorModel(frame: Samples.frame(language), status: 404, path: "/issues/7/events/8/"))
            ),
            ("tags", tagsPage(Samples.tagsModel(language))),
            ("no tags", tagsPage(Samples.tagsModel(language, tags: []))),
            ("values of a tag", tagPage(Samples.tagsModel(language, tags: [Samples.tags[0]], key: "url", text: "\"<"))),
            ("issue without event", issuePage(Samples.issuePageModel(language, event: nil))),
            (
                "projects",
                projectsPage(
                    ProjectsModel(
                        frame: Samples.frame(language), projects: Samples.projects, keys: [key], now: Samples.now
                    ) {
                        "https://\($0.publicKey)@errors.example.com/1"
                    })
            ),
            (
                "no projects",
                projectsPage(
                    ProjectsModel(frame: Samples.frame(language), projects: [], keys: [], now: Samples.now) { _ in "" })
            ),
            (
                "connect",
                connectPage(
                    ConnectModel(
                        frame: Samples.frame(language), data: ConnectData(project: Samples.projects[0], dsn: dsn),
                        now: Samples.now))
            ),
            (
                "connect without key",
                connectPage(
                    ConnectModel(
                        frame: Samples.frame(language), data: ConnectData(project: Samples.projects[2], dsn: nil),
                        now: Samples.now))
            ),
            (
                "log in",
                logInPage(LogInModel(frame: guest, email: "a@b.c", next: "/issues/", problem: .tooManyAttempts))
            ),
            (
                "set-up",
                setupPage(
                    SetupModel(
                        frame: guest, code: "c0de",
                        problems: [.badCode, .nameMissing, .emailInvalid, .passwordTooShort(12)]))
            ),
        ]
        pages += [
            ("dashboard", dashboardPage(Samples.dashboard(language))),
            ("empty dashboard", dashboardPage(Samples.dashboard(language, overview: Overview()))),
            ("releases", releaseListPage(Samples.releaseList(language))),
            ("no releases", releaseListPage(Samples.releaseList(language, rows: []))),
            ("release", releasePage(Samples.releasePageModel(language))),
            ("bare release", releasePage(Samples.releasePageModel(language, isBare: true))),
        ]
        pages += people(language)
        pages += preferences(language)
        for status in [400, 403, 404, 405, 418, 500, 503] {
            pages.append(("error \(status)", errorPage(ErrorModel(frame: guest, status: status, requestID: "r1"))))
        }
        for view in StackView.allCases {
            for order in FrameOrder.allCases {
                let state = EventViewState(view: view, order: order)
                pages.append(("issue \(view) \(order)", issuePage(Samples.issuePageModel(language, state: state))))
            }
        }
        for tab in IssueTab.allCases {
            for period in [PeriodChoice.days14, .all] {
                let state = IssueListState(query: tab.query, period: period)
                pages.append(
                    ("empty \(tab) \(period)", issueListPage(Samples.list(language, state: state, issues: []))))
            }
        }
        return pages + ProjectPages.render(language)
    }

    static let all = Language.allCases.flatMap { language in
        render(language).map { ("\($0.name), \(language)", $0.html) }
    }
}

@Suite("Every page")
struct EveryPageTests {
    @Test("is well-formed, with nothing a content security policy would refuse")
    func wellFormed() {
        for (name, html) in EveryPage.all {
            let tags = Tags(html)
            #expect(tags.complaints == [], "\(name)")
            #expect(tags.named("script").allSatisfy { $0.attributes["src"]?.hasPrefix("/public/") == true }, "\(name)")
            #expect(tags.named("script").contains { $0.attributes["src"] == "/public/culprit.js" }, "\(name)")
            #expect(tags.named("style").isEmpty, "\(name)")
        }
    }

    @Test("has landmarks, one h1, captions, scopes, labels and a title")
    func accessible() {
        for (name, html) in EveryPage.all {
            let tags = Tags(html)
            #expect(tags.named("h1").count == 1, "\(name)")
            #expect(tags.named("main").count == 1 && tags.named("header").count == 1, "\(name)")
            #expect(tags.named("table").count == tags.named("caption").count, "\(name)")
            #expect(tags.named("th").allSatisfy { $0.attributes["scope"] != nil }, "\(name)")
            #expect(tags.named("nav").allSatisfy { $0.attributes["aria-label"]?.isEmpty == false }, "\(name)")
            #expect(tags.named("svg").allSatisfy { $0.attributes["aria-hidden"] ?? $0.attributes["aria-label"] != nil })
            #expect(tags.named("title").count >= 1 && tags.named("html").first?.attributes["lang"] != nil, "\(name)")
            let labels = Set(tags.named("label").compactMap { $0.attributes["for"] })
            for field in tags.named("input") where field.attributes["type"] != "hidden" {
                let isLabelled = field.attributes["aria-label"] != nil || labels.contains(field.attributes["id"] ?? "-")
                #expect(isLabelled, "\(name): \(field)")
            }
        }
    }

    @Test("has no id twice, and describes fields by ids that exist")
    func ids() {
        for (name, html) in EveryPage.all {
            let elements = Tags(html).elements
            let ids = elements.compactMap { $0.attributes["id"] }
            #expect(Set(ids).count == ids.count, "\(name)")
            for target in elements.compactMap({ $0.attributes["aria-describedby"] ?? $0.attributes["for"] }) {
                #expect(ids.contains(target), "\(name): \(target)")
            }
        }
    }

    @Test("proves in every form that posts that it is ours")
    func csrf() {
        for (name, html) in EveryPage.all {
            let tags = Tags(html)
            let posts = tags.named("form").filter { $0.attributes["method"] == "post" }.count
            let tokens = tags.named("input").filter { $0.attributes["name"] == FieldName.csrf }.count
            #expect(posts == tokens, "\(name)")
        }
    }

    @Test("is complete without script: every form has a button or a search field")
    func buttons() {
        for (name, html) in EveryPage.all {
            let text = html.description
            for form in text.split(separator: "<form").dropFirst() {
                let body = form.prefix(upTo: form.firstRange(of: "</form>")?.lowerBound ?? form.endIndex)
                #expect(body.contains("<button") || body.contains("type=\"search\""), "\(name)")
            }
        }
    }

    @Test("says in Korean what it says in English")
    func languages() {
        for ((name, english), (_, korean)) in zip(EveryPage.render(.english), EveryPage.render(.korean)) {
            #expect(english != korean, "\(name)")
            #expect(Tags(english).elements.map(\.name) == Tags(korean).elements.map(\.name), "\(name)")
        }
    }
}
