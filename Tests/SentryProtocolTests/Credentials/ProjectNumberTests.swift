import SentryProtocol
import Testing

@Suite("Numbers of projects")
struct ProjectNumberTests {
    @Test(
        "are decimal, from 1 to the largest of 63 bits",
        arguments: [
            ("1", 1), ("42", 42), ("007", 7), ("9223372036854775807", Int64.max),
            ("00000000000000000000000000000001", 1),
        ] as [(String, Int64)])
    func valid(text: String, value: Int64) {
        #expect(ProjectNumber(text)?.value == value)
        #expect(ProjectNumber(text[...])?.value == value)
    }

    @Test(
        "nothing else is one",
        arguments: [
            "", "0", "000", "-1", "+1", " 1", "1 ", "1a", "a1", "1.0", "1/2", "1:", "٣", "１", "9223372036854775808",
            "9223372036854775810", "92233720368547758070", "99999999999999999999999999",
        ])
    func invalid(text: String) {
        #expect(ProjectNumber(text) == nil)
        #expect(ProjectNumber(text[...]) == nil)
    }
}
