import Ingest
import Logging
import SentryProtocol
import ServiceLifecycle
import Storage
import Synchronization

/// What housekeeping had to say lately; for the status page.
final class MaintenanceNotes: Sendable {
    /// One remark and when it was made.
    struct Note: Sendable {
        let at: Timestamp
        let text: String
    }

    private let notes = Mutex<[Note]>([])
    private static let notesMax = 50

    /// What was said before is said once, with its new time.
    func add(_ texts: [String], at now: Timestamp) {
        notes.withLock { notes in
            notes.removeAll { texts.contains($0.text) }
            for text in texts { notes.append(Note(at: now, text: text)) }
            if notes.count > Self.notesMax { notes.removeFirst(notes.count - Self.notesMax) }
        }
    }

    /// Newest first.
    var recent: [Note] { notes.withLock { $0.reversed() } }
}

/// Drops what is too old or too much, now and then.
struct MaintenanceRounds: Service {
    let storage: any Maintenance
    let audit: AuditTrail
    let keys: KeyCache
    let days: [DataKind: Int]
    /// Nil keeps the audit log for ever.
    let auditDays: Int?
    let diskBytesMax: Int?
    let notes: MaintenanceNotes
    let logger: Logger

    /// The first round comes soon, as a disk cap may have been set because the disk is nearly full.
    private static let delay = Duration.seconds(20)
    private static let interval = Duration.seconds(300)
    /// Six times as fast as time goes: a server that was off for a month catches up in five days, and a clock that is a
    /// year ahead costs six days of the oldest data for every day that nobody notices.
    private static let agingSecondsMax: Int64 = 1_800

    func run() async throws {
        await cancelWhenGracefulShutdown {
            guard (try? await Task.sleep(for: Self.delay)) != nil else { return }
            repeat {
                await round()
                await forgetOldEntries()
            } while (try? await Task.sleep(for: Self.interval)) != nil
        }
    }

    /// The audit log is kept for a time of its own.
    private func forgetOldEntries() async {
        guard let auditDays else { return }
        let now = Installation.now()
        do {
            try await audit.forget(before: now.adding(seconds: -Int64(auditDays) * 86_400), at: now)
        } catch {
            notes.add(["shortening the audit log failed: \(error)"], at: now)
            logger.error("Shortening the audit log failed", metadata: ["error": "\(error)"])
        }
    }

    private func round() async {
        let now = Installation.now()
        var policy = RetentionPolicy(
            days: days, projects: keys.settings.mapValues(\.retention), diskBytesMax: diskBytesMax)
        policy.agingSecondsMax = Self.agingSecondsMax
        do {
            let report = try await storage.maintain(now: now, policy: policy)
            notes.add(report.problems, at: now)
            for problem in report.problems { logger.warning("Housekeeping", metadata: ["problem": "\(problem)"]) }
            for dropped in report.dropped {
                logger.notice(
                    "Dropped a day",
                    metadata: ["kind": "\(dropped.kind.rawValue)", "day": "\(dropped.day.text)"])
            }
        } catch {
            notes.add(["housekeeping failed: \(error)"], at: now)
            logger.error("Housekeeping failed", metadata: ["error": "\(error)"])
        }
    }
}
