import Storage
import Testing

@Suite("Digests of contents are stored and never change")
struct ContentDigestTests {
    @Test(
        "what tells a resend from something new",
        arguments: [
            ("", 0xfa33_eb34_07b3_3af8, 0x3098_24da_5d40_283c),
            ("foobar", 0x5890_1200_5d2a_894d, 0x2353_ed11_91ae_9eeb),
            ("what an SDK sent!", 0x68a1_a761_5900_e8c0, 0x06a6_665d_bd7a_9238),
        ] as [(String, UInt64, UInt64)])
    func vectors(text: String, high: UInt64, low: UInt64) {
        let digest = ContentDigest(of: Array(text.utf8))
        #expect(digest.high == high && digest.low == low)
    }
}
