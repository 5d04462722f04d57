import Testing

@testable import Compression

@Suite struct BodyCodecTests {
    private static let json = Array(
        """
        {"event_id":"9ec79c33ec9942ab8353589fcb2e04dc","platform":"python","level":"error","exception":{"values":[{\
        "type":"ValueError","value":"boom","stacktrace":{"frames":[{"filename":"app.py","function":"main","lineno":1,\
        "in_app":true}]}}]}}
        """.utf8)

    /// Bodies that have much in common.
    private static func samples(_ word: String) -> [[UInt8]] {
        (0..<400).map { index in
            let frames = (0..<6).map {
                "{\"filename\":\"\(word)/module_\(($0 * index) % 17).py\",\"function\":\"handle_\(word)\",\"lineno\":\($0 * index)}"
            }
            return Array("{\"event_id\":\"\(index * 7919)\",\"frames\":[\(frames.joined(separator: ","))]}".utf8)
        }
    }

    @Test("what is packed comes back", arguments: [0, 1, 5, 100, 10_000, 3_000_000])
    func roundTrip(size: Int) throws {
        let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ ($0 >> 7)) }
        for codec in [try BodyCodec(), .standard] {
            let stored = codec.encode(body)
            #expect(stored.count <= body.count + 1)
            #expect(try codec.decode(stored) == body)
        }
    }

    @Test("the built-in dictionary is there and pays")
    func standard() throws {
        #expect(BodyCodec.standard.dictionaryIDs.count == 1)
        #expect(BodyCodec.standard.encode(Self.json).count < (try BodyCodec().encode(Self.json).count) * 2 / 3)
    }

    @Test("small noise is kept as it is")
    func identity() throws {
        #expect(BodyCodec.standard.encode([0xde, 0xad]) == [0, 0xde, 0xad])
        #expect(BodyCodec.standard.encode([]) == [0])
    }

    @Test("bodies of an older dictionary stay readable, and without it they are refused")
    func severalDictionaries() throws {
        let old = try BodyCodec.trainDictionary(samples: Self.samples("shop"), size: 8 << 10)
        let new = try BodyCodec.trainDictionary(samples: Self.samples("bank"), size: 8 << 10)
        let before = try BodyCodec(dictionaries: [old], encodingWith: 0)
        let after = try BodyCodec(dictionaries: [old, new], encodingWith: 1)
        let body = Self.samples("shop")[77]
        let stored = before.encode(body)
        #expect(try after.decode(stored) == body)
        #expect(try after.decode(after.encode(body)) == body)
        let id = try #require(before.dictionaryIDs.first)
        #expect(throws: BodyCodec.CodecError.unknownDictionary(id: id)) {
            try BodyCodec(dictionaries: [new], encodingWith: 0).decode(stored)
        }
        #expect(try before.decode(BodyCodec().encode(body)) == body)
    }

    @Test("a body longer than the limit is refused before it is unpacked")
    func limit() throws {
        let body = [UInt8](repeating: 0x61, count: 100_000)
        let stored = BodyCodec.standard.encode(body)
        #expect(try BodyCodec.standard.decode(stored, limit: 100_000) == body)
        #expect(throws: BodyCodec.CodecError.tooLarge) { try BodyCodec.standard.decode(stored, limit: 99_999) }
        #expect(throws: BodyCodec.CodecError.tooLarge) { try BodyCodec.standard.decode([0, 1, 2], limit: 1) }
    }

    @Test(
        "what is no stored body is refused",
        arguments: [[], [1], [2, 1], [1, 2, 3], [1, 0x28, 0xb5, 0x2f, 0xfd]] as [[UInt8]])
    func corrupt(stored: [UInt8]) {
        #expect(throws: BodyCodec.CodecError.corrupt) { try BodyCodec.standard.decode(stored) }
    }

    @Test("damage is an error or other bytes of the same length, never a crash")
    func damage() throws {
        let stored = BodyCodec.standard.encode(Self.json)
        for end in 1..<stored.count {
            #expect(throws: BodyCodec.CodecError.self) { try BodyCodec.standard.decode(Array(stored[..<end])) }
        }
        for at in stored.indices {
            for bit in 0..<8 {
                var damaged = stored
                damaged[at] ^= 1 << UInt8(bit)
                _ = try? BodyCodec.standard.decode(damaged, limit: 1 << 20)
            }
        }
    }

    @Test("dictionaries that are none are refused")
    func badDictionaries() {
        #expect(throws: BodyCodec.CodecError.badDictionary) {
            try BodyCodec(dictionaries: [[1, 2, 3]], encodingWith: 0)
        }
        #expect(throws: BodyCodec.CodecError.badDictionary) { try BodyCodec(dictionaries: [], encodingWith: 0) }
        #expect(throws: BodyCodec.CodecError.self) { try BodyCodec.trainDictionary(samples: [], size: 1024) }
        #expect(throws: BodyCodec.CodecError.self) { try BodyCodec.trainDictionary(samples: [[1]], size: 0) }
    }

    @Test("many at once share the contexts")
    func concurrency() async {
        await withTaskGroup(of: Bool.self) { group in
            for index in 0..<200 {
                group.addTask {
                    let body = Self.json + Array("\(index)".utf8)
                    return (try? BodyCodec.standard.decode(BodyCodec.standard.encode(body))) == body
                }
            }
            for await isRight in group { #expect(isRight) }
        }
    }
}
