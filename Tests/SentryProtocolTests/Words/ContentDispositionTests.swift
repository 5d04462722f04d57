import SentryProtocol
import Testing

@Suite struct ContentDispositionTests {
    @Test(
        "a name splits no header and leaves no quotes, and is whole for whoever reads the second form",
        arguments: [
            ("log.txt", "log.txt", "log.txt"),
            ("a\"b\\c%;d", "a_b_c__d", "a%22b%5Cc%25%3Bd"),
            ("a\r\nSet-Cookie: b", "a__Set-Cookie: b", "a%0D%0ASet-Cookie%3A%20b"),
            ("Übung.txt", "_bung.txt", "%C3%9Cbung.txt"),
            ("", "", ""),
        ])
    func names(name: String, plain: String, whole: String) {
        #expect(
            ContentDisposition.attachment(named: name)
                == "attachment; filename=\"\(plain)\"; filename*=UTF-8''\(whole)")
    }
}
