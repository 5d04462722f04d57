import SentryProtocol
import Testing

@testable import Server

@Suite("The Date header")
struct HTTPDateTests {
    @Test(
        "is printed as RFC 9110 wants it",
        arguments: [
            (Int64(784_111_777), "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (1_795_423_200, "Mon, 23 Nov 2026 08:40:00 GMT"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        ])
    func prints(seconds: Int64, text: String) {
        #expect(HTTPDate.print(Timestamp(seconds: seconds)) == text)
        #expect(HTTPDate.text(at: Timestamp(seconds: seconds)) == text)
    }
}
