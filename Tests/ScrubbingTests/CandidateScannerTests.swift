import Testing

@testable import Scrubbing

@Suite("Candidates")
struct CandidateScannerTests {
    private struct Place: Equatable {
        let end: Int
        let candidates: Candidates
    }

    private static let pieces = [
        "pass", "PASSWORD", "secret", "priv", "api_", "ApiK", "auth", "toke", "mysql_pwd", "cred", "1234", "12", "@",
        "%40", "BEGI", "AKIA", "eyJ", "xoxb", "ghp_", "sk-", "npm_", "DE89", "bear", "\\u", "pin", "Z", "über", " ",
        "abc", "=", "n",
    ].map { Array($0.utf8) }

    /// Byte by byte.
    private static func steps(
        _ scanner: CandidateScanner, _ text: UnsafeBufferPointer<UInt8>, _ mask: UInt64
    ) -> [Place] {
        var state = scanner.initial
        var places: [Place] = []
        for (index, byte) in text.enumerated() {
            state = (state << 16 | 0xFFFF) & scanner.table[Int(byte)]
            guard state & mask != 0 else { continue }
            let found = UInt16(truncatingIfNeeded: (state & mask) >> 48)
            places.append(Place(end: index + 1, candidates: Candidates(rawValue: found)))
        }
        return places
    }

    private static func places(
        _ scanner: CandidateScanner, _ text: UnsafeBufferPointer<UInt8>, _ mask: UInt64
    ) -> [Place] {
        var at = 0
        var state = scanner.initial
        var places: [Place] = []
        while true {
            let found = scanner.next(in: text, from: &at, state: &state, mask: mask)
            if found.isEmpty { return places }
            places.append(Place(end: at, candidates: found))
        }
    }

    private static func expectSame(_ scanner: CandidateScanner, _ text: [UInt8], _ mask: UInt64) {
        let (fast, slow) = text.withUnsafeBufferPointer { text in
            (places(scanner, text, mask), steps(scanner, text, mask))
        }
        #expect(fast == slow, "\(String(decoding: text, as: UTF8.self))")
    }

    private static let ownWords = ["x", "pin", "über", "patientname"].map { Array($0.utf8) }

    @Test("four bytes at a time find what one byte at a time finds")
    func likeSteps() {
        var random = Generator(state: 7)
        let scanner = CandidateScanner(ownWords: Self.ownWords)
        defer { scanner.deallocate() }
        for _ in 0..<3_000 {
            var text: [UInt8] = []
            for _ in 0..<random.below(16) {
                if random.below(4) == 0 {
                    text.append(UInt8(random.below(256)))
                } else {
                    text += random.one(of: Self.pieces)
                }
            }
            let some = Candidates(rawValue: UInt16(random.below(1 << 16)))
            Self.expectSame(scanner, text, CandidateScanner.mask(some))
            Self.expectSame(scanner, text, CandidateScanner.mask(.words.union(.secrets)))
        }
    }

    @Test("nothing is missed wherever it stands")
    func everyOffset() {
        let scanner = CandidateScanner(ownWords: Self.ownWords)
        defer { scanner.deallocate() }
        let mask = CandidateScanner.mask(Candidates(rawValue: .max))
        for piece in Self.pieces {
            for before in 0..<20 {
                for after in 0..<6 {
                    let text = Array(repeating: UInt8(ascii: "."), count: before) + piece
                    Self.expectSame(scanner, text + Array(repeating: UInt8(ascii: "."), count: after), mask)
                }
            }
        }
    }
}
