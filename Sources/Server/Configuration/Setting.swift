/// One thing that can be set: its names, its default, and what it means. `culprit config` prints them all.
public struct Setting: Sendable {
    /// As written in a configuration file and, with `--` before it, on the command line.
    public let name: String
    /// The environment variable.
    public let variable: String
    public let defaultValue: String
    /// One sentence for whoever operates the server.
    public let meaning: String

    /// Not printed by `culprit config`.
    public var isSecret = false

    /// The environment variable that names a file with the value, so that secrets need not stand in the environment.
    public var fileVariable: String { variable + "_FILE" }

    /// Every setting there is.
    public static let all: [Setting] = [
        listen, data, publicURL, synchronous, queueMegabytes, memoryMegabytes, retention, auditDays, diskMegabytes,
        trustProxies,
        tlsCertificate, tlsKey, signOnPlainHTTP, loaderBundle, publicFolder, logLevel,
    ]

    public static let listen = Setting(
        name: "listen", variable: "CULPRIT_LISTEN", defaultValue: "127.0.0.1:9000",
        meaning: "Address and port to listen on; port 0 takes a free one.")
    public static let data = Setting(
        name: "data", variable: "CULPRIT_DATA", defaultValue: "culprit-data",
        meaning: "Directory that holds everything; made when missing.")
    public static let publicURL = Setting(
        name: "public-url", variable: "CULPRIT_PUBLIC_URL", defaultValue: "",
        meaning:
            "How users reach the server, such as https://errors.example.com or https://example.com/errors; pages, API "
            + "and ingest all answer below its path. Empty: the listening address.")
    public static let synchronous = Setting(
        name: "synchronous", variable: "CULPRIT_SYNCHRONOUS", defaultValue: "full",
        meaning: "full: an answered event survives power loss; normal: it survives a crash of the process only.")
    public static let queueMegabytes = Setting(
        name: "queue-megabytes", variable: "CULPRIT_QUEUE_MEGABYTES", defaultValue: "64",
        meaning: "Events that may wait for the disk, in MiB; beyond it senders are told to come back (429).")
    public static let memoryMegabytes = Setting(
        name: "memory-megabytes", variable: "CULPRIT_MEMORY_MEGABYTES", defaultValue: "256",
        meaning: "Request bodies held at one time, in MiB; beyond it senders are told to come back (429).")
    public static let retention = Setting(
        name: "retention", variable: "CULPRIT_RETENTION", defaultValue: "",
        meaning: "Days that kinds of data are kept where these are not the usual ones: errors=90 logs=90 "
            + "request_logs=30 performance=30 metrics=30 check_ins=90 sessions=90 attachments=90 replays=30 outcomes=90."
    )
    public static let diskMegabytes = Setting(
        name: "disk-megabytes", variable: "CULPRIT_DISK_MEGABYTES", defaultValue: "",
        meaning: "What the data may take on the disk, in MiB; beyond it the oldest days are dropped. Empty: no limit.")
    public static let auditDays = Setting(
        name: "audit-days", variable: "CULPRIT_AUDIT_DAYS", defaultValue: "730",
        meaning: "Days that entries of the audit log are kept. Empty: for ever.")
    public static let loaderBundle = Setting(
        name: "loader-bundle", variable: "CULPRIT_LOADER_BUNDLE", defaultValue: "",
        meaning: "Address of the browser SDK's bundle that /js-sdk-loader/ loads; empty: the page says (data-bundle).")
    public static let trustProxies = Setting(
        name: "trust-proxies", variable: "CULPRIT_TRUST_PROXIES", defaultValue: "no",
        meaning:
            "Proxies whose X-Forwarded-For and its relatives are believed: no, yes (whoever connects), or addresses "
            + "and networks such as 127.0.0.1 10.0.0.0/8.")
    public static let tlsCertificate = Setting(
        name: "tls-certificate", variable: "CULPRIT_TLS_CERTIFICATE", defaultValue: "",
        meaning:
            "File with the server's certificate and those above it, in PEM; empty: no TLS of its own. Renewed files "
            + "are noticed within seconds, or at once with SIGHUP.")
    public static let tlsKey = Setting(
        name: "tls-key", variable: "CULPRIT_TLS_KEY", defaultValue: "",
        meaning: "File with the certificate's private key, in PEM.")
    public static let signOnPlainHTTP = Setting(
        name: "sign-on-plain-http", variable: "CULPRIT_SIGN_ON_PLAIN_HTTP", defaultValue: "no",
        meaning: "yes: identity providers on this machine may be asked without TLS (http://localhost); for trying out.")
    public static let publicFolder = Setting(
        name: "public-folder", variable: "CULPRIT_PUBLIC_FOLDER", defaultValue: "",
        meaning: "Serve style sheets and icons from this folder instead of the built-in ones; for work on the pages.")
    public static let logLevel = Setting(
        name: "log-level", variable: "CULPRIT_LOG_LEVEL", defaultValue: "notice",
        meaning: "Least important message that is logged: debug, info, notice, warning or error.")
    /// The file the others may stand in; not a setting of that file itself.
    public static let file = Setting(
        name: "config", variable: "CULPRIT_CONFIG", defaultValue: "",
        meaning: "File with lines such as `listen = 0.0.0.0:9000`.")
}

/// Where a value came from, in the order in which they win.
public enum SettingOrigin: Sendable, Equatable {
    case flag
    case environment
    case file(String)
    case `default`

    public var description: String {
        switch self {
        case .flag: "command line"
        case .environment: "environment"
        case .file(let path): path
        case .default: "default"
        }
    }
}
