import SentryProtocol
import Testing

@testable import Ingest

@Suite("The event that a crash reporter's form describes")
struct FormDataTests {
    private func event(_ fields: [(String, String)]) -> String {
        String(decoding: FormData.eventJSON(from: fields.map { [$0.0, $0.1] }), as: UTF8.self)
    }

    @Test("what is not ours goes to extra")
    func extra() {
        #expect(
            event([("guid", "1"), ("ver", "2.0"), ("sentry__x", "3"), ("sentryx", "4"), ("guid", "again"), ("", "5")])
                == #"{"extra":{"guid":"1","ver":"2.0","sentry__x":"3","sentryx":"4","":"5"}}"#)
    }

    @Test("JSON is merged deeply, the later winning")
    func json() {
        #expect(
            event([
                ("sentry", #"{"release":"1","tags":{"a":"1","b":{"c":[1]}},"user":null}"#),
                ("sentry___scope", #"{"release":"2","tags":{"b":{"d":2}},"user":{"id":"7"}}"#),
                ("prod", "x"),
            ])
                == #"{"release":"2","tags":{"a":"1","b":{"c":[1],"d":2}},"user":{"id":"7"},"extra":{"prod":"x"}}"#)
    }

    @Test("JSON in chunks is put together in the order of their numbers")
    func chunks() {
        #expect(
            event([("sentry__10", #"ease":"1"}"#), ("sentry__2", "el"), ("sentry__1", #"{"r"#)]) == #"{"release":"1"}"#)
        #expect(event([("sentry__1", #"{"r"#)]) == "{}")
    }

    @Test("what is no JSON object changes nothing", arguments: ["", "{", "[1]", "null", "7"])
    func noObject(text: String) {
        #expect(event([("sentry", #"{"a":1}"#), ("sentry", text), ("sentry__1", text)]) == #"{"a":1}"#)
    }

    @Test("brackets say where a text goes")
    func brackets() {
        #expect(
            event([("sentry[release]", "1"), ("sentry[tags][a b]", "2"), ("sentry[tags][c]", "3")])
                == #"{"release":"1","tags":{"a b":"2","c":"3"}}"#)
    }

    @Test("brackets fill gaps and overwrite nothing, in whatever order")
    func gaps() {
        let json = ("sentry", #"{"release":"1","tags":[],"user":{"id":null}}"#)
        let fields = [("sentry[release]", "2"), ("sentry[tags][a]", "3"), ("sentry[user][id]", "4")]
        #expect(event([json] + fields) == #"{"release":"1","tags":[],"user":{"id":"4"}}"#)
        #expect(event(fields + [json]) == #"{"release":"1","tags":[],"user":{"id":null}}"#)
        #expect(event([("sentry[a]", "1"), ("sentry[a][b]", "2")]) == #"{"a":"1"}"#)
    }

    @Test(
        "brackets that are none go to extra",
        arguments: ["sentry[", "sentry[a", "sentry[]", "sentry[a]b", "sentry[a][]", "sentry[a]b]", "sentry[a]["])
    func broken(name: String) { #expect(event([(name, "1")]) == #"{"extra":{"\#(name)":"1"}}"#) }

    @Test("15 levels are read, more are ignored")
    func depth() {
        let path = { (levels: Int) in "sentry" + String(repeating: "[a]", count: levels) }
        #expect(
            event([(path(15), "1")])
                == String(repeating: #"{"a":"#, count: 15) + #""1""# + String(repeating: "}", count: 15))
        #expect(event([(path(16), "1"), (path(100_000), "1")]) == "{}")
    }

    @Test("a payload's pairs are read as far as they are pairs")
    func pairs() throws {
        let payload = Array(#"[["a","1"],["b"],[],7,{"c":"2"},["d",3],["e",null],[null,"f"],["g","4","x"]]"#.utf8)
        let fields = FormData.fields(of: try JSONDocument(parsing: payload).root)
        #expect(fields.map(\.name) == ["a", "d", "g"])
        #expect(fields.map(\.value) == ["1", "3", "4"])
        #expect(FormData.eventJSON(from: [["a"], [], ["b", "1", "2"]]) == Array("{}".utf8))
    }

    @Test("a great many fields take no longer each", .timeLimit(.minutes(10)))
    func many() {
        let fields = (0..<20_000).map { ("sentry[tags][t\($0)]", "\($0)") } + (0..<20_000).map { ("x\($0)", "") }
        #expect(event(fields).utf8.count > 400_000)
    }
}
