import Grouping
import SentryProtocol
import Testing

@Suite("Similar issues")
struct GroupingSignatureTests {
    private func signature(
        _ functions: [String], type: String = "E", line: Int = 1, inApp: Bool = true
    ) throws -> GroupingSignature {
        let frames = functions.map {
            #"{"module":"shop","function":"\#($0)","in_app":\#(inApp),"lineno":\#(line)}"#
        }
        let json =
            #"{"platform":"python","exception":[{"type":"\#(type)","stacktrace":{"frames":[\#(frames.joined(separator: ","))]}}]}"#
        return Grouper.standard.signature(of: try Corpus.event(json: json))
    }

    @Test("is 1 for the same frames, whatever the lines, and the same both ways round")
    func same() throws {
        let (a, b) = (try signature(["a", "b", "c"]), try signature(["a", "b", "c"], line: 99))
        #expect(a == b)
        #expect(a.similarity(to: b) == 1)
        let other = try signature(["a", "x", "c"], type: "F")
        #expect(a.similarity(to: other) == other.similarity(to: a))
    }

    @Test("grows with the share of frames in common")
    func grows() throws {
        let base = try signature(["a", "b", "c", "d"])
        let near = try signature(["a", "b", "c", "z"], type: "F")
        let far = try signature(["a", "x", "y", "z"], type: "F")
        #expect(abs(base.similarity(to: near) - 3.0 / 5) < 0.001)
        #expect(abs(base.similarity(to: far) - 1.0 / 7) < 0.001)
        #expect(base.similarity(to: try signature(["p", "q"], type: "F")) == 0)
    }

    @Test("is at least a half for the same type in the same function")
    func samePlace() throws {
        let (a, b) = (try signature(["p", "q", "pay"]), try signature(["x", "y", "z", "pay"]))
        #expect(a.similarity(to: b) >= 0.5)
        #expect(a.similarity(to: try signature(["x", "y", "z", "pay"], type: "F")) < 0.25)
    }

    @Test("of one frame alone says little, and of none nothing")
    func little() throws {
        let lone = try signature(["main"])
        #expect(lone.similarity(to: try signature(["main"], type: "F")) == 0.5)
        let empty = try signature(["lib"], inApp: false)
        #expect(empty.isEmpty)
        #expect(empty.similarity(to: empty) == 0)
        #expect(Grouper.standard.signature(of: try Corpus.event(json: #"{"message":"x"}"#)).isEmpty)
    }

    @Test("holds a bounded number of frames and the same ones in every process")
    func bounded() throws {
        let many = try signature((0..<500).map { "f\($0)" })
        #expect(many.frames.count == GroupingSignature.framesMax)
        #expect(many.frames == many.frames.sorted())
        #expect(try signature(["pay"]).frames == [4_160_065_099_761_216_384])
        #expect(try signature(["pay"]).crashFunction == "shop pay")
    }
}
