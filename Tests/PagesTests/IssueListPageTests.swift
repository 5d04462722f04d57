import Markup
import SentryProtocol
import Storage
import Testing

@testable import Pages

@Suite("Issue list")
struct IssueListPageTests {
    @Test("looks as reviewed", arguments: Language.allCases)
    func snapshot(language: Language) throws {
        try expectSnapshot(issueListPage(Samples.list(language)), named: "issue-list-\(language.rawValue)")
    }

    @Test("stays light: 50 rows within 80 KB before compression")
    func weight() {
        let rows = (0..<50).map { index in
            Samples.issue(
                Int64(index), "TypeError", "Cannot read properties of undefined (reading 'total')",
                culprit: "checkout(app/cart)", substatus: .new, events: 12_408, users: 381, isUnhandled: true)
        }
        #expect(issueListPage(Samples.list(issues: rows)).bytes.count < 80_000)
    }

    @Test("marks the place where a query makes no sense, wherever that is")
    func problem() {
        #expect("is:new levle:x y".parts(around: 7..<14) == ("is:new ", "levle:x", " y"))
        #expect("abc".parts(around: 3..<3) == ("abc", "\u{A0}", ""))
        #expect("abc".parts(around: 90..<99) == ("abc", "\u{A0}", ""))
        #expect("é".parts(around: 1..<2) == ("", "é", ""))
        #expect("".parts(around: -5..<5) == ("", "\u{A0}", ""))
        let html = issueListPage(Samples.list(issues: [], problem: Samples.problem)).description
        #expect(html.contains("<mark>is:unresolved</mark>"))
        #expect(!html.contains("<table"))
    }

    @Test("takes the word at the parser's offset")
    func parserProblem() {
        let query = "is:unresolved levle:error boom"
        #expect(QueryProblem(SearchError("No such key", at: 14), in: query).place == 14..<25)
        #expect(QueryProblem(SearchError("Too long", at: 4096), in: query).place == 30..<30)
        #expect(QueryProblem(SearchError("?", at: -1), in: query).place == 0..<13)
    }

    @Test(
        "gives each empty list its own words",
        arguments: [
            (IssueListState(), "All clear"),
            (IssueListState(query: "is:archived", period: .all), "Nothing is archived."),
            (IssueListState(query: "boom"), "Look at all time"),
            (IssueListState(query: "boom", period: .all), "Clear the"),
            (IssueListState(cursor: Cursor(value: 1, offset: 0, isPrevious: false)), "first page"),
        ])
    func empty(state: IssueListState, words: String) {
        #expect(issueListPage(Samples.list(state: state, issues: [])).description.contains(words))
    }

    @Test("says so when there is no project, or none has sent anything")
    func nothingYet() {
        #expect(issueListPage(Samples.list(issues: [], projects: [])).description.contains("No project yet"))
        let waiting = issueListPage(Samples.list(issues: [], projects: [Samples.projects[2]])).description
        #expect(waiting.contains("Waiting for the first event") && waiting.contains("/projects/ios/connect/"))
    }

    @Test("keeps the address through tabs, sorting and paging")
    func links() {
        let state = IssueListState(
            query: "boom", project: "shop-web", environment: "a&b", period: .days30, sort: .users)
        let html = issueListPage(Samples.list(state: state)).description
        #expect(
            html.contains(
                "/issues/?query=is:new&amp;project=shop-web&amp;environment=a%26b&amp;period=30d&amp;sort=user"))
        #expect(html.contains("period=30d&amp;sort=freq\""))
        #expect(html.contains("sort=user&amp;cursor=1785500000:7:0"))
    }

    @Test("ticks every row when asked to")
    func selection() {
        let ticked = Tags(issueListPage(Samples.list(state: IssueListState(selectsPage: true))))
        #expect(ticked.named("input").filter { $0.attributes["checked"] != nil }.count == Samples.issues.count)
    }
}

@Suite("What has come since a list was shown")
struct NewIssuesTests {
    @Test(
        "is what is later than the first row; later pages do not ask",
        arguments: [
            (IssueListState(), "/issues/new-count/?since=1785596400000000"),
            (
                IssueListState(query: "boom", sort: .firstSeen, selectsPage: true),
                "/issues/new-count/?query=boom&sort=new&since=1785593880000000"
            ),
            (
                IssueListState(project: "ios", sort: .events),
                "/issues/new-count/?project=ios&sort=freq&since=1785596400000000"
            ),
            (IssueListState(cursor: Cursor(value: 5, offset: 6, isPrevious: false)), nil),
        ] as [(IssueListState, String?)])
    func link(state: IssueListState, path: String?) {
        #expect(NewIssues(state, shown: Samples.issues, at: Samples.now)?.count.path == path)
    }

    @Test("is everything where nothing was shown, in whatever order")
    func empty() {
        for sort in IssueSort.allCases {
            let new = NewIssues(IssueListState(sort: sort), shown: [], at: Samples.now)
            #expect(new?.count.path.hasSuffix("since=0") == true)
        }
    }

    @Test("has an empty place on the page, unless the query cannot be read")
    func place() {
        func places(_ model: IssueListModel) -> [Tags.Element] {
            Tags(issueListPage(model)).elements.filter { $0.attributes["data-news"] != nil }
        }
        #expect(places(Samples.list()).map { $0.attributes["role"] } == ["status"])
        #expect(places(Samples.list(issues: [])).count == 1)
        #expect(places(Samples.list(issues: [], problem: Samples.problem)).isEmpty)
        #expect(places(Samples.list(issues: [], projects: [])).isEmpty)
    }

    @Test("is told with its words")
    func words() {
        func json(_ count: Int, _ language: Language = .english) -> String {
            String(decoding: NewIssueCount(count).json(in: language), as: UTF8.self)
        }
        #expect(json(0) == #"{"count":0,"text":""}"#)
        #expect(json(3) == #"{"count":3,"text":"3 new"}"#)
        #expect(json(NewIssueCount.max + 1) == #"{"count":101,"text":"100+ new"}"#)
        #expect(json(3, .korean) == #"{"count":3,"text":"새로 발생한 이슈 3개"}"#)
    }

    @Test("narrows the search in front of all that it asks besides")
    func narrowed() {
        let search = SearchQuery(terms: [SearchTerm(.assigned)])
        let last = SearchTerm(.time(.lastSeen, .compared(.greater, Samples.now)))
        let first = SearchTerm(.time(.firstSeen, .compared(.greater, Samples.now)))
        #expect(IssueListState().narrowed(search, since: Samples.now).terms == [last] + search.terms)
        #expect(
            IssueListState(sort: .firstSeen).narrowed(search, since: Samples.now).terms == [first] + search.terms)
    }
}

@Suite("List addresses")
struct IssueListStateTests {
    @Test(
        "read back as they were written",
        arguments: [
            IssueListState(), IssueListState(query: ""), IssueListState(query: "level:[error, fatal] \"a b\" +&=#%한국어"),
            IssueListState(
                query: "x", project: "shop", environment: "prod uction", period: .all, sort: .events,
                cursor: Cursor(value: 5, offset: 6, isPrevious: true), selectsPage: true),
        ])
    func roundTrip(state: IssueListState) {
        let path = Link.issues(state).path
        let query = path.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false).dropFirst().first ?? ""
        #expect(IssueListState(QueryString(query)) == state)
    }

    @Test("ignore what makes no sense")
    func nonsense() {
        let state = IssueListState(QueryString("period=century&sort=best&cursor=x&project=&environment="))
        #expect(state == IssueListState())
        #expect(IssueListState(QueryString("query=" + String(repeating: "a", count: 9_000))).query.utf8.count < 4_200)
    }

    @Test("say nothing when everything is as usual")
    func usual() {
        #expect(Link.issues(IssueListState()).path == "/issues/")
        #expect(Link.issues(IssueListState(query: "")).path == "/issues/?query=")
    }

    @Test("cover whole hours with their bars", arguments: PeriodChoice.allCases)
    func bars(period: PeriodChoice) {
        let span = period.trendPeriod(at: Samples.now)
        #expect(span.end > Samples.now && span.end.seconds % 3600 == 0)
        #expect((span.end.seconds - span.start.seconds) % Int64(PeriodChoice.bars * 3600) == 0)
    }
}
