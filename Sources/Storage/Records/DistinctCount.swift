/// Counts distinct hashes in bounded memory: exactly up to 65,536 of them, then within about 1 %.
///
/// When the set is full, it forgets every other hash and the ones like it that are still to come (adaptive sampling).
public struct DistinctCount: Sendable, Equatable {
    private var kept: Set<Int64> = []
    /// How many low bits of a hash must be zero for it to be kept.
    private var depth = 0

    public static let hashesMax = 65_536

    public init() {}

    public mutating func insert(_ hash: Int64) {
        guard isKept(hash) else { return }
        kept.insert(hash)
        while kept.count > Self.hashesMax, depth < 60 {
            depth += 1
            kept = kept.filter(isKept)
        }
    }

    public var count: Int { kept.count << depth }

    private func isKept(_ hash: Int64) -> Bool { hash & (1 << Int64(depth) - 1) == 0 }
}
