import Glibc
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
            ("data", ""), ("audit-days", "0"), ("config", "/does/not/exist"),
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

    @Test("a variable with _FILE gives the content of a file; both together are refused")
    func fileVariables() throws {
        let path = "/tmp/culprit-setting-\(UInt64.random(in: 0 ... .max))"
        let file = try #require(fopen(path, "w"))
        fputs("  https://errors.example.com\n", file)
        fclose(file)
        defer { unlink(path) }
        let variables = ["CULPRIT_PUBLIC_URL_FILE": path]
        let configuration = try configuration([:], variables)
        #expect(configuration.publicURL == "https://errors.example.com")
        #expect(configuration.values.first { $0.setting.name == "public-url" }?.origin == .file(path))
        #expect(throws: Server.Configuration.Problem.self) {
            try self.configuration([:], variables.merging(["CULPRIT_PUBLIC_URL": "https://a"]) { first, _ in first })
        }
        #expect(throws: Server.Configuration.Problem.self) {
            try self.configuration([:], ["CULPRIT_PUBLIC_URL_FILE": "/does/not/exist"])
        }
    }

    @Test("certificate and key belong together")
    func certificates() throws {
        #expect(try configuration().certificate == nil)
        let both = try configuration(["tls-certificate": "a.pem", "tls-key": "a.key"])
        #expect(both.certificate == CertificateFiles(certificate: "a.pem", key: "a.key"))
        #expect(both.localURL(port: 9).hasPrefix("https://"))
        #expect(throws: Server.Configuration.Problem.self) { try configuration(["tls-key": "a.key"]) }
    }

    @Test("README's table has every setting, by its variable, its flag if it has one, and its default")
    func readme() throws {
        let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let lines = try #require(TextFile.read("/\(root)/README.md")).split(separator: "\n")
        let words = ["public-url": "the listening address", "retention": "see below", "public-folder": "built in"]
        for setting in Setting.all + [Setting.file] {
            let line = lines.first { $0.hasPrefix("| ") && $0.contains("`\(setting.variable)`") }
            let cells = try #require(line, "\(setting.name)").split(separator: "|").map { $0.trimmingSpaces() }
            #expect(cells[0] == "–" || cells[0] == "`--\(setting.name)`", "\(setting.name)")
            let shown = words[setting.name] ?? "`\(setting.defaultValue)`"
            #expect(
                cells[2] == shown || setting.defaultValue.isEmpty && ["none", "no limit"].contains(cells[2]),
                "\(setting.name)")
        }
    }

    @Test("every setting is described in the documentation, with its variable")
    func documentation() throws {
        let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let text = try #require(TextFile.read("/\(root)/Sources/CulpritCommand/Culprit.docc/Settings.md"))
        for setting in Setting.all + [Setting.file] {
            #expect(text.contains("| `\(setting.name)` | `\(setting.variable)` |"), "\(setting.name)")
        }
    }
}
