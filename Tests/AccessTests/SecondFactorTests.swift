import Access
import SentryProtocol
import Testing

@Suite("Authenticator apps")
struct TOTPTests {
    private static let secret = Array("12345678901234567890".utf8)

    @Test(
        "codes are those of RFC 6238, appendix B, in six digits",
        arguments: [
            (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
            (2_000_000_000, "279037"), (20_000_000_000, "353130"),
        ] as [(Int64, String)])
    func vectors(seconds: Int64, code: String) throws {
        let totp = try #require(TOTP(secret: Self.secret))
        #expect(totp.code(step: TOTP.step(at: Timestamp(seconds: seconds))) == code)
    }

    @Test("steps count as RFC 4226, appendix D, has it")
    func counters() throws {
        let totp = try #require(TOTP(secret: Self.secret))
        let expected = [
            "755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489",
        ]
        #expect((0..<10).map { totp.code(step: $0) } == expected)
    }

    @Test("a code is good one step before and after its time, and no further")
    func window() throws {
        let totp = try #require(TOTP(secret: Self.secret))
        let code = totp.code(step: 100)
        for step in Int64(95)...105 {
            let now = Timestamp(seconds: step * 30 + 7)
            #expect((totp.acceptedStep(of: code, at: now, lastUsedStep: 0) != nil) == (99...101).contains(step))
        }
    }

    @Test("a code is good once, and none from before the last one is good")
    func replay() throws {
        let totp = try #require(TOTP(secret: Self.secret))
        let now = Timestamp(seconds: 3000)
        let step = try #require(totp.acceptedStep(of: totp.code(step: 100), at: now, lastUsedStep: 0))
        #expect(step == 100)
        #expect(totp.acceptedStep(of: totp.code(step: 100), at: now, lastUsedStep: step) == nil)
        #expect(totp.acceptedStep(of: totp.code(step: 99), at: now, lastUsedStep: step) == nil)
        #expect(totp.acceptedStep(of: totp.code(step: 101), at: now, lastUsedStep: step) == 101)
    }

    @Test("what is no code is refused", arguments: ["", "28708", "2870820", "28708a", "２８７０８２", "287 0820", "-87082"])
    func noCode(typed: String) throws {
        let totp = try #require(TOTP(secret: Self.secret))
        #expect(totp.acceptedStep(of: typed, at: Timestamp(seconds: 59), lastUsedStep: -10) == nil)
    }

    @Test("blanks that apps show are fine")
    func blanks() throws {
        let totp = try #require(TOTP(secret: Self.secret))
        #expect(totp.acceptedStep(of: " 287 082 ", at: Timestamp(seconds: 59), lastUsedStep: -10) == 1)
    }

    @Test("secrets that are too short or too long are none")
    func secrets() {
        #expect(TOTP(secret: Array(repeating: 1, count: 15)) == nil)
        #expect(TOTP(secret: Array(repeating: 1, count: 65)) == nil)
        #expect(TOTP(randomBytes: counting()).secret.count == 20)
    }

    @Test("the address says everything, escaped, and fits a code that can be read")
    func address() {
        let totp = TOTP(randomBytes: counting())
        let text = totp.address(issuer: "Culprit", account: "kim@example.com")
        #expect(
            text == "otpauth://totp/Culprit:kim%40example.com?secret=AAAQEAYEAUDAOCAJBIFQYDIOB4IBCEQT&issuer=Culprit"
                + "&algorithm=SHA1&digits=6&period=30")
        #expect(totp.manualEntry == "AAAQ EAYE AUDA OCAJ BIFQ YDIO B4IB CEQT")
        let long = totp.address(issuer: "이슈: 추적기", account: String(repeating: "김&?", count: 100))
        #expect(!long.contains("&?"))
        #expect(QRCode(text).map(\.version) ?? 99 <= 8)
        #expect(QRCode(totp.address(issuer: "Culprit", account: String(repeating: "k", count: 300))) != nil)
    }
}

@Suite("Base 32")
struct Base32Tests {
    @Test(
        "is that of RFC 4648, §10",
        arguments: [
            ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ])
    func vectors(plain: String, encoded: String) {
        #expect(Base32.encode(Array(plain.utf8)) == encoded)
        #expect(Base32.decode(encoded) == Array(plain.utf8))
    }

    @Test("reads what people type: either case, grouped, padded")
    func lenient() { #expect(Base32.decode("mzxw 6ytb-oi======") == Array("foobar".utf8)) }

    @Test("refuses what is none", arguments: ["1", "M0", "MZ=Q", "M", "MZX", "MZ", "é"])
    func refused(text: String) { #expect(Base32.decode(text) == nil) }

    @Test("reads back everything it writes")
    func roundTrip() {
        var generator = SeededGenerator(state: 1)
        for length in 0..<64 {
            let bytes = (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            #expect(Base32.decode(Base32.encode(bytes)) == bytes)
        }
    }
}

@Suite("Recovery codes")
struct RecoveryCodesTests {
    private let codes = RecoveryCodes { count in
        var generator = SeededGenerator(state: 42)
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    @Test("there are ten, in groups that can be read aloud")
    func shape() {
        #expect(codes.texts.count == 10)
        #expect(codes.hashes.count == 10)
        for text in codes.texts {
            #expect(text.count == 11)
            #expect(!text.contains { "ilo1IO".contains($0) })
        }
    }

    @Test("case, blanks and hyphens make no difference to the hash")
    func typed() {
        let text = codes.texts[0]
        #expect(RecoveryCodes.hash(of: text.uppercased()) == codes.hashes[0])
        #expect(RecoveryCodes.hash(of: " " + text.filter { $0 != "-" } + " ") == codes.hashes[0])
    }

    @Test("what cannot be a code has no hash", arguments: ["", "abc", "abcde-fghj", "abcde-fghjkm", "iiiii-lllll"])
    func refused(text: String) { #expect(RecoveryCodes.hash(of: text) == nil) }

    @Test("different codes have different hashes")
    func distinct() {
        var state = SeededGenerator(state: 7)
        let many = (0..<50).flatMap { _ -> [[UInt8]] in
            let seed = state.next()
            var generator = SeededGenerator(state: seed)
            let bytes = (0..<10).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            return [RecoveryCodes { _ in bytes }.hashes[0]]
        }
        #expect(Set(many).count == 50)
    }
}
