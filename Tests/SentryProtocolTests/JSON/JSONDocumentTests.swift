import SentryProtocol
import Testing

/// Strict about structure, lenient about content.
@Suite struct JSONDocumentTests {
    private func parse(_ text: String) throws(JSONError) -> JSONNode {
        try JSONDocument(parsing: Array(text.utf8)).root
    }

    /// The text printed again, without white space.
    private func printed(_ text: String) throws -> String { try parse(text).sourceText }

    @Test(
        "what is well formed comes back as it was",
        arguments: [
            "null", "true", "false", "0", "-1", "1.5", "-1.5e10", "1E+3", "\"\"", "\"a\"", "[]", "{}", "[[],{}]",
            "[1,2,3]", "{\"a\":1}", "{\"a\":{\"b\":[true,null,\"c\"]},\"d\":\"e\"}",
            "\"twelve plain characters and more\"",
        ])
    func roundTrip(text: String) throws {
        #expect(try printed(text) == text)
        #expect(try printed(" \n\t\r" + text + " \r\n ") == text)
    }

    @Test(
        "white space may stand everywhere between tokens",
        arguments: [" { \"a\" : [ 1 , 2 ] , \"b\" : { } } ", "{\n\"a\"\t:\r[1\n,2],\"b\":{\n}}"])
    func space(text: String) throws {
        #expect(try printed(text) == "{\"a\":[1,2],\"b\":{}}")
    }

    @Test("NaN and Infinity read as null", arguments: ["NaN", "Infinity", "-Infinity", "[NaN,-Infinity]"])
    func notNumbers(text: String) throws {
        #expect(try printed(text) == (text.hasPrefix("[") ? "[null,null]" : "null"))
    }

    @Test(
        "structure is strict",
        arguments: [
            ("", .empty), (" \n", .empty), ("{", .unexpectedEnd), ("[", .unexpectedEnd), ("\"a", .unexpectedEnd),
            ("\"a\\", .unexpectedEnd), ("\"a\\\"", .unexpectedEnd), ("{\"a\"", .unexpectedEnd),
            ("{\"a\":", .unexpectedEnd), ("{\"a\":1", .unexpectedEnd), ("[1,", .unexpectedEnd), ("tru", .unexpectedEnd),
            ("-", .unexpectedEnd), ("1.", .unexpectedEnd), ("1e", .unexpectedEnd), ("1e+", .unexpectedEnd),
            ("nul!", .unexpectedByte(offset: 3)), ("{}x", .unexpectedByte(offset: 2)),
            ("[1 2]", .unexpectedByte(offset: 3)), ("{a:1}", .unexpectedByte(offset: 1)),
            ("{\"a\" 1}", .unexpectedByte(offset: 5)), ("[,1]", .unexpectedByte(offset: 1)),
            ("{\"a\":1,\"b\"}", .unexpectedByte(offset: 10)), ("1.x", .unexpectedByte(offset: 2)),
            ("+1", .unexpectedByte(offset: 0)), ("]", .unexpectedByte(offset: 0)), ("{]", .unexpectedByte(offset: 1)),
            ("'a'", .unexpectedByte(offset: 0)),
        ] as [(String, JSONError)])
    func refusals(text: String, error: JSONError) {
        #expect(throws: error) { try parse(text) }
    }

    @Test("128 levels pass, 129 do not, and 10 000 cost nothing", arguments: ["[", "{\"a\":"])
    func depth(opening: String) throws {
        func nested(_ levels: Int) -> String {
            String(repeating: opening, count: levels) + (opening == "[" ? "" : "1")
                + String(repeating: opening == "[" ? "]" : "}", count: levels)
        }
        _ = try parse(nested(JSONLimits.depthMax))
        for levels in [JSONLimits.depthMax + 1, 10_000] {
            #expect(throws: JSONError.tooDeep(offset: JSONLimits.depthMax * opening.utf8.count)) {
                try parse(nested(levels))
            }
        }
    }

    @Test("a part of a larger text is parsed without looking outside")
    func range() throws {
        let bytes = Array("xx[1,2]yy".utf8)
        #expect(try JSONDocument(parsing: bytes, in: 2..<7).root.count == 2)
        #expect(throws: JSONError.unexpectedEnd) { try JSONDocument(parsing: bytes, in: 2..<6) }
        #expect(throws: JSONError.empty) { try JSONDocument(parsing: bytes, in: 2..<2) }
        let long = Array("\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"".utf8)
        for end in 0..<long.count {
            #expect(throws: JSONError.self) { try JSONDocument(parsing: long, in: 0..<end) }
        }
    }

    @Test(
        "the first value is found and the rest left alone",
        arguments: [("{\"a\":1}\nrest", 7), (" [] {", 3), ("\"a\"\"b\"", 3), ("12,", 2), ("null!", 4)])
    func firstValue(text: String, end: Int) throws {
        let bytes = Array(text.utf8)
        #expect(try JSONDocument(parsingFirstValueOf: bytes, in: 0..<bytes.count).end == end)
    }

    /// The scanner looks at eight bytes at once; every special byte must be found at every place in them.
    @Test("special bytes are found wherever they stand in a string", arguments: 0..<20)
    func alignment(offset: Int) throws {
        let before = String(repeating: "x", count: offset)
        for (special, meaning) in [
            ("\\n", "\n"), ("\\\"", "\""), ("\\\\", "\\"), ("\u{1}", "\u{1}"), ("\u{7f}", "\u{7f}"), ("ä", "ä"),
            ("\u{0}", "\u{FFFD}"), ("ÿ\u{7f}", "ÿ\u{7f}"), ("한글", "한글"), ("\\u0041", "A"),
        ] {
            for after in ["", "y", "yyyyyyyyyyyyyyyy"] {
                let nodes = try parse("[\"\(before)\(special)\(after)\",\"next\"]").elements.map { $0 }
                #expect(nodes.map(\.string) == [before + meaning + after, "next"])
            }
        }
    }

    @Test("cut at every byte and with every byte changed, it parses or throws")
    func damage() throws {
        let text = Array(
            "{\"a\":[1,-2.5e3,true,null,\"\\u00e4 ö \\ud83d\\ude00\"],\"bb\":{\"c\":\"xxxxxxxxxxx\"}}".utf8)
        for end in text.indices {
            #expect(throws: JSONError.self) { try JSONDocument(parsing: Array(text[..<end])) }
        }
        for at in text.indices {
            for byte in UInt8.min...UInt8.max {
                var damaged = text
                damaged[at] = byte
                guard let root = try? JSONDocument(parsing: damaged).root else { continue }
                let again = root.sourceText
                #expect(throws: Never.self) { try JSONDocument(parsing: Array(again.utf8)) }
            }
        }
    }
}
