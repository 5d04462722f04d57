import Grouping
import SentryProtocol
import Testing

@Suite("Grouping")
struct GrouperTests {
    @Test("the same event has the same hashes in every task and every grouper")
    func deterministic() async throws {
        let files = try Corpus.rows("labels.jsonl").compactMap { $0["file"]?.string }.prefix(120)
        let events = try files.map { try Corpus.event($0) }
        let expected = events.map { Grouper.standard.group($0) }
        await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    let fresh = Grouper()
                    return events.map { fresh.group($0) } == expected
                        && events.map { Grouper.standard.group($0) } == expected
                }
            }
            for await isSame in group { #expect(isSame) }
        }
    }

    @Test("the order of keys, unknown keys and everything that never counts change nothing")
    func neverCounts() throws {
        let original = Grouper.standard.group(try Corpus.event(json: HashVectorTests.keyError)).hashes
        let shuffled = #"""
            {"zzz":[1],"release":"r2","environment":"eu","server_name":"web-2","exception":{"values":[{"unknown":{},
            "stacktrace":{"frames":[{"in_app":false,"function":"get_response","lineno":99,"colno":3,"vars":{"a":1},
            "package":"other","filename":"x/base.py","abs_path":"/other/site-packages/x/base.py",
            "module":"django.core.handlers.base"},{"abs_path":"/elsewhere/views.py","filename":"views.py",
            "module":"shop.views","function":"checkout","in_app":true,"lineno":4711,"pre_context":["a"],
            "context_line":"\ttotal  =  cart.total()"}]},"value":"'JPY'","type":"KeyError"}]},"user":{"id":"7"},
            "tags":{"a":"b"},"platform":"python","level":"fatal","transaction":"/other"}
            """#
        #expect(Grouper.standard.group(try Corpus.event(json: shuffled)).hashes == original)
    }

    @Test("an event is grouped alike before and after what was decided is written into it")
    func idempotent() throws {
        for row in try Corpus.rows("labels.jsonl") {
            var event = try Corpus.event(try #require(row["file"]?.string))
            let first = Grouper.standard.apply(to: &event)
            #expect(Grouper.standard.group(event).hashes == first.hashes)
            #expect(event.hashes == first.hashes.map(\.hash))
            #expect(event.groupingConfiguration == Grouper.configurationName)
        }
    }

    @Test("applying decides in-app for every frame of every stack")
    func appliesInApp() throws {
        var event = try Corpus.event(
            json: #"""
                {"platform":"python","stacktrace":{"frames":[{"function":"a"}]},"threads":{"values":[{"id":1,"stacktrace":
                {"frames":[{"function":"b","abs_path":"/x/site-packages/b.py"},{"function":"c"}]}}]},
                "exception":{"values":[{"type":"A","stacktrace":{"frames":[{"function":"d","in_app":true},
                {"function":"e"}]}},{"type":"B"}]}}
                """#)
        Grouper.standard.apply(to: &event)
        #expect(event.exceptions[0].stacktrace?.frames.map(\.isInApp) == [true, false])
        #expect(event.threads[0].stacktrace?.frames.map(\.isInApp) == [false, true])
        #expect(event.stacktrace?.frames.allSatisfy { $0.isInApp == true } == true)
    }

    @Test("recursion of any depth is one issue, direct and mutual")
    func recursion() throws {
        func hash(_ functions: [String]) throws -> String? {
            let frames = functions.map { #"{"module":"m","function":"\#($0)","in_app":true}"# }.joined(separator: ",")
            let json =
                #"{"platform":"python","exception":{"values":[{"type":"E","stacktrace":{"frames":[\#(frames)]}}]}}"#
            return Grouper.standard.group(try Corpus.event(json: json)).hashes.first?.hash
        }
        let (direct, mutual) = (["main", "f", "end"], ["main", "a", "b", "c", "end"])
        #expect(try hash(["main"] + Array(repeating: "f", count: 90) + ["end"]) == hash(direct))
        #expect(
            try hash(["main"] + Array(repeating: ["a", "b", "c"], count: 30).flatMap { $0 } + ["end"]) == hash(mutual))
        #expect(try hash(direct) != hash(mutual))
    }

    @Test("a checksum decides alone")
    func checksum() throws {
        let first = Grouper.standard.group(try Corpus.event(json: #"{"checksum":"abc","message":"x"}"#))
        let second = Grouper.standard.group(try Corpus.event(json: #"{"checksum":"abc","fingerprint":["y"]}"#))
        #expect(first.kind == .checksum)
        #expect(first.hashes == second.hashes)
    }

    @Test("a group of equal failures is that failure, and it names the event")
    func exceptionGroup() throws {
        func event(_ inner: [String]) throws -> Event {
            let leaves = inner.enumerated().map { index, value in
                #"{"type":"ValueError","value":"\#(value)","mechanism":{"exception_id":\#(index + 1),"parent_id":0}}"#
            }
            let root =
                #"{"type":"ExceptionGroup","value":"many","mechanism":{"exception_id":0,"is_exception_group":true}}"#
            return try Corpus.event(
                json: #"{"platform":"other","exception":{"values":[\#((leaves + [root]).joined(separator: ","))]}}"#)
        }
        let one = Grouper.standard.group(try event(["order 1"]))
        let three = Grouper.standard.group(try event(["order 7", "order 8", "order 9"]))
        let mixed = Grouper.standard.group(try event(["order 7", "no stock"]))
        #expect(one.hashes == three.hashes)
        #expect(one.title == "ValueError: order 1")
        #expect(mixed.hashes != one.hashes)
        #expect(mixed.title == "ExceptionGroup: many")
        #expect(mixed.mainExceptionID == nil)
    }

    @Test("an SDK that begins to number the exceptions of its chains splits no issue")
    func numberedChains() throws {
        func hashes(_ mechanisms: [String]) throws -> [GroupingHash] {
            let values = zip(["IOError", "Timeout", "OrderLost"], mechanisms).map {
                #"{"type":"\#($0)","value":"v","mechanism":{"type":"chained"\#($1)}}"#
            }
            let json = #"{"platform":"python","exception":{"values":[\#(values.joined(separator: ","))]}}"#
            return Grouper.standard.group(try Corpus.event(json: json)).hashes
        }
        let numbered = [
            #","exception_id":2,"parent_id":1"#, #","exception_id":1,"parent_id":0"#, #","exception_id":0"#,
        ]
        #expect(try hashes(numbered) == hashes(["", "", ""]))
    }

    @Test("groups with broken ids fall back to the chain", arguments: [0, 1, 2])
    func brokenGroups(parent: Int) throws {
        let json = #"""
            {"exception":{"values":[{"type":"A","value":"a","mechanism":{"exception_id":2,"parent_id":\#(parent)}},
            {"type":"B","value":"b","mechanism":{"exception_id":1,"parent_id":2}},
            {"type":"G","value":"g","mechanism":{"exception_id":0,"parent_id":2,"is_exception_group":true}}]}}
            """#
        #expect(Grouper.standard.group(try Corpus.event(json: json)).hashes.count == 1)
    }

    @Test("an explanation names the parts, the variants and every frame's state")
    func explanation() throws {
        let explanation = Grouper.standard.explain(try Corpus.event(json: HashVectorTests.keyError))
        #expect(explanation.variants.map(\.variant) == [.app, .system])
        #expect(explanation.variants[0].parts.map(\.tag) == ["exc", "type", "frame"])
        #expect(explanation.variants[0].parts[2].text == "shop.views checkout total = cart.total()")
        #expect(explanation.variants.map(\.hash) == explanation.result.hashes.map(\.hash))
        let frames = explanation.stacks[0].frames
        #expect(frames.map(\.contributes) == [false, true])
        #expect(frames[0].reason == .library)
        #expect(frames[0].inAppReason == .rule(.init(text: "path:**/site-packages/** -app", isBuiltIn: true)))
    }

    @Test("a message and its stack count together; the stack alone needs neither")
    func stackWithMessage() throws {
        func group(_ message: String) throws -> GroupingResult {
            Grouper.standard.group(
                try Corpus.event(
                    json:
                        #"{"platform":"python","message":"\#(message)","stacktrace":{"frames":[{"module":"m","function":"f"}]}}"#
                ))
        }
        #expect(try group("order 1 lost").kind == .stack)
        #expect(try group("order 1 lost").hashes == group("order 2 lost").hashes)
        #expect(try group("order 1 lost").hashes != group("order 1 found").hashes)
        #expect(try group("").kind == .stack)
    }
}
