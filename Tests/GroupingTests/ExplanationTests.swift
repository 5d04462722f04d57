import SentryProtocol
import Testing

@testable import Grouping

@Suite("Explanations")
struct ExplanationTests {
    private func explain(_ json: String, _ stackRules: String = "", _ fingerprintRules: String = "") throws
        -> GroupingExplanation
    {
        let rules = GroupingRuleText.parse(stackRules: stackRules, fingerprintRules: fingerprintRules).rules
        return Grouper(rules: rules).explain(try Corpus.event(json: json))
    }

    private func stack(_ frames: [String], platform: String = "python", value: String = "v") -> String {
        let list = frames.map { "{" + $0 + "}" }.joined(separator: ",")
        return
            #"{"platform":"\#(platform)","exception":[{"type":"E","value":"\#(value)","stacktrace":{"frames":[\#(list)]}}]}"#
    }

    @Test("parts show what was hashed, and which hash is looked up first")
    func parts() throws {
        let explanation = try explain(HashVectorTests.keyError)
        #expect(explanation.variants.map(\.decides) == [true, false])
        #expect(explanation.decidingHash == explanation.variants[0].hash)
        #expect(
            explanation.variants[0].parts.last?.frame
                == .init(module: "shop.views", file: "", function: "checkout", line: "total = cart.total()"))
        #expect(explanation.stacks[0].frames[1].inAppReason == .sent)
    }

    @Test("every frame that is not hashed has its reason")
    func reasons() throws {
        let frames = [
            #""module":"a","function":"main""#, #""module":"a","function":"f""#, #""module":"a","function":"f""#,
            #""module":"lib","function":"g""#, #""module":"a","function":"skip""#, "",
            #""module":"a","function":"end""#,
        ]
        let explanation = try explain(stack(frames), "module:lib -app\nfunction:skip -group")
        let verdicts = explanation.stacks[0].frames
        #expect(verdicts.map(\.contributes) == [true, true, false, false, false, false, true])
        let rule = GroupingExplanation.Rule(text: "function:skip -group", isBuiltIn: false)
        #expect(verdicts.map(\.reason) == [nil, nil, .repeated, .library, .rule(rule), .nameless, nil])
        #expect(verdicts.map(\.reason?.hint)[4] == "rule function:skip -group")
        #expect(verdicts[0].inAppReason == .assumed)
        #expect(verdicts[3].inAppReason == .rule(.init(text: "module:lib -app", isBuiltIn: false)))
    }

    @Test("limits and engines have reasons of their own")
    func limits() throws {
        let named = (0..<4).map { #""module":"a","function":"f\#($0)""# }
        #expect(
            try explain(stack(named), "function:* max-frames=2").stacks[0].frames[0].reason == .beyond(framesMax: 2))
        #expect(
            try explain(stack(named), "function:* min-frames=9").stacks[0].frames[0].reason
                == .tooFewFrames(framesMin: 9))
        let script = [
            #""function":"<anonymous>","abs_path":"https://a.example/x.js""#,
            #""function":"t","abs_path":"https://a.example/x.js""#,
            #""function":"eval","filename":"a.js""#, #""function":"load","filename":"a.js""#,
        ]
        let reasons = try explain(stack(script, platform: "javascript")).stacks[0].frames.map(\.reason)
        #expect(reasons == [.unknownName, .minifiedName, .engineFrame, nil], "\(reasons)")
        var deep = try Corpus.event(json: stack(named))
        let frame = try #require(deep.exceptions[0].stacktrace?.frames[0])
        deep.exceptions[0].stacktrace?.frames = (0..<300).map { index in
            var frame = frame
            frame.function = "f\(index)"
            return frame
        }
        let far = Grouper.standard.explain(deep).stacks[0].frames
        #expect(far[0].reason == .tooFarFromCrash(framesMax: 250))
        #expect(far[100].reason == .beyond(framesMax: 80))
    }

    @Test("texts show what was replaced, by which pattern")
    func texts() throws {
        let text = ParameterizedText("user 12 at 10.1.2.3 paid pay_8Hq2KxZ0Lm in worker_12")
        #expect(
            text.segments == [
                .kept("user "), .replaced("12", by: "int"), .kept(" at "), .replaced("10.1.2.3", by: "ip"),
                .kept(" paid pay_"), .replaced("8Hq2KxZ0Lm", by: "id"), .kept(" in worker_"),
                .replaced("12", by: "int"),
            ])
        let explanation = try explain(#"{"message":"order 7 lost"}"#)
        #expect(explanation.texts.map(\.original) == ["order 7 lost"])
        #expect(explanation.texts.map(\.parameterized) == ["order <int> lost"])
        #expect(try explain(HashVectorTests.keyError).texts == [])
    }

    @Test("explained texts are those that are hashed, for every vector and sample")
    func textsAgree() throws {
        var inputs = try Corpus.rows("parameterize.jsonl").compactMap { $0["input"]?.string }
        inputs += try Corpus.names.flatMap { name in
            let event = try Corpus.event(name)
            return event.exceptions.compactMap(\.value) + [event.message?.formatted ?? ""]
        }
        inputs += ["", "\n\n", "a\nb\nc", String(repeating: "id_12 é 7 ", count: 3_000)]
        for input in inputs {
            let text = ParameterizedText(input)
            #expect(Array(text.parameterized.utf8) == Parameterizer.parameterize(input), "\(input.prefix(80))")
        }
    }

    @Test("a matching fingerprint rule is named, with whose it is")
    func rules() throws {
        let own = try explain(HashVectorTests.keyError, "", "type:KeyError -> lost, {{ module }} # mine")
        #expect(own.rule == .init(text: "type:KeyError -> lost, {{ module }} # mine", isBuiltIn: false))
        #expect(own.fingerprint == ["lost", "{{ module }}"])
        #expect(own.result.fingerprint == ["lost", "shop.views"])
        #expect(own.stacks[0].frames.allSatisfy { $0.reason == .stackDoesNotCount })
        let builtIn = try explain(#"{"platform":"javascript","exception":[{"type":"ChunkLoadError","value":"x"}]}"#)
        #expect(builtIn.rule?.isBuiltIn == true)
    }

    @Test("explains what grouping does, for every sample")
    func agreement() throws {
        for name in Corpus.names {
            let event = try Corpus.event(name)
            let explanation = Grouper.standard.explain(event)
            #expect(explanation.result == Grouper.standard.group(event))
            let hashes = explanation.variants.map(\.hash)
            #expect(explanation.result.hashes.allSatisfy { hashes.contains($0.hash) })
            let frames = explanation.stacks.flatMap(\.frames)
            #expect(frames.allSatisfy { $0.contributes == ($0.reason == nil) }, "\(name)")
            let hashed = explanation.variants.first?.parts.count { $0.tag == "frame" } ?? 0
            // Exceptions can be hashed in another order, but each frame is explained once.
            #expect(frames.count(where: \.contributes) == hashed, "\(name)")
        }
    }
}
