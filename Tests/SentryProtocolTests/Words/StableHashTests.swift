import SentryProtocol
import Testing

@Suite("Hashes that are stored never change")
struct StableHashTests {
    @Test(
        "FNV-1a, and mixed",
        arguments: [
            ("", 0xcbf2_9ce4_8422_2325, 0xefd0_1f60_ba99_2926),
            ("a", 0xaf63_dc4c_8601_ec8c, 0x82a2_a958_a9be_ce5b),
            ("foobar", 0x8594_4171_f739_67e8, 0x2c22_1949_22d1_672b),
        ] as [(String, UInt64, UInt64)])
    func vectors(text: String, plain: UInt64, mixed: UInt64) {
        #expect(StableHash.of(text) == plain)
        #expect(StableHash.of(Array(text.utf8)) == plain)
        #expect(StableHash.mixed(text) == mixed)
    }

    @Test("lanes depend on every word and on their order")
    func lanes() {
        func digest(_ words: UInt64...) -> [UInt64] {
            var lanes = MixingLanes(1, 2)
            for word in words { lanes.add(word) }
            return [lanes.first, lanes.second]
        }
        #expect(Set([digest(3, 4), digest(4, 3), digest(3), digest(3, 4, 0)]).count == 4)
        #expect(digest(3, 4) == digest(3, 4))
    }
}
