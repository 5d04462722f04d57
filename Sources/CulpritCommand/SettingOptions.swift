import ArgumentParser
import Server

/// The settings that every command shares; those left out come from the environment, a file or the default.
struct DataOptions: ParsableArguments {
    @Option(help: "Directory that holds everything (CULPRIT_DATA).")
    var data: String?

    @Option(help: "File with settings (CULPRIT_CONFIG).")
    var config: String?

    @Option(name: .customLong("public-url"), help: "How users reach the server (CULPRIT_PUBLIC_URL).")
    var publicURL: String?

    func configuration(adding flags: [String: String?] = [:]) throws -> Configuration {
        var given: [String: String] = [:]
        let own: [String: String?] = [
            Setting.data.name: data, Setting.file.name: config, Setting.publicURL.name: publicURL,
        ]
        for (name, value) in own.merging(flags, uniquingKeysWith: { first, _ in first }) {
            if let value { given[name] = value }
        }
        return try Configuration(flags: given, environment: ProcessEnvironment.all)
    }
}

/// The settings of a server.
struct ServeOptions: ParsableArguments {
    @OptionGroup var data: DataOptions

    @Option(help: "Address and port (CULPRIT_LISTEN).")
    var listen: String?

    @Option(help: "full or normal (CULPRIT_SYNCHRONOUS).")
    var synchronous: String?

    @Option(name: .customLong("queue-megabytes"), help: "Events that may wait for the disk (CULPRIT_QUEUE_MEGABYTES).")
    var queueMegabytes: String?

    @Option(name: .customLong("memory-megabytes"), help: "Request bodies held at one time (CULPRIT_MEMORY_MEGABYTES).")
    var memoryMegabytes: String?

    @Option(name: .customLong("trust-proxies"), help: "no, yes, or networks of proxies (CULPRIT_TRUST_PROXIES).")
    var trustProxies: String?

    @Option(name: .customLong("tls-certificate"), help: "File with the certificate (CULPRIT_TLS_CERTIFICATE).")
    var tlsCertificate: String?

    @Option(name: .customLong("tls-key"), help: "File with its private key (CULPRIT_TLS_KEY).")
    var tlsKey: String?

    @Option(help: "Days that kinds of data are kept, such as \"errors=30 logs=14\" (CULPRIT_RETENTION).")
    var retention: String?

    @Option(name: .customLong("disk-megabytes"), help: "What the data may take on the disk (CULPRIT_DISK_MEGABYTES).")
    var diskMegabytes: String?

    @Option(name: .customLong("loader-bundle"), help: "The browser SDK's bundle (CULPRIT_LOADER_BUNDLE).")
    var loaderBundle: String?

    @Option(name: .customLong("public-folder"), help: "Serve assets from this folder (CULPRIT_PUBLIC_FOLDER).")
    var publicFolder: String?

    @Option(name: .customLong("log-level"), help: "debug, info, notice, warning or error (CULPRIT_LOG_LEVEL).")
    var logLevel: String?

    func configuration() throws -> Configuration {
        try data.configuration(adding: [
            Setting.listen.name: listen, Setting.synchronous.name: synchronous,
            Setting.queueMegabytes.name: queueMegabytes, Setting.memoryMegabytes.name: memoryMegabytes,
            Setting.trustProxies.name: trustProxies, Setting.publicFolder.name: publicFolder,
            Setting.logLevel.name: logLevel, Setting.retention.name: retention,
            Setting.diskMegabytes.name: diskMegabytes, Setting.loaderBundle.name: loaderBundle,
            Setting.tlsCertificate.name: tlsCertificate, Setting.tlsKey.name: tlsKey,
        ])
    }
}
