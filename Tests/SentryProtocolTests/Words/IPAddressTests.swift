import SentryProtocol
import Testing

@Suite("Addresses as text")
struct IPAddressTests {
    @Test(
        "what is one",
        arguments: [
            "0.0.0.0", "203.0.113.7", "255.255.255.255", "001.02.3.004", "::", "::1", "2001:db8::1", "fe80::1%eth0",
            "::ffff:192.0.2.1", "1:2:3:4:5:6:7:8",
        ])
    func valid(text: String) { #expect(IPAddress.isValid(text)) }

    @Test(
        "what is none",
        arguments: [
            "", ".", "...", "1.2.3", "1.2.3.", ".1.2.3", "1..2.3", "1.2.3.4.", "1.2.3.4.5", "256.1.1.1", "1.2.3.999",
            "1.2.3.0004", "1.2.3.a", " 1.2.3.4", "1.2.3.4 ", "-1.2.3.4", "+1.2.3.4", "1,2,3,4", "１.2.3.4", ":", ":::",
            "1::2::3", "g::1", "12345::", "{{auto}}", "localhost",
        ])
    func invalid(text: String) { #expect(!IPAddress.isValid(text)) }

    /// Part by part.
    private func isVersion4(_ text: String) -> Bool {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                (1...3).contains(part.utf8.count) && part.utf8.allSatisfy { $0 &- UInt8(ascii: "0") < 10 }
                    && (Int(part) ?? 256) < 256
            }
    }

    @Test("digits and dots in any order")
    func anyOrder() {
        var random = SystemRandomNumberGenerator()
        let letters = Array("0123456789....")
        for _ in 0..<5_000 {
            let count = Int.random(in: 5...16, using: &random)
            let text = String((0..<count).map { _ in letters.randomElement(using: &random) ?? "." })
            #expect(IPAddress.isValid(text) == isVersion4(text), "\(text)")
            #expect(IPAddress.isValid(text[...]) == isVersion4(text), "\(text)")
        }
    }
}
