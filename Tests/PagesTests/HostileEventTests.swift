import Markup
import SentryProtocol
import Storage
import Testing

@testable import Pages

@Suite("Hostile events")
struct HostileEventTests {
    /// Closes whatever it stands in, runs script, turns the text around, rings the bell.
    static let payload =
        "'\"></title></script></textarea><script>alert(1)</script><img src=x onerror=alert(1)>\u{202E}\u{2066}\u{0}\u{1B}[31m\u{7}"

    static func quoted(_ text: String) -> String {
        var writer = JSONWriter()
        writer.string(text)
        return writer.text
    }

    /// The payload in every place of an event that takes text.
    static func event(frames: Int) -> String {
        let evil = quoted(payload)
        let frame = """
            {"function":\(evil),"module":\(evil),"filename":\(evil),"abs_path":\(evil),"lineno":9007199254740993,"colno":-1,\
            "context_line":\(evil),"pre_context":[\(evil),null,7],"post_context":[\(evil)],"in_app":true,\
            "source_link":"javascript:alert(1)","vars":{\(evil):\(evil),"deep":[[[[[{\(evil):[\(evil),null]}]]]]]}}
            """
        let all = Array(repeating: frame, count: frames).joined(separator: ",")
        return """
            {"event_id":"9ec79c33ec9942ab8353589fcb2e04dc","timestamp":253402300799,"platform":\(evil),"release":\(evil),\
            "environment":\(evil),"transaction":\(evil),"server_name":\(evil),"logger":\(evil),\
            "message":{"message":\(evil),"params":[\(evil)],"formatted":\(evil)},\
            "exception":[{"type":\(evil),"value":\(evil),"module":\(evil),"mechanism":{"type":\(evil),"description":\(evil),\
            "help_link":"javascript:alert(1)","handled":false,"data":{\(evil):\(evil)}},"stacktrace":{"frames":[\(all)]}}],\
            "breadcrumbs":[{"timestamp":-62135596800,"category":\(evil),"message":\(evil),"data":{\(evil):\(evil)}}],\
            "tags":[[\(evil),\(evil)],["k",\(evil)]],"user":{"id":\(evil),"email":\(evil),"x":\(evil)},\
            "request":{"url":\(evil),"method":\(evil),"query_string":\(evil),"headers":[[\(evil),\(evil)]],\
            "cookies":{\(evil):\(evil)},"data":\(evil),"env":{\(evil):\(evil)}},\
            "contexts":{\(evil):{"type":\(evil),\(evil):\(evil)}},"extra":{\(evil):[\(evil)]},"modules":{\(evil):\(evil)},\
            "sdk":{"name":\(evil),"version":\(evil)},"fingerprint":[\(evil)],"hashes":[\(evil)],\
            "csp":{\(evil):\(evil)},"errors":[{"type":\(evil),"name":\(evil),"value":\(evil)}]}
            """
    }

    static let issue = Samples.issue(
        3, payload, payload + String(repeating: "A<b>\u{202E}", count: 10_000), culprit: payload, events: -1, users: 0)

    static func model(_ state: EventViewState) -> IssueModel {
        Samples.issuePageModel(.english, event: event(frames: 500), issue: issue, state: state)
    }

    private func expectInert(_ html: HTML) {
        let text = html.description
        #expect(Tags(html).complaints == [])
        #expect(Tags(html).strangeScripts.isEmpty && !text.contains("<script>"))
        #expect(!text.contains("<img"))
        // The page's own fields for comments are all that ends so.
        #expect(text.split(separator: "</textarea").count - 1 == Tags(html).named("textarea").count)
        #expect(!text.contains("\u{0}") && !text.contains("\u{1B}") && !text.contains("\u{7}"))
        #expect(!Tags(html).elements.contains { $0.attributes["href"]?.hasPrefix("javascript") == true })
    }

    @Test("are inert on the issue page, however the stack is shown", arguments: StackView.allCases)
    func issuePageIsInert(view: StackView) {
        expectInert(issuePage(Self.model(EventViewState(view: view, order: .oldest))))
    }

    @Test("are inert in the list")
    func listIsInert() {
        expectInert(issueListPage(Samples.list(issues: [Self.issue, Self.issue])))
    }

    @Test("are inert in the table of events, as a filter and beside the event")
    func eventsAreInert() {
        let state = EventListState(environment: Self.payload, filter: Self.payload)
        expectInert(eventListPage(EventSamples.list(state: state, title: Self.payload)))
        let report = UserReportRow(
            eventID: EventID(high: 1, low: 2), name: Self.payload, email: Self.payload, comments: Self.payload,
            receivedAt: Samples.now)
        let extras = EventExtras(
            report: report, attachments: [EventSamples.attachment(Self.payload, "text/html" + Self.payload)])
        expectInert(issuePage(EventSamples.withExtras(extras: extras)))
        let error = ErrorModel(frame: Samples.frame(), status: 405, requestID: Self.payload, path: Self.payload)
        expectInert(errorPage(error))
    }

    @Test("are inert as a query, an environment, a project and a notice")
    func addressIsInert() {
        let state = IssueListState(query: Self.payload, project: Self.payload, environment: Self.payload)
        expectInert(issueListPage(Samples.list(state: state)))
        expectInert(issueListPage(Samples.list(state: state, issues: [], problem: Samples.problem)))
        let guest = FrameModel(version: "1")
        expectInert(logInPage(LogInModel(frame: guest, email: Self.payload, next: Self.payload)))
        expectInert(setupPage(SetupModel(frame: guest, code: Self.payload, name: Self.payload, email: Self.payload)))
        expectInert(errorPage(ErrorModel(frame: guest, status: 500, requestID: Self.payload)))
    }

    @Test("cannot turn around the text beside them: every one stands in its own <bdi>")
    func isolation() {
        // A right-to-left override may only stand inside <bdi>, or in an attribute, a title or an option.
        for html in [issuePage(Self.model(EventViewState())), issueListPage(Samples.list(issues: [Self.issue]))] {
            var depth = 0
            var text = html.description[...]
            while let tag = text.firstIndex(of: "<") {
                let before = text[..<tag]
                #expect(depth > 0 || !before.unicodeScalars.contains("\u{202E}"), "\(before.suffix(80))")
                guard let end = text[tag...].firstIndex(of: ">") else { break }
                let name = text[text.index(after: tag)..<end]
                for isolating in ["bdi", "title", "option"] {
                    if name.hasPrefix(isolating) { depth += 1 }
                    if name.hasPrefix("/" + isolating) { depth -= 1 }
                }
                text = text[text.index(after: end)...]
            }
        }
    }

    @Test("of 500 frames and a title of 40,000 characters stay small and quick")
    func size() {
        let clock = ContinuousClock()
        var count = 0
        let time = clock.measure { count = issuePage(Self.model(EventViewState(view: .full))).bytes.count }
        #expect(count < 3_000_000)
        #expect(time < .seconds(5))
        #expect(issueListPage(Samples.list(issues: [Self.issue])).bytes.count < 30_000)
    }

    @Test("with values of a megabyte are cut, and say so")
    func cut() throws {
        let long = String(repeating: "x", count: 1_000_000)
        let document = try JSONDocument(parsing: Array("[\"\(long)\",{\"a\":[\"\(long)\",\"\(long)\"]}]".utf8))
        for node in document.root.elements {
            let field = Field("big", node)
            #expect(field.isCut && field.text.utf8.count < 10_000)
        }
    }
}
