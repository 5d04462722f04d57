import SentryProtocol
import Testing

@testable import Ingest

@Suite("The loader of the browser SDK")
struct LoaderTests {
    private let key = String(repeating: "a", count: 32)

    @Test("its address")
    func path() {
        #expect(LoaderPath(path: "/js-sdk-loader/\(key).js")?.publicKey?.text == key)
        #expect(LoaderPath(path: "/js-sdk-loader/\(key).min.js?v=1")?.publicKey?.text == key)
        #expect(LoaderPath(path: "/errors/js-sdk-loader/\(key).js", prefix: "/errors")?.publicKey?.text == key)
        let unknown = LoaderPath(path: "/js-sdk-loader/nonsense.js")
        #expect(unknown != nil && unknown?.publicKey == nil)
        for path in [
            "/", "/js-sdk-loader/", "/js-sdk-loader/\(key)", "/js-sdk-loader/a/b.js", "/api/js-sdk-loader/a.js",
        ] {
            #expect(LoaderPath(path: path) == nil, "\(path)")
        }
    }

    @Test("a key's script carries its settings as JSON and may be used from any page")
    func script() throws {
        let dsn = try #require(DSN("https://\(key)@errors.example.com/42"))
        let loader = try #require(LoaderScript(template: Array("f(__CULPRIT_LOADER_SETTINGS__);".utf8)))
        var settings = LoaderScript.Settings(dsn: dsn, bundleURL: "https://cdn.example.com/\"bundle\".js")
        settings.isReplaying = true
        let reply = loader.script(for: settings)
        #expect(reply.status == 200)
        #expect(reply.header("Access-Control-Allow-Origin") == "*")
        #expect(reply.header("Cross-Origin-Resource-Policy") == "cross-origin")
        #expect(reply.header("Cache-Control")?.hasPrefix("public, max-age=3600, s-maxage=60") == true)
        let json = Array(reply.text.dropFirst(2).dropLast(2).utf8)
        let root = try JSONDocument(parsing: json).root
        #expect(root["key"]?.string == key)
        #expect(root["bundle"]?.string == "https://cdn.example.com/\"bundle\".js")
        #expect(root["options"]?["dsn"]?.string == dsn.description)
        #expect(root["options"]?["replaysSessionSampleRate"]?.double == 0.1)
        #expect(root["options"]?["tracesSampleRate"] == nil)
    }

    @Test("an unknown key gets a script that does nothing, never an error")
    func unknown() throws {
        let loader = try #require(LoaderScript(template: Array("f(__CULPRIT_LOADER_SETTINGS__);".utf8)))
        let reply = loader.script(for: nil)
        #expect(reply.status == 200)
        #expect(reply.text == "f(null);")
        #expect(LoaderScript(template: Array("f();".utf8)) == nil)
        #expect(LoaderScript(template: []) == nil)
    }
}
