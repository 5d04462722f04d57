import SentryProtocol
import Testing

@Suite("What is cut is said in `_meta`")
struct EventCutsTests {
    /// `_meta` of an event as somebody sees it who looks at it.
    private func meta(_ json: String) throws -> String? {
        let root = try JSONDocument(parsing: Array(json.utf8)).root
        var event = Event(stored: root)
        event.noteStoredCuts(of: root)
        return event.meta?.sourceText
    }

    private func text(_ length: Int) -> String { String(repeating: "x", count: length) }

    @Test("texts: rule, what is left, and how long it was")
    func texts() throws {
        #expect(
            try self.meta(#"{"message":"\#(text(10_000))"}"#)
                == #"{"message":{"":{"rem":[["!limit","s",8189,8192]],"len":10000}}}"#)
        #expect(
            try self.meta(#"{"exception":{"values":[{"type":"E","value":"\#(text(9_000))"}]}}"#)
                == #"{"exception":{"values":{"0":{"value":{"":{"rem":[["!limit","s",8189,8192]],"len":9000}}}}}}"#)
        #expect(
            try self.meta(#"{"tags":{"a":"b","long":"\#(text(201))"}}"#)
                == #"{"tags":{"long":{"":{"rem":[["!limit","s",197,200]],"len":201}}}}"#)
        #expect(
            try self.meta(#"{"tags":[["long","\#(text(300))"]]}"#)
                == #"{"tags":{"0":{"1":{"":{"rem":[["!limit","s",197,200]],"len":300}}}}}"#)
    }

    @Test("characters are counted, not bytes")
    func characters() throws {
        #expect(try self.meta(#"{"tags":{"a":"\#(String(repeating: "é", count: 200))"}}"#) == nil)
        #expect(
            try self.meta(#"{"tags":{"a":"\#(String(repeating: "é", count: 201))"}}"#)?.contains("\"len\":201") == true)
    }

    @Test("lists: how many there were")
    func lists() throws {
        func list(_ count: Int, _ entry: String) -> String {
            "[" + (0..<count).map { _ in entry }.joined(separator: ",") + "]"
        }
        #expect(
            try self.meta(#"{"breadcrumbs":{"values":\#(list(150, #"{"message":"m"}"#))}}"#)
                == #"{"breadcrumbs":{"values":{"":{"len":150}}}}"#)
        #expect(
            try self.meta(#"{"breadcrumbs":\#(list(101, #"{"message":"m"}"#))}"#)
                == #"{"breadcrumbs":{"":{"len":101}}}"#)
        #expect(
            try self.meta(#"{"exception":[{"type":"E","stacktrace":{"frames":\#(list(300, #"{"function":"f"}"#))}}]}"#)
                == #"{"exception":{"0":{"stacktrace":{"frames":{"":{"len":300}}}}}}"#)
    }

    @Test("frames that are left out are not looked at, those that stay are, where they were")
    func frames() throws {
        var frames = (0..<300).map { _ in #"{"function":"f"}"# }
        frames[70] = #"{"function":"\#(text(600))"}"#
        frames[299] = #"{"function":"\#(text(600))"}"#
        let meta = try #require(
            try self.meta(#"{"exception":[{"stacktrace":{"frames":[\#(frames.joined(separator: ","))]}}]}"#))
        #expect(meta.contains(#""299":{"function":{"":{"rem":[["!limit","s",509,512]],"len":600}}}"#))
        #expect(!meta.contains(#""70""#))
    }

    @Test("what was remarked before stays, and the length that was sent wins")
    func merged() throws {
        let meta = try self.meta(
            #"{"message":"\#(text(10_000))","_meta":{"extra":{"":{"len":3}},"#
                + #""message":{"":{"rem":[["@email","m",0,5]],"len":12000}}}}"#)
        #expect(
            meta == #"{"message":{"":{"rem":[["@email","m",0,5],["!limit","s",8189,8192]],"len":12000}},"#
                + #""extra":{"":{"len":3}}}"#)
    }

    @Test("nothing is said where nothing is cut", arguments: [#"{"message":"m"}"#, "{}", "[]", #"{"tags":7}"#])
    func nothing(json: String) throws {
        #expect(try self.meta(json) == nil)
        let sent = #"{"message":"m","_meta":{"a":{"":{"len":5}}}}"#
        #expect(try self.meta(sent) == #"{"a":{"":{"len":5}}}"#)
    }

    @Test("of hostile breadth only so much is said, and it is still JSON")
    func hostile() throws {
        let tags = (0..<3_000).map { #"["k\#($0)","\#(text(250))"]"# }.joined(separator: ",")
        let crumbs = (0..<400).map { _ in #"{"category":"\#(text(200))"}"# }.joined(separator: ",")
        let threads = (0..<200).map { _ in
            #"{"stacktrace":{"frames":[{"function":"\#(text(700))"},{"module":"\#(text(700))"}]}}"#
        }
        let meta = try self.meta(
            #"{"tags":[\#(tags)],"breadcrumbs":[\#(crumbs)],"threads":[\#(threads.joined(separator: ","))],"_meta":[1]}"#
        )
        let remarks = try #require(meta)
        #expect(remarks.utf8.count < 60_000)
        #expect(try JSONDocument(parsing: Array(remarks.utf8)).root.kind == .object)
    }

    @Test("a large payload keeps its remarks when it is printed, those about free-form parts too")
    func printed() throws {
        let extra = #"{"big":"\#(text(200_000))","small":1}"#
        let sent = try JSONDocument(parsing: Array(#"{"message":"\#(text(10_000))","extra":\#(extra)}"#.utf8)).root
        let again = try JSONDocument(parsing: Event(reading: sent).encoded()).root
        let meta = try #require(again["_meta"]).sourceText
        #expect(meta.contains(#""message":{"":{"rem":[["!limit","s",8189,8192]],"len":10000}}"#))
        #expect(meta.contains(#""big":{"":{"rem":[["!limit","s""#) && meta.contains(#""len":200000"#))
        #expect(Event(reading: again).meta?.sourceText == meta)
    }
}
