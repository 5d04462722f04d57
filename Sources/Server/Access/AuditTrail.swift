import Access
import HTTPTypes
import Hummingbird
import Logging
import SentryAPI
import SentryProtocol
import Storage
import Synchronization

/// Writes into the audit log: who did what to what, from where.
struct AuditTrail: Sendable {
    let log: any AuditLog
    let logger: Logger

    /// What was done is done; a log that cannot be written is said in the server's own.
    func note(_ entry: AuditEntry) async {
        AuditedWrite.current?.isNoted = true
        do {
            try await log.append(entry)
        } catch {
            logger.error("The audit log was not written", metadata: ["event": "\(entry.event)", "error": "\(error)"])
        }
    }

    /// Runs what handles a write on a page. If it is accepted and has not said itself what it did, its route says it:
    /// no handler can forget to.
    func watching(
        _ visit: Visit, _ action: Action?, _ path: [String], _ handle: () async throws -> Response
    ) async throws -> Response {
        let write = AuditedWrite()
        let response = try await AuditedWrite.$current.withValue(write) { try await handle() }
        guard response.status.code < 400, !write.isNoted, !write.isNothing else { return response }
        // Ways in say themselves what came of them; strangers write nothing else.
        guard action != nil || visit.session != nil else { return response }
        guard let event = AuditEvent.of(action, method: "POST", path: path, pressed: visit.form?["action"]) else {
            return response
        }
        let named = path.count > 1 ? path[1] : visit.form.map { $0.all("issue").joined(separator: " ") } ?? ""
        await note(
            visit.entry(
                event, to: AuditTarget(kind: event.kind, id: named, name: visit.form?["action"] ?? ""),
                in: visit.organization))
        return response
    }

    /// Drops entries that are older, and says so.
    func forget(before moment: Timestamp, at now: Timestamp) async throws {
        let count = try await log.deleteAuditEntries(before: moment)
        guard count > 0 else { return }
        var change = AuditChange()
        change.note("entries", from: .number(count), to: nil)
        await note(
            AuditEntry(
                .auditForget, by: .system, named: "",
                to: AuditTarget(kind: "audit", id: "", name: "before \(moment.iso8601)"), in: nil, from: .server,
                change: change, at: now))
    }

    /// Said by handlers of forms that were accepted and have changed nothing: previews, questions, choices of a browser.
    func nothingWritten() { AuditedWrite.current?.isNothing = true }

    /// A write through the API.
    func note(_ write: APIWrite, from origin: SessionOrigin, at now: Timestamp) async {
        let path = write.path.split(separator: "/").map(String.init)
        guard let event = AuditEvent.of(write.action, method: write.method, path: path) else { return }
        let (actor, name) = write.caller.auditActor(token: write.tokenName)
        await note(
            AuditEntry(
                event, by: actor, named: name,
                to: AuditTarget(kind: event.kind, id: write.path, name: write.method), in: write.organization,
                from: origin, change: write.change, at: now))
    }
}

/// What becomes of a write while it is handled, as far as the audit log is concerned.
final class AuditedWrite: Sendable {
    @TaskLocal static var current: AuditedWrite?

    private let state = Mutex((isNoted: false, isNothing: false))

    /// An entry was written.
    var isNoted: Bool {
        get { state.withLock { $0.isNoted } }
        set { state.withLock { $0.isNoted = newValue } }
    }

    /// The handler says that there is nothing to write down.
    var isNothing: Bool {
        get { state.withLock { $0.isNothing } }
        set { state.withLock { $0.isNothing = newValue } }
    }
}

extension AuditTarget {
    init(_ project: Project) { self.init(kind: "project", id: project.slug, name: project.name) }

    /// Public keys stand in every page that an SDK sends from; they are no secret.
    init(_ key: ProjectKey) { self.init(kind: "key", id: key.publicKey, name: key.label) }
}

extension AuditEvent {
    /// `issue` of `issue.change`.
    var kind: String { String(rawValue.prefix { $0 != "." }) }
}

extension Caller {
    /// Whom an entry is put down to, and what they are called: of tokens, whose they are, too.
    func auditActor(token name: String = "") -> (AuditActor, String) {
        switch self {
        case .nobody: (.stranger, "")
        case .user(let access): (.user(access.user.id), access.user.email)
        case .userToken(let token, let access, _):
            (.token(token), name.isEmpty ? access.user.email : "\(name) (\(access.user.email))")
        case .organizationToken(let token, _, _): (.token(token), name)
        }
    }
}

extension SessionOrigin {
    /// What the server does by itself comes from nowhere.
    static let server = SessionOrigin(address: nil, userAgent: nil)
}

extension Visit {
    /// Who is asking, from where.
    var origin: SessionOrigin {
        SessionOrigin(address: address, userAgent: request.headers[.userAgent].map { String($0.prefix(300)) })
    }

    /// An entry by the visitor.
    func entry(
        _ event: AuditEvent, to target: AuditTarget, in organization: OrganizationID?,
        change: AuditChange = AuditChange()
    ) -> AuditEntry {
        let (actor, name) = caller.auditActor()
        return AuditEntry(
            event, by: actor, named: name, to: target, in: organization, from: origin, change: change, at: now)
    }
}
