import Crypto
import SentryProtocol
import Testing

@testable import Access

@Suite("QR codes")
struct QRCodeTests {
    private func rows(_ code: QRCode) -> [String] {
        (0..<code.size).map { row in
            var digits = ""
            for start in stride(from: 0, to: code.size, by: 4) {
                var value = 0
                for column in start..<start + 4 {
                    value = value << 1 | (column < code.size && code.isDark(row: row, column: column) ? 1 : 0)
                }
                digits += String(value, radix: 16)
            }
            return digits
        }
    }

    @Test("modules are where another encoder puts them", arguments: QRFixtures.matrices.indices)
    func known(index: Int) throws {
        let fixture = QRFixtures.matrices[index]
        let bytes = Array(fixture.text.utf8)
        let version = try #require(QRVersion.smallest(for: bytes.count))
        #expect(version.number == fixture.version)
        #expect(rows(QRCode(bytes: bytes, version: version, mask: fixture.mask)) == fixture.rows)
    }

    @Test("so are those of every version when it is full", arguments: 1...15)
    func full(number: Int) {
        let version = QRVersion.all[number - 1]
        let bytes = (0..<version.bytesMax).map { UInt8(97 + $0 % 26) }
        let text = rows(QRCode(bytes: bytes, version: version, mask: 4)).joined()
        #expect(
            Hexadecimal.text(of: SHA256.hash(data: Array(text.utf8))) == QRFixtures.hashesOfFullVersions[number - 1])
    }

    @Test("each version takes as many bytes as the standard says, and the smallest is taken")
    func capacities() {
        #expect(QRVersion.all.map(\.bytesMax) == QRFixtures.capacities)
        #expect(QRCode(bytes: Array(repeating: 0, count: 14))?.version == 1)
        #expect(QRCode(bytes: Array(repeating: 0, count: 15))?.version == 2)
        #expect(QRCode(bytes: Array(repeating: 0, count: 412))?.version == 15)
        #expect(QRCode(bytes: Array(repeating: 0, count: 413)) == nil)
        #expect(QRCode("")?.version == 1)
    }

    @Test("the mask that is hardest to misread is taken")
    func mask() {
        let bytes = Array("otpauth://totp/C:a".utf8)
        let version = QRVersion.all[1]
        let penalties = (0..<8).map { QRCode(bytes: bytes, version: version, mask: $0).grid.penalty }
        #expect(QRCode(bytes: bytes)?.mask == penalties.firstIndex(of: penalties.min() ?? 0))
    }

    @Test("the path draws exactly the dark modules, and holds nothing that could leave an attribute")
    func path() throws {
        let code = try #require(QRCode("culprit"))
        var drawn: Set<[Int]> = []
        for part in code.path.split(separator: "M") {
            let numbers = part.split { !$0.isNumber }.compactMap { Int($0) }
            for column in numbers[0]..<numbers[0] + numbers[2] { drawn.insert([numbers[1] - 4, column - 4]) }
        }
        let dark = (0..<code.size).flatMap { row in
            (0..<code.size).filter { code.isDark(row: row, column: $0) }.map { [row, $0] }
        }
        #expect(drawn == Set(dark))
        #expect(code.path.allSatisfy { $0.isNumber || "Mhvz- ".contains($0) })
        #expect(code.pictureSize == code.size + 8)
    }

    @Test("any bytes make a code")
    func anything() {
        var generator = SeededGenerator(state: 3)
        for length in stride(from: 0, through: 412, by: 13) {
            let bytes = (0..<length).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
            #expect(QRCode(bytes: bytes) != nil)
        }
    }
}
