/// Counts distinct hashes in bounded memory: exactly up to `hashesMax` of them, then within a few times
/// 1/√`hashesMax`, which is 1 % for 65,536 of them.
///
/// When the set is full, it forgets every other hash and the ones like it that are still to come (adaptive sampling).
public struct DistinctCount: Sendable, Equatable {
    private var kept: Set<Int64> = []
    /// How many low bits of a hash must be zero for it to be kept.
    private var depth = 0
    private let hashesMax: Int

    public static let hashesMax = 65_536

    public init(hashesMax: Int = Self.hashesMax) { self.hashesMax = hashesMax }

    /// True when that changed what is known.
    @discardableResult
    public mutating func insert(_ hash: Int64) -> Bool {
        guard isKept(hash), kept.insert(hash).inserted else { return false }
        shrink()
        return true
    }

    /// Adds what another one has counted.
    public mutating func formUnion(_ other: DistinctCount) {
        if other.depth > depth {
            depth = other.depth
            kept = kept.filter(isKept)
        }
        for hash in other.kept { insert(hash) }
    }

    public var count: Int { kept.count << depth }

    /// Whether nothing had to be forgotten.
    public var isExact: Bool { depth == 0 }

    private mutating func shrink() {
        while kept.count > hashesMax, depth < 60 {
            depth += 1
            kept = kept.filter(isKept)
        }
    }

    private func isKept(_ hash: Int64) -> Bool { hash & (1 << Int64(depth) - 1) == 0 }
}

extension DistinctCount {
    /// The depth, then the hashes in order; the same for the same people, whoever came first.
    public var bytes: [UInt8] {
        var bytes = [UInt8(depth)]
        bytes.reserveCapacity(1 + kept.count * 8)
        for hash in kept.sorted() { withUnsafeBytes(of: hash.bigEndian) { bytes.append(contentsOf: $0) } }
        return bytes
    }

    /// Reads `bytes`; nil when they are none.
    public init?(bytes: [UInt8], hashesMax: Int) {
        guard let depth = bytes.first, depth <= 60, bytes.count % 8 == 1, bytes.count / 8 <= hashesMax else {
            return nil
        }
        self.init(hashesMax: hashesMax)
        self.depth = Int(depth)
        for start in stride(from: 1, to: bytes.count, by: 8) {
            let hash = bytes[start..<start + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            kept.insert(Int64(bitPattern: hash))
        }
    }
}
