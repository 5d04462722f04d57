import SentryProtocol
import Testing

/// The parser against one that is too simple to be wrong.
@Suite struct JSONParserTests {
    private static func fields(_ document: JSONDocument) -> [[UInt32]] {
        document.tokens.map { [$0.start, $0.extent, $0.info] }
    }

    private static func expectSame(_ bytes: [UInt8], in range: Range<Int>? = nil) {
        let found: Result<[[UInt32]], JSONError>
        let expected: Result<[[UInt32]], JSONError>
        do throws(JSONError) {
            found = .success(fields(try JSONDocument(parsing: bytes, in: range)))
        } catch {
            found = .failure(error)
        }
        do throws(JSONError) {
            expected = .success(try PlainJSONParser.tokens(of: bytes, in: range ?? 0..<bytes.count))
        } catch {
            expected = .failure(error)
        }
        #expect(found == expected, "\(String(decoding: bytes, as: UTF8.self))")
    }

    /// JSON that looks random and is the same in each run.
    private struct Texts {
        var state: UInt64 = 3

        mutating func below(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(max(1, limit)))
        }

        mutating func space() -> String { below(6) == 0 ? ["", " ", "\n\t", "\r\n  "][below(4)] : "" }

        mutating func string() -> String {
            let pieces = ["a", "bc", "\\\"", "\\\\", "\\u00e4", "ä", "한글", "\u{7f}", "\u{1}", "0123456", "/", "\\n"]
            let text = (0..<below(12)).map { _ in pieces[below(pieces.count)] }.joined()
            return "\"\(text)\""
        }

        mutating func value(_ depth: Int) -> String {
            let scalars = [
                "0", "-1", "1.5", "-2.5e+10", "1E3",
                "true", "false", "null", "NaN", "Infinity", "-Infinity",
            ]
            switch below(depth > 5 ? 2 : 4) {
            case 0: return string()
            case 1: return scalars[below(scalars.count)]
            case 2:
                let elements = (0..<below(6)).map { _ in "\(space())\(value(depth + 1))\(space())" }
                return "[\(space())\(elements.joined(separator: ","))]"
            default:
                let members = (0..<below(6)).map { _ in
                    "\(space())\(string())\(space()):\(space())\(value(depth + 1))\(space())"
                }
                return "{\(space())\(members.joined(separator: ","))}"
            }
        }
    }

    @Test("what is well formed has the same tokens")
    func wellFormed() {
        var texts = Texts()
        for _ in 0..<2_000 {
            let bytes = Array((texts.space() + texts.value(0) + texts.space()).utf8)
            Self.expectSame(bytes)
            Self.expectSame([0x5b, 0x22] + bytes + [0x22, 0x7d], in: 2..<2 + bytes.count)
        }
    }

    @Test("what is damaged is refused at the same place")
    func damaged() {
        var texts = Texts()
        texts.state = 17
        let marks = Array("\"\\{}[],:0-+.eEtnNI \u{0}\u{1f}\u{7f}".utf8) + [0x80, 0xff]
        for _ in 0..<1_000 {
            let bytes = Array(texts.value(0).utf8)
            for _ in 0..<6 {
                var damaged = bytes
                let at = texts.below(bytes.count)
                switch texts.below(4) {
                case 0: damaged[at] = marks[texts.below(marks.count)]
                case 1: damaged.remove(at: at)
                case 2: damaged.insert(marks[texts.below(marks.count)], at: at)
                default: damaged.removeSubrange(at...)
                }
                Self.expectSame(damaged)
            }
        }
    }

    @Test("every byte at every place of a word of a string")
    func everyByte() {
        for before in 0..<18 {
            for after in [0, 1, 7, 8, 20] {
                for byte in UInt8.min...UInt8.max {
                    var text = Array("{\"".utf8)
                    text += Array(repeating: UInt8(ascii: "a"), count: before)
                    text.append(byte)
                    text += Array(repeating: UInt8(ascii: "b"), count: after)
                    text += Array("\":\"\"}".utf8)
                    Self.expectSame(text)
                }
            }
        }
    }

    @Test("any number of tokens finds room", arguments: ["1", "\"\"", "[]", "{}", "{\"a\":1}", "[[0]]"])
    func room(element: String) {
        for count in Array(0...70) + [1_000, 20_000] {
            let list = "[" + Array(repeating: element, count: count).joined(separator: ",") + "]"
            Self.expectSame(Array(list.utf8))
        }
        for depth in 0...JSONLimits.depthMax {
            let opening = String(repeating: "[", count: depth)
            let closing = String(repeating: "]", count: depth)
            Self.expectSame(Array((opening + element + closing).utf8))
        }
    }

    @Test("the first value of a text is found however many tokens it has")
    func firstValue() throws {
        for count in [0, 1, 7, 15, 16, 30, 31, 32, 33, 63, 64, 65, 200] {
            let value = "{" + (0..<count).map { "\"k\($0)\":[\($0)]" }.joined(separator: ",") + "}"
            let bytes = Array((value + "{\"rest").utf8)
            let document = try JSONDocument(parsingFirstValueOf: bytes, in: 0..<bytes.count)
            #expect(document.end == value.utf8.count)
            #expect(try Self.fields(document) == PlainJSONParser.tokens(of: bytes, in: 0..<document.end))
        }
    }
}
