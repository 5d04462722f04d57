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

    public func give(_ count: Int) { used.withLock { $0 -= count } }

    public var inUse: Int { used.withLock { $0 } }
}
