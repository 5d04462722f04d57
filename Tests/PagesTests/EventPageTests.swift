import Markup
import SentryProtocol
import Storage
import Testing

@testable import Pages

@Suite("Event page")
struct EventPageTests {
    private func render(_ json: String, state: EventViewState = EventViewState()) -> String {
        issuePage(Samples.issuePageModel(event: json, state: state)).description
    }

    @Test("links to the event as JSON, text and Markdown")
    func formats() {
        let html = render(Samples.checkoutEvent)
        for ending in ["json", "txt", "md"] {
            #expect(html.contains("/issues/2/events/9ec79c33ec9942ab8353589fcb2e04dc.\(ending)\""))
        }
    }

    @Test("shows feedback and files; only pictures without script can be looked at")
    func extras() {
        let tags = Tags(issuePage(EventSamples.withExtras()))
        let html = issuePage(EventSamples.withExtras()).description
        #expect(html.contains("I pressed “Pay” twice.") && html.contains("jo@example.com"))
        #expect(tags.named("a").count { $0.attributes["download"] != nil } == 3)
        let pictures = tags.named("img")
        #expect(pictures.count == 1 && pictures[0].attributes["alt"] == "Picture: screenshot.png")
        #expect(pictures[0].attributes["src"]?.hasSuffix("/?preview=1") == true)
    }

    @Test("judges pictures by their bytes, not by what they say they are")
    func previews() {
        #expect(AttachmentPreview.mediaType(of: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0]) == "image/png")
        #expect(AttachmentPreview.mediaType(of: [0xFF, 0xD8, 0xFF, 0xE0]) == "image/jpeg")
        #expect(AttachmentPreview.mediaType(of: Array("GIF89a..".utf8)) == "image/gif")
        #expect(AttachmentPreview.mediaType(of: Array("RIFF0000WEBPVP8 ".utf8)) == "image/webp")
        for text in ["<svg onload=alert(1)>", "<html>", "RIFF0000WAVE", "GIF", "", "\u{89}PNG"] {
            #expect(AttachmentPreview.mediaType(of: Array(text.utf8)) == nil, "\(text)")
        }
        #expect(!AttachmentPreview.mayBePicture(EventSamples.attachment("a.png", "image/png", size: 100_000_000)))
        #expect(!AttachmentPreview.mayBePicture(EventSamples.attachment("a.png", "image/svg+xml")))
    }

    @Test("says which values were taken out or cut, by which rule, and how long they were")
    func remarks() {
        let html = render(
            #"""
            {"_meta":{"extra":{"password":{"":{"rem":[["@password:filter","s",0,10]],"len":15}},
            "text":{"":{"rem":[["!limit","s",8189,8192]],"len":90000}}},
            "user":{"ip_address":{"":{"rem":[["@ip","x"]]}}},"deep":{"a":{"b":{"":{"len":7}}}}}}
            """#)
        #expect(html.contains("4 values were changed before they were stored"))
        #expect(
            html.contains("extra.password") && html.contains("Replaced, rule @password:filter; 15 characters before"))
        #expect(html.contains("Shortened; 90,000 characters before"))
        #expect(html.contains("Removed, rule @ip"))
        #expect(html.contains("deep.a.b") && html.contains("Shortened; 7 entries before"))
    }

    @Test("reads remarks of any shape, within bounds")
    func oddRemarks() throws {
        for json in ["[]", "7", "{\"\":7}", "{\"a\":{\"\":{\"rem\":7,\"len\":-1}}}", "{\"\":{\"rem\":[[],[7],null]}}"] {
            let document = try JSONDocument(parsing: Array(json.utf8))
            #expect(RemarkReader(document.root, .english).remarks.isEmpty, "\(json)")
        }
        let many = (0..<5_000).map { "\"k\($0)\":{\"\":{\"len\":1}}" }.joined(separator: ",")
        let document = try JSONDocument(parsing: Array("{\(many)}".utf8))
        #expect(RemarkReader(document.root, .english).remarks.count == RemarkReader.rowsMax)
    }

    @Test("tells members of a group from causes")
    func groups() {
        let html = render(
            #"""
            {"exception":[
            {"type":"ValueError","value":"b","mechanism":{"exception_id":2,"parent_id":0,"source":"exceptions[1]"}},
            {"type":"TypeError","value":"a","mechanism":{"exception_id":1,"parent_id":0,"source":"exceptions[0]"}},
            {"type":"ExceptionGroup","value":"two","mechanism":{"exception_id":0,"is_exception_group":true}}]}
            """#)
        #expect(html.contains("Member of ExceptionGroup · exceptions[0]"))
        #expect(html.contains("Member of ExceptionGroup · exceptions[1]"))
        #expect(!html.contains("Caused by"))
        let context = #"{"exception":[{"type":"A","mechanism":{"source":"__context__"}},{"type":"B"}]}"#
        #expect(render(context).contains("Raised while this was handled"))
    }

    @Test("is not led in circles by exceptions that are each other's parents")
    func circles() {
        let html = render(
            #"""
            {"exception":[{"type":"A","mechanism":{"exception_id":1,"parent_id":1}},
            {"type":"B","mechanism":{"exception_id":2,"parent_id":3,"is_exception_group":true}},
            {"type":"C","mechanism":{"exception_id":3,"parent_id":2,"is_exception_group":true}}]}
            """#)
        #expect(html.contains("<bdi>A</bdi>") && html.contains("<bdi>C</bdi>"))
    }

    @Test("shows other threads beside an exception's stack")
    func threads() {
        let json = #"""
            {"exception":[{"type":"E","thread_id":7,"stacktrace":{"frames":[{"function":"raised_here"}]}}],
            "threads":{"values":[{"id":7,"name":"worker","crashed":true},
            {"id":8,"name":"main","stacktrace":{"frames":[{"function":"waits"}]}}]}}
            """#
        let html = render(json)
        #expect(html.contains("raised_here") && !html.contains("waits"))
        #expect(html.contains("<option value=\"7\" selected>7 · worker (crashed)"))
        let other = render(json, state: EventViewState(thread: "8"))
        #expect(other.contains("waits") && !other.contains("raised_here"))
        #expect(render(json, state: EventViewState(thread: "7")).contains("raised_here"))
    }

    @Test("lets breadcrumbs be chosen by kind, where there is more than one")
    func kinds() {
        let crumbs = ["http", "query", "console", "ui.click", "navigation", "auth"].map {
            "{\"category\":\"\($0)\",\"level\":\"\($0 == "console" ? "error" : "info")\"}"
        }.joined(separator: ",")
        let tags = Tags(issuePage(Samples.issuePageModel(event: "{\"breadcrumbs\":[\(crumbs)]}")))
        let boxes = tags.named("input").compactMap { $0.attributes["class"] }.filter { $0.hasPrefix("kind-") }
        #expect(boxes == ["http", "navigation", "click", "query", "console", "other"].map { "kind-\($0)" })
        #expect(tags.named("li").contains { $0.attributes["class"] == "kind-console problem-step" })
        #expect(tags.named("input").contains { $0.attributes["class"] == "only-problems" })
    }

    @Test("has a table of events that keeps its filters when it is paged")
    func table() {
        let state = EventListState(environment: "production", filter: "jo 2.4")
        let html = eventListPage(EventSamples.list(state: state)).description
        #expect(
            html.contains("/issues/2/events/?query=jo+2.4&#38;")
                || html.contains("query=jo+2.4&amp;environment=production&amp;cursor=1:2:0"))
        #expect(html.contains("500 events were looked at"))
        #expect(html.contains("<bdi>jo@example.com</bdi>"))
    }

    @Test("finds events by words of what a row shows, all of them, in any case")
    func filter() {
        let facts = EventSamples.facts(3, release: "Shop@2.4.1")
        let state = EventListState(filter: "jo region:eu stack.lineno:>4 \"2.4\"")
        #expect(state.terms.count == 2 && state.admits(facts), "filters are asked of whole events, words of rows")
        #expect(EventListState(filter: "is:unresolved").terms.isEmpty, "what only issues have is words")
        func admits(_ filter: String) -> Bool { EventListState(filter: filter).admits(facts) }
        #expect(admits("") && admits("JO@EXAMPLE") && admits("shop@2.4 refused") && admits(facts.id.hex))
        #expect(!admits("refused staging") && !admits("3.0"))
    }
}
