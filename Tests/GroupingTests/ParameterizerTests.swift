import SentryProtocol
import Testing

@testable import Grouping

@Suite("Message parameterisation")
struct ParameterizerTests {
    private func parameterize(_ text: String) -> String { String(bytes: Parameterizer.parameterize(text)) }

    @Test("replaces what the vectors say, and nothing else")
    func vectors() throws {
        let rows = try Corpus.rows("parameterize.jsonl")
        #expect(rows.count == 74)
        for row in rows {
            let (name, input) = (try #require(row["name"]?.string), try #require(row["input"]?.string))
            #expect(parameterize(input) == row["expect"]?.string, "\(name)")
        }
    }

    @Test(
        "reads further forms that programs print",
        arguments: [
            ("Wed Apr 17 22:31:45 2019", "<date>"),
            ("Mon Jan 02 15:04:05 -0700 2006", "<date>"),
            ("Mon, 02 Jan 2006 15:04:05 GMT", "<date>"),
            ("2024-02-20T22:16Z done", "<date> done"),
            ("2024-02-20 22:16:36,123 INFO", "<date> INFO"),
            ("at 9:05 pm", "at <date>"),
            ("app.js:12:34", "app.js:<int>:<int>"),
            ("took 12.5 sec, 3sec, 120µs", "took <float> sec, <duration>, <duration>"),
            ("00:1b:44:11:3a:b7", "<mac>"),
            ("fe80::1 and Fee::add()", "<ip> and Fee::add()"),
            ("256.1.1.1", "<float>.<float>"),
            ("a-5 -5 5-5", "a-<int> <int> <int>-<int>"),
            ("charge pay_8Hq2KxZ0Lm failed", "charge pay_<id> failed"),
            ("worker_12 utf-8 sha256", "worker_<int> utf-<int> sha256"),
            ("com.foo.Bar@1a2b3c4d", "com.foo.Bar@<hex>"),
            ("key=\"a b\" other='c' flag=true", "key=<quoted_str> other=<quoted_str> flag=<bool>"),
            ("wss://x.y/z?q=1 end", "<url> end"),
            ("https:// nothing", "https:// nothing"),
            ("first\n\n second 2\n", "first\n second <int>"),
            ("first\nsecond\nthird", "first\nsecond..."),
            ("订单 123 失败", "订单 <int> 失败"),
            ("", ""),
        ])
    func forms(input: String, expected: String) {
        #expect(parameterize(input) == expected)
    }

    @Test(
        "survives any bytes in reasonable time",
        arguments: [
            "a", "0", "-", ":", "'", "=", ".", "@", "a.", "0:", "f:", "1.1.", "a@a.", "2006-01-02T", "\n", "é", "_0a",
        ])
    func hostile(unit: String) {
        let text = String(repeating: unit, count: 20_000)
        var output: [UInt8] = []
        let time = ContinuousClock().measure { output = Parameterizer.parameterize(text) }
        #expect(output.count <= 8 * GroupingLimits.messageCharactersMax)
        // Some milliseconds in release; this is a debug build beside other tests.
        #expect(time < .seconds(5))
    }
}
