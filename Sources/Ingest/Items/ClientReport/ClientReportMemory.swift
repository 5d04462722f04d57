import SentryProtocol
import Storage
import Synchronization

/// The client reports of late, by which one that is sent again is known: its numbers were counted the first time.
///
/// In memory only, as are the counts that it guards until they are stored: a report that comes again after a restart is
/// counted again.
final class ClientReportMemory: Sendable {
    /// Of one project: what is known for sure, and what was known before there was too much of it.
    private struct Recent {
        var young: Set<ContentDigest> = []
        var old: Set<ContentDigest> = []
    }
    private struct State {
        var projects: [ProjectID: Recent] = [:]
        var count = 0
    }
    private let state = Mutex(State())

    /// Reports of one project that are remembered at least, and half of what is remembered at most.
    static let perProjectMin = 1_000
    /// Reports of all projects; of more, all are forgotten.
    static let reportsMax = 50_000

    /// Reports that are remembered now.
    var count: Int { state.withLock { $0.count } }

    /// Whether the report is new; it is not, from then on.
    func isFirst(_ report: ContentDigest, of project: ProjectID) -> Bool {
        state.withLock { state in
            var recent = state.projects[project] ?? Recent()
            guard !recent.young.contains(report), !recent.old.contains(report) else { return false }
            if state.count >= Self.reportsMax {
                state = State()
                recent = Recent()
            }
            if recent.young.count >= Self.perProjectMin {
                state.count -= recent.old.count
                (recent.old, recent.young) = (recent.young, [])
            }
            recent.young.insert(report)
            state.count += 1
            state.projects[project] = recent
            return true
        }
    }
}
