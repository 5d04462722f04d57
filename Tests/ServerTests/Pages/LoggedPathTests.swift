import Testing

@testable import Server

@Suite("What the log has of an address")
struct LoggedPathTests {
    @Test(
        "links that let somebody in lose their secret",
        arguments: [
            ("/invite/abc/", "/invite/…"), ("/password-reset/abc", "/password-reset/…"),
            ("//invite//abc/def", "/invite/…"),
            ("/invite/", "/invite/"), ("/issues/12/", "/issues/12/"), ("/", "/"),
        ])
    func secrets(path: String, logged: String) { #expect(PageRoutes.loggable(path) == logged) }
}
