import Testing

@testable import Server

@Suite("Settings come from the command line, the environment, a file or the default")
struct ConfigurationTests {
    private func configuration(_ flags: [String: String] = [:], _ environment: [String: String] = [:]) throws
        -> Server.Configuration
    {
        try Server.Configuration(flags: flags, environment: environment)
    }

    @Test("flag before environment before default, and each says where it came from")
    func order() throws {
        let environment = ["CULPRIT_LISTEN": "0.0.0.0:1234", "CULPRIT_DATA": "/var/lib/culprit"]
        let configuration = try configuration(["listen": "127.0.0.1:0"], environment)
        #expect(configuration.host == "127.0.0.1")
        #expect(configuration.port == 0)
        #expect(configuration.dataDirectory == "/var/lib/culprit")
        #expect(configuration.values.map(\.setting.name) == Setting.all.map(\.name))
        let origins = Dictionary(uniqueKeysWithValues: configuration.values.map { ($0.setting.name, $0.origin) })
        #expect(origins["listen"] == .flag)
        #expect(origins["data"] == .environment)
        #expect(origins["synchronous"] == .default)
    }

    @Test(
        "what makes no sense is refused",
        arguments: [
            ("listen", "nowhere"), ("listen", "127.0.0.1:99999"), ("public-url", "ftp://x"), ("synchronous", "maybe"),
            ("queue-megabytes", "-1"), ("queue-megabytes", "much"), ("trust-proxies", "perhaps"), ("log-level", "loud"),
            ("data", ""), ("config", "/does/not/exist"),
        ])
    func refused(name: String, value: String) {
        #expect(throws: (any Error).self) { try configuration([name: value]) }
    }

    @Test("the public address loses its last slash, and its path is the prefix")
    func publicURL() throws {
        let configuration = try configuration(["public-url": "https://h.example/errors/"])
        #expect(configuration.publicURL == "https://h.example/errors")
        #expect(configuration.pathPrefix == "/errors")
        #expect(try self.configuration(["public-url": "https://h.example"]).pathPrefix == "")
    }

    @Test("files: comments, blanks, unknown names with their line")
    func file() throws {
        let values = try ConfigurationFile.parse("# c\n\n listen = 1.2.3.4:5 \ndata=/d\n", path: "f")
        #expect(values == ["listen": "1.2.3.4:5", "data": "/d"])
        #expect(throws: Server.Configuration.Problem.self) { try ConfigurationFile.parse("a = b", path: "f") }
        #expect(throws: Server.Configuration.Problem.self) { try ConfigurationFile.parse("listen", path: "f") }
    }
}
