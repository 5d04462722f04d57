import SentryProtocol
import Testing

@Suite("MessagePack")
struct MessagePackTests {
    private func json(_ bytes: [UInt8], limit: Int = 10_000) throws -> String {
        String(decoding: try MessagePack.json(bytes, in: 0..<bytes.count, limit: limit), as: UTF8.self)
    }

    @Test(
        "every kind of value",
        arguments: [
            ([0x05], "5"), ([0xff], "-1"), ([0xc0], "null"), ([0xc2], "false"), ([0xc3], "true"),
            ([0xcc, 0xff], "255"), ([0xcd, 1, 0], "256"), ([0xce, 0, 1, 0, 0], "65536"),
            ([0xcf, 0, 0, 0, 1, 0, 0, 0, 0], "4294967296"), ([0xd0, 0x80], "-128"), ([0xd1, 0x80, 0], "-32768"),
            ([0xd2, 0x80, 0, 0, 0], "-2147483648"), ([0xd3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe], "-2"),
            ([0xca, 0x3f, 0xc0, 0, 0], "1.5"), ([0xcb, 0x3f, 0xf8, 0, 0, 0, 0, 0, 0], "1.5"),
            ([0xcb, 0x7f, 0xf0, 0, 0, 0, 0, 0, 0], "null"), ([0xa2, 0x68, 0x69], "\"hi\""),
            ([0xd9, 2, 0x68, 0x69], "\"hi\""), ([0xda, 0, 1, 0x22], "\"\\\"\""), ([0xc4, 2, 0x68, 0x69], "\"hi\""),
            ([0x92, 1, 0x90], "[1,[]]"), ([0xdc, 0, 1, 1], "[1]"), ([0x81, 0xa1, 0x61, 1], "{\"a\":1}"),
            ([0xde, 0, 1, 7, 1], "{\"7\":1}"), ([0xd6, 0xff, 0x6b, 0, 0, 0], "1795162112"),
            ([0xa1, 0xff], "\"\u{FFFD}\""),
        ] as [([UInt8], String)])
    func values(bytes: [UInt8], text: String) throws {
        #expect(try json(bytes) == text)
    }

    @Test(
        "what is broken throws, and takes no memory",
        arguments: [
            [], [0xc1], [0xa5, 0x61], [0xdb, 0xff, 0xff, 0xff, 0xff], [0xdd, 0xff, 0xff, 0xff, 0xff, 1],
            [0xdf, 0x7f, 0xff, 0xff, 0xff], [0x81, 0xc0, 1], [0x92, 1], [0xc9, 0xff, 0xff, 0xff, 0xff, 1], [0xcf, 1],
        ] as [[UInt8]])
    func broken(bytes: [UInt8]) {
        #expect(throws: MessagePackError.self) { try json(bytes) }
    }

    @Test("depth and length are bounded")
    func bounds() {
        #expect(throws: MessagePackError.tooDeep) { try json([UInt8](repeating: 0x91, count: 1_000)) }
        #expect(throws: MessagePackError.tooLarge) {
            try json([0xdc, 0x03, 0xe8] + [UInt8](repeating: 0xc0, count: 1_000), limit: 100)
        }
    }

    @Test("a stream that was cut off keeps what is whole")
    func streams() {
        let bytes: [UInt8] = [1, 0x91, 2, 0xa1, 0x61, 0xa5, 0x62]
        #expect(String(decoding: MessagePack.jsonArray(bytes, in: 0..<7, limit: 100), as: UTF8.self) == "[1,[2],\"a\"]")
        #expect(String(decoding: MessagePack.jsonArray([], in: 0..<0, limit: 100), as: UTF8.self) == "[]")
    }

    @Test("every two bytes are read or refused")
    func everything() {
        for first in UInt8.min...UInt8.max {
            for second: UInt8 in [0, 1, 0x7f, 0x80, 0xc1, 0xff] {
                _ = try? json([first, second, second, second, second, second])
            }
        }
    }
}
