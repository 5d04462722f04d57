import Ingest
import Logging
import SentryProtocol
import ServiceLifecycle
import Storage

/// What happens to issues by themselves: archived ones whose time is over come back, deleted ones lose their events.
struct IssueRounds: Service {
    let storage: any IssueWorkflowStore
    let bodies: EventBodies
    let logger: Logger

    private static let interval = Duration.seconds(2)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while (try? await Task.sleep(for: Self.interval)) != nil { await round() }
        }
    }

    private func round() async {
        do {
            _ = try await storage.returnArchived(at: Installation.now())
            guard try await storage.hasDeletions() else { return }
            // New events must not be packed against bodies that are about to go.
            bodies.forget()
            try await storage.finishDeletions()
        } catch {
            logger.warning("Issues could not be looked after", metadata: ["error": "\(error)"])
        }
    }
}
