import SentryProtocol
import Storage
import Testing

@testable import Pages

@Suite("Words")
struct WordsTests {
    @Test(
        "numbers are grouped, and shortened in each language's own units",
        arguments: [
            (0, "0", "0"), (999, "999", "999"), (9_999, "9,999", "9,999"), (12_408, "12.4k", "1.2만"),
            (100_000, "100k", "10만"), (1_200_000, "1.2m", "120만"), (345_000_000, "345m", "3.4억"), (-5, "-5", "-5"),
        ])
    func short(number: Int, english: String, korean: String) {
        #expect(number.short(in: .english) == english)
        #expect(number.short(in: .korean) == korean)
    }

    @Test("grouping survives the ends of the range")
    func extremes() {
        #expect(Int.max.grouped == "9,223,372,036,854,775,807")
        #expect(Int.min.grouped == "-9,223,372,036,854,775,808")
    }

    @Test(
        "moments are said as people say them",
        arguments: [
            (-90, "just now", "방금"), (30, "just now", "방금"), (200, "3 min ago", "3분 전"), (7_300, "2 h ago", "2시간 전"),
            (90_000, "yesterday", "어제"), (260_000, "3 d ago", "3일 전"), (1_000_000, "Jul 21", "7월 21일"),
            (40_000_000, "Apr 25, 2025", "2025년 4월 25일"),
        ])
    func ago(seconds: Int64, english: String, korean: String) {
        let moment = Samples.now.adding(seconds: -seconds)
        #expect(Clock(now: Samples.now, language: .english).label(moment).text == english)
        #expect(Clock(now: Samples.now, language: .korean).label(moment).text == korean)
    }

    @Test("a moment says itself in full, for people and for machines")
    func absolute() {
        let label = Clock(now: Samples.now, language: .english).label(Timestamp(microseconds: 1_785_596_187_250_000))
        #expect(label.absolute == "Aug 1, 2026 14:56:27 UTC")
        #expect(label.machine == "2026-08-01T14:56:27Z")
    }

    @Test("impossible moments do no harm", arguments: [Int64.min, Int64.max, 0])
    func impossible(microseconds: Int64) {
        let clock = Clock(now: Samples.now, language: .english)
        for style in [TimeStyle.ago, .age, .full] {
            #expect(!clock.label(Timestamp(microseconds: microseconds), style).text.isEmpty)
        }
    }

    @Test(
        "browsers get the language they ask for",
        arguments: [
            ("ko-KR,ko;q=0.9,en;q=0.8", Language.korean), ("en-GB", .english), ("fr, en;q=0.5, ko;q=0.7", .korean),
            ("fr", nil), ("", nil), ("ko;q=0", nil), ("EN-us;q=1", .english),
        ] as [(String, Language?)])
    func negotiation(header: String, language: Language?) {
        #expect(Language(acceptLanguage: header) == language)
    }

    @Test("notices read back from the address, and nothing else does")
    func notices() {
        for deed in WorkflowNotice.Deed.allCases {
            for change in [nil, 7] as [Int64?] {
                let notice = Notice.workflow(WorkflowNotice(deed, count: 12, change: change))
                #expect(Notice(parameter: notice.parameter) == notice)
            }
        }
        for notice in [.nothingSelected, .welcome] as [Notice] {
            #expect(Notice(parameter: notice.parameter) == notice)
        }
        for text in ["", "did:", "did:resolved", "did:resolved.x", "did:gone.1", "did:resolved.-1", "did:a.1.2.3", ":"]
        {
            #expect(Notice(parameter: text) == nil)
        }
    }

    @Test("events are addressed by word or id")
    func selectors() {
        let id = EventID(high: 1, low: 2)
        for selector in [EventSelector.latest, .oldest, .recommended, .id(id)] {
            #expect(EventSelector(pathSegment: selector.pathSegment) == selector)
        }
        #expect(EventSelector(pathSegment: "newest") == nil)
        #expect(Link.event(IssueID(rawValue: 7), .recommended, EventViewState()).path == "/issues/7/")
        #expect(
            Link.eventFile(IssueID(rawValue: 7), id, .json).path
                == "/issues/7/events/00000000000000010000000000000002.json")
        #expect(Link.connect(projectSlug: "a/b").path == "/projects/a%2Fb/connect/")
    }

    @Test("small JSON stays on one line, larger is indented")
    func json() throws {
        func pretty(_ text: String) throws -> String {
            JSONText.pretty(try JSONDocument(parsing: Array(text.utf8)).root, limit: 4_000)
        }
        #expect(try pretty(#"{"a":[1,true,null],"b":"x\"y"}"#) == #"{"a": [1, true, null], "b": "x\"y"}"#)
        #expect(try pretty("[]") == "[]")
        let long = String(repeating: "x", count: 80)
        #expect(try pretty("{\"a\":\"\(long)\",\"b\":[{}]}") == "{\n  \"a\": \"\(long)\",\n  \"b\": [{}]\n}")
    }

    @Test("deeply nested JSON is printed without harm")
    func deep() throws {
        let text = String(repeating: "[", count: 120) + String(repeating: "]", count: 120)
        let node = try JSONDocument(parsing: Array(text.utf8)).root
        #expect(JSONText.pretty(node, limit: 1_000).utf8.count < 10_000)
    }
}
