import Markup
import SentryProtocol
import Storage
import Testing

@testable import Pages

@Suite("Dashboard and releases")
struct FigurePagesTests {
    @Test("the pages look as they were reviewed", arguments: Language.allCases)
    func snapshots(language: Language) throws {
        try expectSnapshot(dashboardPage(Samples.dashboard(language)), named: "dashboard-\(language.rawValue)")
        try expectSnapshot(releaseListPage(Samples.releaseList(language)), named: "releases-\(language.rawValue)")
        try expectSnapshot(releasePage(Samples.releasePageModel(language)), named: "release-\(language.rawValue)")
    }

    @Test(
        "a change is said in words",
        arguments: [
            (0, 0, "as in the period before"), (5, 5, "as in the period before"), (0, 3, "none in the period before"),
            (100, 150, "▲ 50 % more than before"), (100, 25, "▼ 75 % less than before"),
            (3, 0, "▼ 100 % less than before"),
            (1_000, 1_001, "nearly as in the period before"), (1, 40, "▲ 40 × as many as before"),
        ])
    func changes(before: Int, now: Int, words: String) {
        #expect(FigurePhrase.change(from: before, to: now).english == words)
    }

    @Test(
        "shares are never rounded up to all",
        arguments: [(0.9999, "99.9 %"), (1.0, "100 %"), (0.5, "50 %"), (0, "0 %")])
    func shares(share: Double, text: String) {
        #expect(share.percent == text)
    }

    @Test("every number of the dashboard leads to what it counts")
    func links() {
        let model = Samples.dashboard(state: DashboardState(project: "shop-api", period: .days30))
        #expect(
            model.cards.map(\.link.path) == [
                "/issues/?query=&project=shop-api&period=30d&sort=freq",
                "/issues/?query=&project=shop-api&period=30d&sort=user",
                "/issues/?query=firstSeen:-30d&project=shop-api&period=30d&sort=new",
                "/issues/?query=is:regressed&project=shop-api&period=30d",
            ])
        #expect(model.rankings[1].rows[1].link?.path == "/releases/a%2Fb%201/?project=shop-api")
        #expect(model.rankings[0].rows[2].link == nil, "nothing can be searched that has no name")
    }

    @Test("what cannot be chosen counts as not chosen")
    func states() {
        #expect(DashboardState(QueryString("period=all&project=")) == DashboardState())
        #expect(DashboardState(QueryString("period=1h")).period == .days7)
        #expect(DashboardState(QueryString("period=90d&project=a")).query(of: [], at: Samples.now).bars == 30)
        #expect(ReleaseListState(QueryString("query=+a+&cursor=x&environment=")).query == "a")
    }

    @Test("the chart has a sentence for those who cannot see it, and its numbers as a table")
    func alternatives() {
        let page = dashboardPage(Samples.dashboard())
        let tags = Tags(page)
        let chart = tags.named("svg").first { $0.attributes["class"] == "chart" }
        #expect(chart?.attributes["role"] == "img")
        #expect(chart?.attributes["aria-label"]?.contains("Period before") == true)
        #expect(page.description.contains("Numbers"))
    }

    @Test("an approximate number says so, and a share of nothing is not shown")
    func honesty() {
        #expect(Samples.dashboard().cards[1].number == "≈ 1,284")
        let list = Samples.releaseList()
        #expect(list.rows[0].health?.adoptionText == "90 %" && list.rows[0].health?.crashFree == "99.6 %")
        #expect(list.rows[1].health == nil)
    }

    @Test("words of senders are inert")
    func hostile() {
        for page in [
            dashboardPage(Samples.dashboard()), releaseListPage(Samples.releaseList()),
            releasePage(Samples.releasePageModel()),
        ] {
            #expect(!page.description.contains("<script>") && !page.description.contains("<i>"))
        }
    }

    @Test("without anything there are words instead of charts")
    func empty() {
        #expect(dashboardPage(Samples.dashboard(overview: Overview())).description.contains("Nothing to show yet"))
        let none = releaseListPage(Samples.releaseList(rows: []))
        #expect(none.description.contains("sentry-cli releases new"))
        let narrowed = Samples.releaseList(rows: [], state: ReleaseListState(query: "9"))
        #expect(releaseListPage(narrowed).description.contains("No release matches."))
    }
}
