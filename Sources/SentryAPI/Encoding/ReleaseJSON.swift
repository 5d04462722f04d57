import SentryProtocol
import Storage

/// A release known by nothing but its version, as events and issues name it (web-api.md §2.9); null without one.
struct ReleaseJSON {
    let version: String?
    let project: Project

    func encode(into writer: inout JSONWriter) {
        guard let version else { return writer.null() }
        let name = ReleaseName(version)
        writer.object { writer in
            writer.field("version", version)
            writer.field("shortVersion", name.short)
            writer.object("versionInfo") {
                $0.field("package", name.package)
                $0.object("version") { $0.field("raw", name.rest) }
                $0.field("description", name.short)
                $0.null("buildHash")
            }
            for field in ["ref", "url", "dateReleased", "dateStarted", "lastCommit", "lastDeploy"] as [StaticString] {
                writer.null(field)
            }
            writer.array("projects", [project]) { writer, project in
                writer.object {
                    $0.field("id", Int(project.id.rawValue))
                    $0.field("slug", project.slug)
                    $0.field("name", project.name)
                    $0.field("platform", project.platform)
                }
            }
        }
    }
}

/// `web@1.2.3+4`: package `web`, shown as `1.2.3 (4)`; a commit's hash is shown by its first twelve digits.
struct ReleaseName {
    let package: String?
    /// The version without the package.
    let rest: String
    let short: String

    init(_ version: String) {
        if let at = version.lastIndex(of: "@"), at > version.startIndex, version.index(after: at) < version.endIndex {
            package = String(version[..<at])
            rest = String(version[version.index(after: at)...])
        } else {
            package = nil
            rest = version
        }
        if rest.utf8.count == 40, rest.utf8.allSatisfy(Self.isHexDigit) {
            short = String(rest.prefix(12))
        } else if let plus = rest.firstIndex(of: "+"), rest.first?.isNumber == true,
            rest.index(after: plus) < rest.endIndex
        {
            short = rest[..<plus] + " (" + rest[rest.index(after: plus)...] + ")"
        } else {
            short = rest
        }
    }

    private static func isHexDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }
}
