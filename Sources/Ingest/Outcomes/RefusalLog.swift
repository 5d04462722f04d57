import SentryProtocol
import Storage
import Synchronization

/// The last refused requests, so that somebody with a wrong DSN can see what is wrong with it.
///
/// A request that is refused like an earlier one counts as that. Of a flood only the first few of each second are
/// looked at; the others are counted by reason and cost a lock.
public final class RefusalLog: Sendable {
    private struct Key: Hashable {
        let project: String?
        let publicKey: String?
        let address: String?
        let reason: RefusalReason

        init(_ refusal: Refusal) {
            (project, publicKey) = (refusal.project, refusal.publicKey)
            (address, reason) = (refusal.address, refusal.reason)
        }
    }

    private struct State {
        var entries: [Key: Refusal] = [:]
        /// What the store does not know yet; counts since the last drain.
        var unsent: [Key: Refusal] = [:]
        var totals: [RefusalReason: Int] = [:]
        var second: Int64 = .min
        var inSecond = 0
    }
    private let state = Mutex(State())

    static let entriesMax = 500
    /// Requests of one second that are looked at.
    static let perSecondMax = 50

    /// Begins with those that the store kept.
    public init(recent: [Refusal] = []) {
        state.withLock { state in
            for refusal in recent.prefix(Self.entriesMax) { state.entries[Key(refusal)] = refusal }
        }
    }

    /// Remembers a refused request; `refusal` is made only when there is room for it in this second.
    public func record(reason: RefusalReason, at now: Timestamp, _ refusal: () -> Refusal) {
        let isLookedAt = state.withLock { state in
            state.totals[reason, default: 0].addSaturating(1)
            if state.second != now.seconds { (state.second, state.inSecond) = (now.seconds, 0) }
            state.inSecond += 1
            return state.inSecond <= Self.perSecondMax
        }
        guard isLookedAt else { return }
        let refusal = refusal()
        let key = Key(refusal)
        state.withLock { state in
            Self.add(refusal, as: key, to: &state.entries)
            Self.add(refusal, as: key, to: &state.unsent)
        }
    }

    /// Newest first.
    public var recent: [Refusal] {
        state.withLock { Array($0.entries.values) }.sorted { ($0.at, $0.count) > ($1.at, $1.count) }
    }

    /// How many requests were refused since the start, in a stable order.
    public var totals: [(reason: RefusalReason, count: Int)] {
        state.withLock { $0.totals }.map { ($0.key, $0.value) }.sorted { $0.0.rawValue < $1.0.rawValue }
    }

    /// Takes what has been refused since the last time, for the store.
    public func drain() -> [Refusal] {
        state.withLock { state in
            defer { state.unsent.removeAll(keepingCapacity: true) }
            return Array(state.unsent.values)
        }.sorted { $0.at < $1.at }
    }

    /// Puts back what the store could not take.
    func giveBack(_ refusals: [Refusal]) {
        state.withLock { state in
            for refusal in refusals { Self.add(refusal, as: Key(refusal), to: &state.unsent) }
        }
    }

    private static func add(_ refusal: Refusal, as key: Key, to entries: inout [Key: Refusal]) {
        if var known = entries[key] {
            let count = known.count
            if refusal.at >= known.at { known = refusal }
            known.count = count
            known.count.addSaturating(refusal.count)
            entries[key] = known
            return
        }
        if entries.count >= entriesMax, let oldest = entries.min(by: { $0.value.at < $1.value.at }) {
            entries[oldest.key] = nil
        }
        entries[key] = refusal
    }
}
