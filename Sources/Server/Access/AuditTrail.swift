import Access
import HTTPTypes
import Hummingbird
import Logging
import SentryAPI
import SentryProtocol
import Storage

/// Writes into the audit log: who did what to what, from where.
struct AuditTrail: Sendable {
    let log: any AuditLog
    let logger: Logger

    /// What was done is done; a log that cannot be written is said in the server's own.
    func note(_ entry: AuditEntry) async {
        do {
            try await log.append(entry)
        } catch {
            logger.error("The audit log was not written", metadata: ["event": "\(entry.event)", "error": "\(error)"])
        }
    }

    /// A write on a page that says no more about itself than its route does.
    func note(_ visit: Visit, _ action: Action, _ path: [String]) async {
        guard let event = action.auditEvents.first else { return }
        let named = path.count > 1 ? path[1] : visit.form.map { $0.all("issue").joined(separator: " ") } ?? ""
        await note(
            visit.entry(
                event, to: AuditTarget(kind: event.kind, id: named, name: visit.form?["action"] ?? ""),
                in: visit.organization))
    }

    /// A write through the API.
    func note(_ write: APIWrite, from origin: SessionOrigin, at now: Timestamp) async {
        guard let event = write.action.auditEvents.first else { return }
        let (actor, name) = write.caller.auditActor
        await note(
            AuditEntry(
                event, by: actor, named: name, to: AuditTarget(kind: event.kind, id: write.path, name: "API"),
                in: write.organization, from: origin, at: now))
    }
}

extension AuditEvent {
    /// `issue` of `issue.change`.
    var kind: String { String(rawValue.prefix { $0 != "." }) }
}

extension Caller {
    /// Whom an entry is put down to.
    var auditActor: (AuditActor, String) {
        switch self {
        case .nobody: (.stranger, "")
        case .user(let access): (.user(access.user.id), access.user.email)
        case .userToken(let token, let access, _): (.token(token), access.user.email)
        case .organizationToken(let token, _, _): (.token(token), "")
        }
    }
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
        let (actor, name) = caller.auditActor
        return AuditEntry(
            event, by: actor, named: name, to: target, in: organization, from: origin, change: change, at: now)
    }
}
