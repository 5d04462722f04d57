import ArgumentParser
import SentryProtocol
import Server
import Storage

struct KeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "key", abstract: "Keys of projects, which DSNs are made of.",
        subcommands: [
            KeyListCommand.self, KeyCreateCommand.self, KeyUpdateCommand.self, KeyRevokeCommand.self,
        ])
}

/// How keys are printed.
private struct KeyReport {
    let json: Bool
    let publicURL: String

    func print(_ keys: [ProjectKey]) {
        guard json else {
            for key in keys { StandardOutput.line(text(of: key)) }
            return
        }
        StandardOutput.object { writer in
            writer.array("keys", keys) { writer, key in writer.object { write(key, into: &$0) } }
        }
    }

    private func text(of key: ProjectKey) -> String {
        let limit = key.rateLimit.map { "  at most \($0.count) in \($0.window) s" } ?? ""
        return "\(PublicAddress.dsn(of: key, at: publicURL))  \(key.label)\(key.isActive ? "" : "  (off)")\(limit)"
    }

    private func write(_ key: ProjectKey, into writer: inout JSONWriter) {
        writer.member("public_key", key.publicKey)
        writer.member("name", key.label)
        writer.member("is_active", key.isActive)
        writer.member("dsn", PublicAddress.dsn(of: key, at: publicURL))
        if let limit = key.rateLimit {
            writer.object("rate_limit") {
                $0.member("count", limit.count)
                $0.member("seconds", limit.window)
            }
        }
    }
}

/// `100/60s` as a person writes it.
private struct RateLimitText: ExpressibleByArgument {
    /// Nil takes a limit away.
    let limit: KeyRateLimit?

    init?(argument: String) {
        if argument == "none" {
            limit = nil
        } else {
            guard let limit = KeyRateLimit(argument) else { return nil }
            self.limit = limit
        }
    }
}

struct KeyListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Print a project's keys.")

    @OptionGroup var project: ProjectArguments

    @Flag(help: "Print a JSON object.")
    var json = false

    func run() async throws {
        let (keys, url) = try await project.withProject { installation, found in
            (
                try await installation.keys(of: found.id),
                try await installation.publicURL(try project.options.configuration())
            )
        }
        KeyReport(json: json, publicURL: url).print(keys)
    }
}

struct KeyCreateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "create", abstract: "Make a key and print its DSN.")

    @OptionGroup var project: ProjectArguments

    @Option(help: "What the key is for.")
    var name = "Default"

    @Option(name: .customLong("rate-limit"), help: "How much it may send, such as 100/60s or 5000/1h.")
    private var rateLimit: RateLimitText?

    @Flag(help: "Print a JSON object.")
    var json = false

    func run() async throws {
        let (key, url) = try await project.withProject { installation, found in
            (
                try await installation.createKey(of: found, label: name, limit: rateLimit?.limit),
                try await installation.publicURL(try project.options.configuration())
            )
        }
        KeyReport(json: json, publicURL: url).print([key])
    }
}

struct KeyUpdateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "update", abstract: "Rename a key, switch it on or off, or limit it.")

    @OptionGroup var project: ProjectArguments

    @Option(help: "The 32 characters of the key.")
    var key: String

    @Option(help: "Another name.")
    var name: String?

    @Flag(inversion: .prefixedEnableDisable, help: "Switch it on or off.")
    var sending: Bool?

    @Option(name: .customLong("rate-limit"), help: "How much it may send, such as 100/60s; none takes the limit away.")
    private var rateLimit: RateLimitText?

    @Flag(help: "Print a JSON object.")
    var json = false

    func run() async throws {
        let (changed, url) = try await project.withProject { installation, found in
            (
                try await installation.updateKey(
                    key, of: found, label: name, isActive: sending, limit: rateLimit.map(\.limit)),
                try await installation.publicURL(try project.options.configuration())
            )
        }
        KeyReport(json: json, publicURL: url).print([changed])
    }
}

struct KeyRevokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "Delete a key: whoever sends with it is refused.")

    @OptionGroup var project: ProjectArguments

    @Option(help: "The 32 characters of the key.")
    var key: String

    func run() async throws {
        try await project.withProject { installation, found in try await installation.revokeKey(key, of: found) }
        StandardOutput.line("Key \(key) is revoked")
    }
}
