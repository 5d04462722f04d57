import Access
import Logging
import SentryProtocol
import ServiceLifecycle
import Storage

/// Carries out what people delete, also what the command line or an earlier run has begun.
struct ProjectDeletions: Service {
    let storage: any ProjectRemoval
    let audit: AuditTrail
    let notes: MaintenanceNotes
    let logger: Logger

    private static let interval = Duration.seconds(1)
    /// After something went wrong.
    private static let patience = Duration.seconds(30)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            var pause = Self.interval
            while (try? await Task.sleep(for: pause)) != nil { pause = await round() ? Self.interval : Self.patience }
        }
    }

    /// False when it did not work.
    private func round() async -> Bool {
        do {
            for deletion in try await storage.carryOutDeletions(now: Installation.now()) {
                logger.notice(
                    "A project is deleted",
                    metadata: ["project": "\(deletion.slug)", "id": "\(deletion.project.rawValue)"])
                await audit.note(
                    AuditEntry(
                        .projectDeletionEnd, by: .system, named: "",
                        to: AuditTarget(kind: "project", id: deletion.slug, name: deletion.name),
                        in: deletion.organizationID, from: .server, at: Installation.now()))
            }
            return true
        } catch {
            guard !Task.isCancelled else { return true }
            notes.add(["deleting a project failed: \(error)"], at: Installation.now())
            logger.error("Deleting a project failed", metadata: ["error": "\(error)"])
            return false
        }
    }
}
