import Grouping
import SentryProtocol
import Testing

@Suite("Why two events are not one issue")
struct GroupingDifferenceTests {
    private func explain(_ json: String) throws -> GroupingExplanation {
        Grouper.standard.explain(try Corpus.event(json: json))
    }

    private func event(
        _ functions: [String], type: String = "E", value: String = "v", line: String = "x = 1", cause: String? = nil,
        inApp: Bool = true
    ) -> String {
        let frames = functions.map {
            #"{"module":"shop","function":"\#($0)","in_app":\#(inApp),"context_line":"\#(line)"}"#
        }
        let stack = functions.isEmpty ? "" : #","stacktrace":{"frames":[\#(frames.joined(separator: ","))]}"#
        let first = cause.map { #"{"type":"\#($0)","value":"c"},"# } ?? ""
        return #"{"platform":"python","exception":[\#(first){"type":"\#(type)","value":"\#(value)"\#(stack)}]}"#
    }

    private func difference(_ a: String, _ b: String) throws -> GroupingDifference {
        try .between(explain(a), explain(b))
    }

    private func key(_ function: String, _ line: String = "") -> GroupingDifference.FrameKey {
        .init(module: "shop", file: "", function: function, line: line)
    }

    @Test("events of one issue share a hash")
    func same() throws {
        let (a, b) = (event(["a", "b"], value: "order 1"), event(["a", "b"], value: "order 2"))
        let hash = try explain(a).decidingHash
        #expect(try difference(a, b) == .same(hash: hash))
        #expect(hash.utf8.count == 32)
    }

    @Test("the exception's type comes first, then frames from the crash on, then causes")
    func exceptions() throws {
        let base = event(["main", "a", "b"])
        #expect(try difference(base, event(["main", "a", "b"], type: "F")) == .exceptionType("E", "F"))
        #expect(try difference(base, event(["main", "a", "c"])) == .crashFrame(key("b", "x = 1"), key("c", "x = 1")))
        #expect(try difference(base, event(["main", "z", "b"])) == .caller(key("a"), key("z")))
        #expect(try difference(base, event(["a", "b"])) == .caller(key("main"), nil))
        #expect(
            try difference(base, event(["main", "a", "b"], line: "x = 2"))
                == .sourceLine(key("b", "x = 1"), key("b", "x = 2")))
        #expect(
            try difference(event(["a"], cause: "IOError"), event(["a"], cause: "Timeout"))
                == .causeType("IOError", "Timeout"))
        #expect(try difference(base, event(["main", "a", "b"], cause: "IOError")) == .exceptionCount(1, 2))
    }

    @Test("texts are compared as they are hashed")
    func texts() throws {
        #expect(
            try difference(event([], value: "order 7 lost"), event([], value: "order 8 found"))
                == .value("order <int> lost", "order <int> found"))
        #expect(
            try difference(#"{"message":"up 1"}"#, #"{"message":"down 1"}"#) == .message("up <int>", "down <int>"))
    }

    @Test("fingerprints, kinds and variants")
    func others() throws {
        #expect(
            try difference(#"{"fingerprint":["a","b"]}"#, #"{"fingerprint":["a"]}"#) == .fingerprint("b", nil))
        #expect(try difference(#"{"checksum":"a"}"#, #"{"checksum":"b"}"#) == .checksum("a", "b"))
        #expect(try difference(#"{"message":"x"}"#, event(["a"])) == .kind(.message, .exception))
        #expect(try difference(event(["a"]), event(["b"], inApp: false)) == .variant(.app, .system))
        let csp = #"{"csp":{"effective_directive":"img-src","blocked_uri":"https://a.example/x"}}"#
        #expect(
            try difference(csp, csp.replacing("img", with: "font")) == .part(name: "csp", "img-src", "font-src"))
        #expect(
            try difference(csp, csp.replacing("a.example", with: "b.example"))
                == .part(name: "uri", "a.example", "b.example"))
    }

    @Test("of any two labelled events there is a difference exactly when they share no hash")
    func corpus() throws {
        let names = try Corpus.rows("labels.jsonl").compactMap { $0["file"]?.string }
        let explanations = try names.map { Grouper.standard.explain(try Corpus.event($0)) }
        for (index, a) in explanations.enumerated() where index % 7 == 0 {
            for b in explanations {
                let shares = !Set(a.result.hashes.map(\.hash)).isDisjoint(with: b.result.hashes.map(\.hash))
                guard case .same = GroupingDifference.between(a, b) else {
                    #expect(!shares)
                    continue
                }
                #expect(shares)
            }
        }
    }
}
