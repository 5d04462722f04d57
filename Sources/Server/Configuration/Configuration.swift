import Logging
import Storage

/// The settings a server runs with.
public struct Configuration: Sendable {
    /// A value and where it came from.
    public struct Value: Sendable {
        public let setting: Setting
        public let text: String
        public let origin: SettingOrigin
    }

    /// What is wrong with a setting, in words.
    public struct Problem: Error, CustomStringConvertible {
        public let description: String
        public init(_ description: String) { self.description = description }
    }

    /// In the order of `Setting.all`.
    public let values: [Value]

    public let host: String
    public let port: Int
    public let dataDirectory: String
    /// Without a slash at the end; nil when the listening address is to be used.
    public let publicURL: String?
    public let isSynchronousFull: Bool
    public let queueBytesMax: Int
    public let memoryBytesMax: Int
    /// Days, where they are not the usual ones.
    public let retentionDays: [DataKind: Int]
    /// Days that the audit log is kept; nil for ever.
    public let auditDays: Int?
    public let diskBytesMax: Int?
    public let loaderBundle: String?
    public let proxies: TrustedProxies
    /// Nil when somebody else takes care of TLS, or nobody.
    public let certificate: CertificateFiles?
    /// Providers on this machine may be asked without TLS.
    public let allowsPlainSignOn: Bool
    public let publicFolder: String?
    public let logLevel: Logger.Level

    /// Flag before environment before file before default.
    public init(flags: [String: String], environment: [String: String]) throws {
        let path = flags[Setting.file.name] ?? environment[Setting.file.variable] ?? ""
        let file = path.isEmpty ? [:] : try ConfigurationFile.read(path)
        values = try Setting.all.map { setting in
            if let text = flags[setting.name] { return Value(setting: setting, text: text, origin: .flag) }
            if let value = try Self.value(of: setting, in: environment) { return value }
            if let text = file[setting.name] { return Value(setting: setting, text: text, origin: .file(path)) }
            return Value(setting: setting, text: setting.defaultValue, origin: .default)
        }
        var texts: [String: String] = [:]
        for value in values { texts[value.setting.name] = value.text }
        func text(_ setting: Setting) -> String { texts[setting.name] ?? setting.defaultValue }

        (host, port) = try Self.address(text(.listen))
        dataDirectory = text(.data)
        publicURL = try Self.url(text(.publicURL), of: .publicURL)
        isSynchronousFull = try Self.choice(.synchronous, text(.synchronous), ["full": true, "normal": false])
        queueBytesMax = try Self.megabytes(.queueMegabytes, text(.queueMegabytes))
        memoryBytesMax = try Self.megabytes(.memoryMegabytes, text(.memoryMegabytes))
        retentionDays = try Self.days(text(.retention))
        auditDays = text(.auditDays).isEmpty ? nil : try Self.number(ofDays: text(.auditDays), of: .auditDays)
        diskBytesMax = text(.diskMegabytes).isEmpty ? nil : try Self.megabytes(.diskMegabytes, text(.diskMegabytes))
        loaderBundle = try Self.url(text(.loaderBundle), of: .loaderBundle)
        guard let proxies = TrustedProxies(text(.trustProxies)) else {
            throw Problem(
                "trust-proxies: \(text(.trustProxies)) is neither yes, no nor a list of addresses and networks")
        }
        self.proxies = proxies
        certificate = try Self.certificate(text(.tlsCertificate), key: text(.tlsKey))
        allowsPlainSignOn = try Self.choice(
            .signOnPlainHTTP, text(.signOnPlainHTTP),
            ["yes": true, "true": true, "1": true, "no": false, "false": false, "0": false])
        publicFolder = text(.publicFolder).isEmpty ? nil : text(.publicFolder)
        guard let level = Logger.Level(rawValue: text(.logLevel)) else {
            throw Problem("log-level: \(text(.logLevel)) is no level")
        }
        logLevel = level
        if dataDirectory.isEmpty { throw Problem("data: a directory is needed") }
    }

    /// What the environment says, itself or by naming a file that says it.
    private static func value(of setting: Setting, in environment: [String: String]) throws -> Value? {
        guard let path = environment[setting.fileVariable], !path.isEmpty else {
            return environment[setting.variable].map { Value(setting: setting, text: $0, origin: .environment) }
        }
        guard environment[setting.variable] == nil else {
            throw Problem("\(setting.name): both \(setting.variable) and \(setting.fileVariable) are set")
        }
        guard let content = TextFile.read(path) else { throw Problem("\(setting.fileVariable): cannot read \(path)") }
        return Value(setting: setting, text: String(content[...].trimmingSpaces()), origin: .file(path))
    }

    private static func certificate(_ certificate: String, key: String) throws -> CertificateFiles? {
        switch (certificate.isEmpty, key.isEmpty) {
        case (true, true): nil
        case (false, false): CertificateFiles(certificate: certificate, key: key)
        default: throw Problem("tls-certificate and tls-key belong together; one of them is missing")
        }
    }

    /// The listening address as users may reach it when there is no public one.
    func localURL(port: Int) -> String {
        PublicAddress.url(host: host, port: port, scheme: certificate == nil ? "http" : "https")
    }

    /// The part of the public address below which everything is served: empty, or `/errors`.
    public var pathPrefix: String {
        guard let publicURL, let scheme = publicURL.range(ofFirst: "://") else { return "" }
        let rest = publicURL[scheme.upperBound...]
        guard let slash = rest.firstIndex(of: "/") else { return "" }
        return String(rest[slash...])
    }

    private static func address(_ text: String) throws -> (host: String, port: Int) {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]),
            (0...65_535).contains(port)
        else { throw Problem("listen: \(text) is no address and port, such as 127.0.0.1:9000") }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        return (host.isEmpty ? "0.0.0.0" : host, port)
    }

    /// `errors=30 logs=14`.
    private static func days(_ text: String) throws -> [DataKind: Int] {
        var days: [DataKind: Int] = [:]
        for word in text.split(whereSeparator: { $0 == " " || $0 == "," }) {
            let parts = word.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, let kind = DataKind(rawValue: String(parts[0])) else {
                let kinds = DataKind.allCases.map(\.rawValue).joined(separator: ", ")
                throw Problem("retention: \(word) is not KIND=DAYS with a kind out of \(kinds)")
            }
            days[kind] = try number(ofDays: String(parts[1]), of: .retention)
        }
        return days
    }

    private static func number(ofDays text: String, of setting: Setting) throws -> Int {
        guard let number = Int(text), (1...36_500).contains(number) else {
            throw Problem("\(setting.name): \(text) is no number of days between 1 and 36500")
        }
        return number
    }

    private static func url(_ text: String, of setting: Setting) throws -> String? {
        if text.isEmpty { return nil }
        guard text.hasPrefix("http://") || text.hasPrefix("https://"), !text.contains(" ") else {
            throw Problem("\(setting.name): \(text) is no http or https address")
        }
        var text = text
        while text.hasSuffix("/") { text.removeLast() }
        return text
    }

    private static func choice(_ setting: Setting, _ text: String, _ choices: [String: Bool]) throws -> Bool {
        guard let value = choices[text.lowercased()] else {
            throw Problem("\(setting.name): \(text) is none of \(choices.keys.sorted().joined(separator: ", "))")
        }
        return value
    }

    private static func megabytes(_ setting: Setting, _ text: String) throws -> Int {
        guard let number = Int(text), (1...16_777_216).contains(number) else {
            throw Problem("\(setting.name): \(text) is no number of MiB between 1 and 16777216")
        }
        return number * 1024 * 1024
    }
}

extension String {
    /// Where `word` stands first.
    func range(ofFirst word: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(word) { return start..<index(start, offsetBy: word.count) }
            start = index(after: start)
        }
        return nil
    }
}
