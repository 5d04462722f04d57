import Access
import Compression
import Grouping
import HTTPTypes
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
import Ingest
import Logging
import NIOCore
import Regrouping
import SQLiteStorage
import SentryAPI
import SentryProtocol
import ServiceLifecycle
import Storage
import UnixSignals

/// The whole server: opens the store, puts the rooms together, serves until it is told to stop.
public struct CulpritServer: Sendable {
    public static let version = "0.1.0"

    private let configuration: Configuration
    /// Where lines for whoever started the server go.
    private let announce: @Sendable (String) -> Void

    /// How long requests that are under way may go on after a signal.
    private static let shutdownPatience = Duration.seconds(5)

    public init(configuration: Configuration, announce: @escaping @Sendable (String) -> Void) {
        (self.configuration, self.announce) = (configuration, announce)
    }

    /// Returns when a signal (SIGTERM, SIGINT) has ended it and everything queued is on the disk.
    public func run() async throws {
        var logger = Logger(label: "culprit")
        logger.logLevel = configuration.logLevel
        let installation = try Installation.open(configuration)
        do {
            try await serve(installation, logger)
        } catch {
            await installation.storage.close()
            throw error
        }
        await installation.storage.close()
    }

    private func serve(_ installation: Installation, _ logger: Logger) async throws {
        let identity = IdentityClient(allowsPlainHTTP: configuration.allowsPlainSignOn)
        do {
            try await serve(installation, identity, logger)
        } catch {
            await identity.shutdown()
            throw error
        }
        await identity.shutdown()
    }

    private func serve(_ installation: Installation, _ identity: IdentityClient, _ logger: Logger) async throws {
        let storage = installation.storage
        for problem in await storage.problems() {
            logger.warning("A file was set aside", metadata: ["problem": "\(problem)"])
        }
        for problem in installation.codec.problems {
            logger.warning("Some events cannot be read", metadata: ["problem": "\(problem)"])
        }
        let first = try await installation.setUpIfEmpty()
        let address = PublicAddress(
            configuration.publicURL ?? configuration.localURL(port: configuration.port))
        let ingest = try await IngestParts(installation, configuration)
        let runner = RegroupRunner(store: storage, rules: ingest.rules, now: Installation.now) { problem in
            logger.warning("Regrouping has a problem", metadata: ["problem": "\(problem)"])
        }
        let grouping = GroupingService(
            storage: storage, rules: ingest.rules, runner: runner,
            move: ConfigurationMove(storage: storage, retentionDays: configuration.retentionDays))
        let responder = try await responder(installation, ingest, grouping, address, identity, logger)

        var httpServer = HTTP1Channel.Configuration(
            additionalChannelHandlers: [
                FastLaneInstaller(FastLane(routes: responder.ingest, pathPrefix: configuration.pathPrefix)),
                ExpectationHandler(),
            ])
        httpServer.httpDecoder = .init(maxHeaderFieldSize: 64 * 1024, maxHeaderListSize: 80 * 1024)
        let certificate = try configuration.certificate.map { try Certificate($0) }
        let plain = HTTPServerBuilder.http1(configuration: httpServer)
        let application = Application(
            responder: responder,
            server: try certificate.map { try .tls(plain, tlsConfiguration: $0.configuration) } ?? plain,
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port), serverName: "culprit"),
            services: ingest.services(installation, configuration, logger) + [Regroupings(runner: runner)]
                + (certificate.map { [CertificateRenewal(certificate: $0, logger: logger)] } ?? []),
            onServerRunning: { channel in
                await announceStart(channel, installation, first, address)
            },
            logger: logger)
        var services = ServiceGroupConfiguration(
            services: [application], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        services.maximumGracefulShutdownDuration = Self.shutdownPatience
        do {
            try await ServiceGroup(configuration: services).run()
        } catch is CancellationError {
            // Somebody was still sending when the patience ended; nothing of it had been answered.
            logger.notice("Stopped with requests under way")
        }
    }

    private func responder(
        _ installation: Installation, _ ingest: IngestParts, _ grouping: GroupingService, _ address: PublicAddress,
        _ identity: IdentityClient, _ logger: Logger
    ) async throws -> RootResponder {
        let storage = installation.storage
        let assets = Assets(folder: configuration.publicFolder)
        let routes = ingest.routes(configuration, assets)
        let sessions = Sessions(directory: storage, people: storage, now: Installation.now)
        let attempts = Attempts()
        let audit = AuditTrail(log: storage, logger: logger)
        let formSecret = try await storage.setting(SettingName.formSecret, orSet: Secrets.code())
        return RootResponder(
            ingest: routes,
            browserScripts: LoaderRoute(
                script: LoaderScript(template: assets.bytes(of: "loader.js")), keys: ingest.keys, address: address,
                bundleURL: configuration.loaderBundle),
            userFeedback: UserFeedbackRoute(
                ingest: routes, directory: storage),
            api: APIRoutes(
                api: API(
                    storage: storage, people: storage, grouping: grouping, figures: storage, records: storage,
                    publicURL: { address.url }, now: Installation.now, randomBytes: Secrets.randomBytes,
                    sha256: { Secrets.sha256($0) }),
                sessions: sessions, attempts: attempts, audit: audit, proxies: configuration.proxies,
                budget: ingest.budget, logger: logger),
            health: HealthRoutes(
                storage: storage, ledger: ingest.ledger, refusals: ingest.refusals, budget: ingest.budget),
            pages: PageRoutes(
                installation: installation, configuration: configuration, ingest: ingest, grouping: grouping,
                sessions: sessions,
                forms: FormGuard(secret: formSecret), address: address, assets: assets, logger: logger,
                startedAt: Installation.now(), attempts: attempts, audit: audit,
                signed: SignedText(secret: formSecret), seal: try Seal(dataDirectory: configuration.dataDirectory),
                identity: identity),
            address: address,
            pathPrefix: configuration.pathPrefix)
    }

    /// Says where the server is, and on the first start what to do next.
    private func announceStart(
        _ channel: any Channel, _ installation: Installation, _ first: (Project, ProjectKey)?,
        _ address: PublicAddress
    ) async {
        let port = channel.localAddress?.port ?? configuration.port
        let local = configuration.localURL(port: port)
        if configuration.publicURL == nil { address.set(local) }
        // The command line prints DSNs too, and has to know this address.
        try? await installation.storage.setSetting(SettingName.publicURL, to: address.url)
        if let (_, key) = first { announce("DSN of project default: \(address.dsn(of: key))") }
        if let code = try? await installation.setUpCode() {
            announce("Set up the first user: \(address.url)/setup/?code=\(code)")
        }
        announce("culprit \(Self.version) listening on \(local)")
    }
}

/// Carries regroupings forward beside the requests.
struct Regroupings: Service {
    let runner: RegroupRunner

    func run() async throws {
        await cancelWhenGracefulShutdown { await runner.run() }
    }
}

/// Notices keys that another process made or switched off.
struct KeyRefresh: Service {
    let keys: KeyCache
    let logger: Logger

    private static let interval = Duration.milliseconds(250)

    func run() async throws {
        try? await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                try await Task.sleep(for: Self.interval)
                do {
                    try await keys.refresh()
                } catch {
                    logger.warning("Keys could not be read", metadata: ["error": "\(error)"])
                }
            }
        }
    }
}
