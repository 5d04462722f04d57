import SentryProtocol
import Storage
import Synchronization

/// What projects and keys have used of what they may send, and the rate of errors that is usual for them.
///
/// Windows are fixed and begin with the first use that they count. An item is let in while its quota is not used up, so
/// the last one may overshoot: otherwise a container larger than the limit would never come through. Time comes from
/// outside.
public final class Quotas: Sendable {
    struct State {
        var windows: [WindowID: QuotaWindow] = [:]
        var meters: [ProjectID: SpikeMeter] = [:]
    }
    let state = Mutex(State())

    /// Windows, and meters, that are remembered; those that matter least are forgotten first.
    static let entriesMax = 100_000

    public init() {}

    /// Counts an item if it may come in, else says which limit it met; of several the longest.
    ///
    /// `quantity` is in items, whatever the category; `bytes` is for quotas that count those.
    public func charge(
        _ category: DataCategory, quantity: Int = 1, bytes: Int = 0, from publicKey: String,
        under limits: ProjectLimits, at now: Timestamp
    ) -> RateLimit? {
        let met = CategorySet(category)
        guard limits.counted.contains(met) else { return nil }
        let use = Use(met: met, quantity: max(quantity, 0), bytes: max(bytes, 0), publicKey: publicKey)
        return state.withLock { state in
            guard state.quotasAllow(use, under: limits, at: now), state.countError(use, under: limits, at: now) else {
                return state.refusal(of: use, under: limits, at: now)
            }
            state.count(use, under: limits, at: now)
            return nil
        }
    }

    /// Takes back what was charged for an item that was not kept after all, such as one that a filter dropped.
    public func refund(
        _ category: DataCategory, quantity: Int = 1, bytes: Int = 0, to publicKey: String,
        under limits: ProjectLimits, at now: Timestamp
    ) {
        let met = CategorySet(category)
        guard limits.counted.contains(met) else { return }
        let use = Use(met: met, quantity: -max(quantity, 0), bytes: -max(bytes, 0), publicKey: publicKey)
        state.withLock { $0.takeBack(use, under: limits, at: now) }
    }

    /// The limits that are in force for a key, as headers tell them, also beside a 200.
    public func active(under limits: ProjectLimits, for publicKey: String, at now: Timestamp) -> [RateLimit] {
        guard !limits.counted.isEmpty else { return [] }
        return state.withLock { state in
            var active: [RateLimit] = []
            for quota in limits.quotas where quota.holds(for: publicKey) {
                if let limit = state.refusal(by: quota, at: now) { active.append(limit) }
            }
            if let limit = state.spike(under: limits, at: now) { active.append(limit) }
            return active
        }
    }

    /// The limits in force when they leave nothing of what a route carries, so that its body need not be read; else
    /// nothing.
    public func refusal(
        ofAll categories: [DataCategory], under limits: ProjectLimits, for publicKey: String, at now: Timestamp
    ) -> [RateLimit] {
        let carried = CategorySet(categories)
        guard !carried.isEmpty, limits.counted.isSuperset(of: carried) else { return [] }
        let active = active(under: limits, for: publicKey, at: now)
        let refused = active.reduce(into: CategorySet()) { $0.formUnion(CategorySet($1.categories)) }
        return refused.isSuperset(of: carried) ? active : []
    }
}

/// What one item takes.
private struct Use {
    var met: CategorySet
    var quantity: Int
    var bytes: Int
    var publicKey: String

    func amount(for quota: Quota) -> Int { quota.id.countsBytes ? bytes : quantity }
    func isCounted(by quota: Quota) -> Bool { quota.id.categories.contains(met) && quota.holds(for: publicKey) }
}

extension Quotas.State {
    fileprivate func refusal(of use: Use, under limits: ProjectLimits, at now: Timestamp) -> RateLimit? {
        var longest: RateLimit?
        for quota in limits.quotas where use.isCounted(by: quota) {
            if let limit = refusal(by: quota, at: now), limit.seconds > longest?.seconds ?? 0 { longest = limit }
        }
        if CategorySet.errors.contains(use.met), let limit = spike(under: limits, at: now),
            limit.seconds > longest?.seconds ?? 0
        {
            longest = limit
        }
        return longest
    }

    /// What a quota that is used up says.
    fileprivate func refusal(by quota: Quota, at now: Timestamp) -> RateLimit? {
        guard quota.limit > 0 else { return quota.rateLimit(remaining: quota.id.seconds) }
        guard let window = windows[quota.id], window.used >= quota.limit,
            let seconds = window.remaining(of: quota.id.seconds, at: now)
        else { return nil }
        return quota.rateLimit(remaining: seconds)
    }

    /// What a project with a flood of errors is told.
    fileprivate func spike(under limits: ProjectLimits, at now: Timestamp) -> RateLimit? {
        guard limits.hasSpikeProtection, let meter = meters[limits.projectID], meter.isExceeded(at: now.hour) else {
            return nil
        }
        let elapsed = Int(now.seconds - Int64(now.hour) * 3_600)
        return RateLimit(
            seconds: max(3_600 - elapsed, 1), categories: CategorySet.errors.categories, scope: .project,
            reason: DropReason.spikeProtection.rawValue)
    }

    fileprivate func quotasAllow(_ use: Use, under limits: ProjectLimits, at now: Timestamp) -> Bool {
        for quota in limits.quotas where use.isCounted(by: quota) && refusal(by: quota, at: now) != nil { return false }
        return true
    }

    /// Counts an error for the project's usual rate; false when it is one too many.
    fileprivate mutating func countError(_ use: Use, under limits: ProjectLimits, at now: Timestamp) -> Bool {
        guard limits.hasSpikeProtection, CategorySet.errors.contains(use.met) else { return true }
        let hour = now.hour
        if meters.count >= Quotas.entriesMax, meters[limits.projectID] == nil { forgetMeters() }
        return meters[limits.projectID, default: SpikeMeter(at: hour)].admit(use.quantity, at: hour)
    }

    fileprivate mutating func count(_ use: Use, under limits: ProjectLimits, at now: Timestamp) {
        for quota in limits.quotas where use.isCounted(by: quota) {
            if windows.count >= Quotas.entriesMax, windows[quota.id] == nil { forgetWindows(at: now) }
            windows[quota.id, default: QuotaWindow(startedAt: now.seconds, used: 0)]
                .add(use.amount(for: quota), of: quota.id.seconds, at: now)
        }
    }

    fileprivate mutating func takeBack(_ use: Use, under limits: ProjectLimits, at now: Timestamp) {
        for quota in limits.quotas where use.isCounted(by: quota) {
            windows[quota.id]?.add(use.amount(for: quota), of: quota.id.seconds, at: now)
        }
        if limits.hasSpikeProtection, CategorySet.errors.contains(use.met) {
            meters[limits.projectID]?.add(use.quantity, at: now.hour)
        }
    }

    /// Drops the windows that are over, and when that is not enough, the half that ends soonest.
    private mutating func forgetWindows(at now: Timestamp) {
        windows = windows.filter { $0.value.remaining(of: $0.key.seconds, at: now) != nil }
        guard windows.count > Quotas.entriesMax / 2 else { return }
        let byEnd = windows.sorted {
            $0.value.startedAt + Int64($0.key.seconds) > $1.value.startedAt + Int64($1.key.seconds)
        }
        windows = Dictionary(uniqueKeysWithValues: byEnd.prefix(Quotas.entriesMax / 2).map { ($0.key, $0.value) })
    }

    /// Drops the half of the projects that have been silent longest.
    private mutating func forgetMeters() {
        let byHour = meters.sorted { $0.value.hour > $1.value.hour }
        meters = Dictionary(uniqueKeysWithValues: byHour.prefix(Quotas.entriesMax / 2).map { ($0.key, $0.value) })
    }
}

extension QuotaWindow {
    /// Adds to what is used; a window that is over begins anew.
    fileprivate mutating func add(_ amount: Int, of length: Int, at now: Timestamp) {
        if remaining(of: length, at: now) == nil { self = QuotaWindow(startedAt: now.seconds, used: 0) }
        let (sum, overflows) = used.addingReportingOverflow(amount)
        used = overflows ? .max : max(sum, 0)
    }
}
