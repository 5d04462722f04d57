import Compression
import Grouping
import Ingest
import Logging
import Regrouping
import SQLiteStorage
import SentryProtocol
import ServiceLifecycle
import Storage

/// What belongs to taking data in; made once, shared by the routes, the pages and the services.
struct IngestParts: Sendable {
    /// What projects group with; one for taking in, pages and regrouping, so that they remember together.
    let rules = RuleSetCache()
    let keys: KeyCache
    let ledger = OutcomeLedger()
    let quotas = Quotas()
    let refusals: RefusalLog
    let budget: ByteBudget
    let tools: IngestTools
    let intake: EnvelopeIntake
    let maintenance = MaintenanceNotes()

    init(_ installation: Installation, _ configuration: Configuration) async throws {
        let storage = installation.storage
        keys = KeyCache(directory: storage) { [rules] in rules.ruleSet(for: $0, configuration: $1).grouper }
        try await keys.refresh()
        refusals = RefusalLog(recent: try await storage.refusals(limit: 500))
        budget = ByteBudget(limit: configuration.memoryBytesMax)
        tools = IngestTools(
            bodies: EventBodies(codec: installation.codec),
            encodeBody: { [codec = installation.codec] json, _ in codec.encode(json) },
            randomID: {
                var generator = SystemRandomNumberGenerator()
                return EventID.random(using: &generator)
            },
            budget: budget)
        intake = EnvelopeIntake(
            pipeline: IngestPipeline(writer: storage, ledger: ledger, quotas: quotas, tools: tools), ledger: ledger)
        if let text = try await storage.setting(SettingName.limits) { quotas.restore(text, at: Installation.now()) }
    }

    func routes(_ configuration: Configuration, _ assets: Assets) -> IngestRoutes {
        IngestRoutes(
            admission: Admission(keys: keys), intake: intake, ledger: ledger, quotas: quotas, refusals: refusals,
            keys: keys,
            endpoints: Endpoints(
                randomID: tools.randomID, crashDialogScript: assets.bytes(of: "crash-dialog.js")),
            tools: tools, bodies: RequestBodies(budget: budget, ledger: ledger),
            proxies: configuration.proxies, now: Installation.now)
    }

    /// What goes on beside the requests.
    func services(_ installation: Installation, _ configuration: Configuration, _ logger: Logger) -> [any Service] {
        let recorder = OutcomeRecorder(
            ledger: ledger, refusals: refusals, store: installation.storage, now: Installation.now)
        return [
            KeyRefresh(keys: keys, logger: logger),
            OutcomeRecording(recorder: recorder),
            ProjectDeletions(
                storage: installation.storage, audit: AuditTrail(log: installation.storage, logger: logger),
                notes: maintenance, logger: logger),
            LimitSaving(quotas: quotas, directory: installation.storage, logger: logger),
            MaintenanceRounds(
                storage: installation.storage, audit: AuditTrail(log: installation.storage, logger: logger), keys: keys,
                days: configuration.retentionDays, auditDays: configuration.auditDays,
                diskBytesMax: configuration.diskBytesMax, notes: maintenance, logger: logger),
            IssueRounds(storage: installation.storage, bodies: tools.bodies, logger: logger),
        ]
    }
}

/// Carries outcomes and refusals to the store.
struct OutcomeRecording: Service {
    let recorder: OutcomeRecorder

    func run() async throws {
        await cancelWhenGracefulShutdown { await recorder.run() }
    }
}

/// Writes down what of quotas has been used, so that a restart does not forget it.
struct LimitSaving: Service {
    let quotas: Quotas
    let directory: any Directory
    let logger: Logger

    private static let interval = Duration.seconds(60)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: Self.interval)) != nil { await save() }
        }
        await save()
    }

    private func save() async {
        do {
            let text = quotas.snapshot(at: Installation.now())
            guard try await directory.setting(SettingName.limits) != text else { return }
            try await directory.setSetting(SettingName.limits, to: text)
        } catch {
            logger.warning("Used quotas could not be saved", metadata: ["error": "\(error)"])
        }
    }
}
