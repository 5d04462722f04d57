import Synchronization

/// What a request takes of the budget besides its body, such as for what is unpacked from it; given back when nobody
/// needs the hold any more.
public final class ByteHold: Sendable {
    private let budget: ByteBudget
    /// What the request itself holds, at most.
    private let own: Int
    private let held = Mutex(0)

    /// Of no budget: everything fits.
    public convenience init() { self.init(of: ByteBudget(limit: .max), besides: 0) }

    /// For a request with a body of `bodyBytes`: the budget counts it up to three times, as it was sent, unpacked, and
    /// in rows.
    public convenience init(of budget: ByteBudget, forBodyOf bodyBytes: Int) {
        self.init(of: budget, besides: 3 * bodyBytes)
    }

    private init(of budget: ByteBudget, besides own: Int) { (self.budget, self.own) = (budget, own) }

    deinit { budget.give(held.withLock { $0 }) }

    /// How much more fits at the moment.
    var room: Int { budget.room(besides: own + held.withLock { $0 }) }

    /// Takes `count` bytes more; false when they do not fit.
    func take(_ count: Int) -> Bool {
        guard budget.take(count, besides: own + held.withLock { $0 }) else { return false }
        held.withLock { $0 += count }
        return true
    }
}
