import Synchronization

/// Bytes that requests may hold at one time, all together: what is over waits outside, with 429.
public final class ByteBudget: Sendable {
    private let used = Mutex(0)
    public let limit: Int

    public init(limit: Int) { self.limit = limit }

    /// Takes `count` bytes more for a request that holds `held` already; false when they do not fit. One request alone
    /// always fits.
    public func take(_ count: Int, holding held: Int = 0) -> Bool {
        used.withLock { used in
            guard used == held || used + count <= limit else { return false }
            used += count
            return true
        }
    }

    /// Takes bytes for what a request of `own` bytes needs besides its body: it is alone when nobody else holds
    /// anything.
    func take(_ count: Int, besides own: Int) -> Bool {
        used.withLock { used in
            guard used <= own || used + count <= limit else { return false }
            used += count
            return true
        }
    }

    /// How much more a request that holds `own` bytes may take.
    public func room(besides own: Int) -> Int {
        used.withLock { used in used <= own ? .max : max(limit - used, 0) }
    }

    /// Takes bytes for what has been let in already and is not refused any more; others wait the longer.
    public func charge(_ count: Int) { used.withLock { $0 += count } }

    public func give(_ count: Int) { used.withLock { $0 -= count } }

    public var inUse: Int { used.withLock { $0 } }
}
