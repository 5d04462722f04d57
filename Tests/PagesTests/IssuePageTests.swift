import Markup
import SentryProtocol
import Storage
import Testing

@testable import Pages

@Suite("Issue page")
struct IssuePageTests {
    private func render(_ json: String, state: EventViewState = EventViewState()) -> String {
        issuePage(Samples.issuePageModel(event: json, state: state)).description
    }

    @Test("looks as reviewed", arguments: Language.allCases)
    func snapshot(language: Language) throws {
        try expectSnapshot(issuePage(Samples.issuePageModel(language)), named: "issue-\(language.rawValue)")
    }

    @Test("shows the outermost exception first, then what caused it")
    func chain() throws {
        let html = render(Samples.checkoutEvent)
        let outer = try #require(html.firstRange(of: "<h3><bdi>OperationalError"))
        let cause = try #require(html.firstRange(of: "Caused by"))
        let inner = try #require(html.firstRange(of: "<h3><bdi>ConnectionRefusedError"))
        #expect(outer.lowerBound < cause.lowerBound && cause.lowerBound < inner.lowerBound)
    }

    @Test("opens the newest frame of our own code, and folds runs of others")
    func frames() {
        let html = render(Samples.checkoutEvent)
        #expect(html.contains("<details class=\"frame app\" open><summary><bdi class=\"function\">save</bdi>"))
        #expect(html.contains("3 frames from django"))
        #expect(html.contains("<ol class=\"source\" tabindex=\"0\" start=\"14\">"))
        #expect(html.contains("<li class=\"failing\"><mark><bdi>                return self.connection()"))
    }

    @Test("shows every frame when asked for the full stack, in either order")
    func full() throws {
        let newest = render(Samples.checkoutEvent, state: EventViewState(view: .full))
        #expect(!newest.contains("frames from django"))
        let oldest = render(Samples.checkoutEvent, state: EventViewState(view: .full, order: .oldest))
        func isFirst(_ a: String, before b: String, in html: String) throws -> Bool {
            let first = try #require(html.firstRange(of: ">\(a)</bdi>"))
            return first.lowerBound < (try #require(html.firstRange(of: ">\(b)</bdi>"))).lowerBound
        }
        #expect(try isFirst("save", before: "save_order", in: newest))
        #expect(try isFirst("save_order", before: "save", in: oldest))
    }

    @Test("prints a raw stack as the language does")
    func raw() {
        let html = render(Samples.checkoutEvent, state: EventViewState(view: .raw))
        #expect(html.contains("Traceback (most recent call last):\n  File &#34;/usr/lib/python3"))
        #expect(html.contains("psycopg.OperationalError: could not connect"))
        #expect(!html.contains("class=\"frames\""))
        let other =
            #"{"platform":"node","exception":[{"type":"E","value":"v","stacktrace":{"frames":[{"function":"f","filename":"a.js","lineno":3,"colno":4}]}}]}"#
        #expect(render(other, state: EventViewState(view: .raw)).contains("E: v\n    at f (a.js:3:4)"))
    }

    @Test("shows the crashed thread when no exception has a stack, or the one asked for")
    func threads() {
        let json = #"""
            {"exception":[{"type":"SIGSEGV"}],"threads":{"values":[
            {"id":1,"name":"main","stacktrace":{"frames":[{"function":"idle"}]}},
            {"id":2,"name":"worker","crashed":true,"stacktrace":{"frames":[{"function":"explode"}]}}]}}
            """#
        let html = render(json)
        #expect(html.contains("explode") && !html.contains("idle"))
        #expect(html.contains("<option value=\"2\" selected>2 · worker (crashed)"))
        #expect(render(json, state: EventViewState(thread: "1")).contains("idle"))
        #expect(render(json, state: EventViewState(thread: "99")).contains("explode"))
    }

    @Test("links to the events around, and shows where there are none")
    func navigation() {
        let html = render(Samples.checkoutEvent, state: EventViewState(view: .full))
        #expect(html.contains("/issues/2/events/00000000000000010000000000000001/?view=full"))
        #expect(html.contains("/issues/2/events/latest/?view=full"))
        #expect(html.contains("/issues/2/events/9ec79c33ec9942ab8353589fcb2e04dc.json"))
        let issue = Samples.issues[1]
        let data = IssueData(
            issue: issue, project: Samples.projects[1],
            event: Samples.stored(Samples.checkoutEvent, previous: false, next: false))
        let alone = issuePage(IssueModel(frame: Samples.frame(), data: data, now: Samples.now)).description
        #expect(!alone.contains("events/latest/") && !alone.contains("events/oldest/"))
    }

    @Test("keeps to the event of the address when the stack is shown another way")
    func optionsKeepEvent() {
        let model = Samples.issuePageModel(selector: .latest)
        #expect(issuePage(model).description.contains("/issues/2/events/latest/?view=full"))
    }

    @Test("links only to http and https, and vouches for nothing")
    func outsideLinks() {
        #expect("https://example.com/a?b=c#d".asSafeLink != nil)
        for text in ["javascript:alert(1)", "data:text/html,x", "//example.com", "http:/x", "https://a b", "ftp://x"] {
            #expect(text.asSafeLink == nil, "\(text)")
        }
        let json = #"{"request":{"url":"javascript:alert(1)"},"tags":{"a":"https://example.com/"}}"#
        let links = Tags(issuePage(Samples.issuePageModel(event: json))).named("a")
        #expect(!links.contains { $0.attributes["href"]?.hasPrefix("javascript") == true })
        #expect(links.contains { $0.attributes["href"] == "https://example.com/" })
        for link in links where link.attributes["href"]?.hasPrefix("/") != true && link.attributes["href"] != "#content"
        {
            #expect(link.attributes["rel"] == "noopener noreferrer nofollow")
        }
    }

    @Test("folds long breadcrumbs away, oldest first")
    func breadcrumbs() {
        let crumbs = (0..<80).map { "{\"category\":\"c\",\"message\":\"step \($0)\"}" }.joined(separator: ",")
        let html = render("{\"breadcrumbs\":[\(crumbs)]}")
        #expect(html.contains("Show 30 earlier"))
        #expect(html.contains("step 0</bdi>") && html.contains("step 79</bdi>"))
    }

    @Test("offers what can be done: resolving what is open, reopening what is not")
    func actions() {
        func buttons(_ issue: IssueSummary) -> [String] {
            let all = Tags(issuePage(Samples.issuePageModel(issue: issue))).named("button")
            return all.compactMap { $0.attributes["value"] }.filter { IssueAction(rawValue: $0) != nil }
        }
        #expect(buttons(Samples.issues[1]) == ["resolve", "archive"])
        let resolved = Samples.issue(9, "E", "x", culprit: "", status: .resolved, substatus: nil)
        #expect(buttons(resolved) == ["reopen"])
    }

    @Test("survives an event with nothing in it, and no event at all")
    func nothing() {
        #expect(render("{}").contains("without a stack trace"))
        #expect(render("not json").contains("No event to show"))
        #expect(issuePage(Samples.issuePageModel(event: nil)).description.contains("No event to show"))
    }
}
