import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Which objects were looked at before and had nothing in them to change: a set of fingerprints that forgets.
///
/// The frames of an issue come with every event of it and are three quarters of the bytes; to know them again, their
/// bytes are hashed once, where looking at them means a walk over all keys and texts. A table of a fixed size serves the
/// whole process, in copies that threads need not share: what one processor writes, another would have to fetch from it.
/// Each slot is one atomic word, so that nobody waits and nothing is half written. It is a plain value like the other
/// tables of the walk. Numbers: `Bench` scenario `scrub`.
struct ScrubbingMemory: Sendable {
    /// 32,768 fingerprints in 256 KiB, four times: pages that nobody writes to take no memory. Never freed.
    static let shared = ScrubbingMemory(buckets: 8_192, copies: 4)

    /// A fingerprint has so many slots to be in.
    private static let ways = 4

    // SAFETY: zeros from the start, which are empty slots; they are only reached as atomics. Its owner frees them, if
    // anybody does.
    nonisolated(unsafe) private let slots: UnsafeMutablePointer<Atomic<UInt64>>
    private let buckets: Int
    private let copies: Int

    /// Both are powers of two.
    init(buckets: Int, copies: Int = 1) {
        precondition(buckets > 0 && buckets & (buckets - 1) == 0 && copies > 0 && copies & (copies - 1) == 0)
        (self.buckets, self.copies) = (buckets, copies)
        guard let zeros = calloc(copies * buckets * Self.ways, MemoryLayout<Atomic<UInt64>>.stride) else {
            preconditionFailure("no memory for \(buckets) buckets")
        }
        slots = zeros.bindMemory(to: Atomic<UInt64>.self, capacity: copies * buckets * Self.ways)
    }

    private init(slots: UnsafeMutablePointer<Atomic<UInt64>>, buckets: Int) {
        (self.slots, self.buckets, copies) = (slots, buckets, 1)
    }

    /// This thread's copy, to be asked for once in a walk; threads that are many share them.
    var local: ScrubbingMemory {
        guard copies > 1 else { return self }
        let copy = ThreadNumber.current & (copies - 1)
        return ScrubbingMemory(slots: slots + copy * buckets * Self.ways, buckets: buckets)
    }

    func deallocate() { free(slots) }

    /// How many fingerprints are kept; looks at all slots.
    var count: Int {
        (0..<copies * buckets * Self.ways).count(where: { slots[$0].load(ordering: .relaxed) != 0 })
    }

    /// Whether it was inserted and has not been forgotten since.
    func contains(_ fingerprint: UInt64) -> Bool {
        let bucket = bucket(of: fingerprint)
        for way in 0..<Self.ways where bucket[way].load(ordering: .relaxed) == fingerprint { return true }
        return false
    }

    /// Where all slots are taken, one of the others is forgotten.
    func insert(_ fingerprint: UInt64) {
        let bucket = bucket(of: fingerprint)
        var chosen = Int(truncatingIfNeeded: fingerprint) & (Self.ways - 1)
        for way in 0..<Self.ways where bucket[way].load(ordering: .relaxed) == 0 { chosen = way }
        bucket[chosen].store(fingerprint, ordering: .relaxed)
    }

    private func bucket(of fingerprint: UInt64) -> UnsafeMutablePointer<Atomic<UInt64>> {
        slots + (Int(truncatingIfNeeded: fingerprint >> 32) & (buckets - 1)) * Self.ways
    }
}

/// Threads that ask, counted.
private enum ThreadNumber {
    private static let last = Atomic<Int>(0)
    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()

    static var current: Int {
        if let known = pthread_getspecific(key) { return Int(bitPattern: known) }
        let number = last.add(1, ordering: .relaxed).newValue
        pthread_setspecific(key, UnsafeRawPointer(bitPattern: number))
        return number
    }
}
