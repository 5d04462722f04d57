/// The known fields of every zone in one hash table: a name's first and last eight bytes and its length are the key, so
/// that a look-up compares two words and makes no string. A plain value; its owner frees the slots.
struct FieldTable: Sendable {
    struct Slot {
        var first: UInt64
        var last: UInt64
        /// The zone above, the length below; 0 is an empty slot.
        var tag: UInt32
        var child: Zone
    }

    private static let bits: UInt64 = 10
    // SAFETY: filled in `init` and only read after it; `ScrubbingRules` keeps it alive and frees it.
    nonisolated(unsafe) private let slots: UnsafeMutablePointer<Slot>

    init() {
        let capacity = 1 << Int(Self.bits)
        slots = .allocate(capacity: capacity)
        slots.initialize(repeating: Slot(first: 0, last: 0, tag: 0, child: .known), count: capacity)
        for (zone, groups) in Self.schema {
            for (child, names) in groups {
                for name in names.split(separator: " ") { insert(Array(name.utf8), in: zone, child) }
            }
        }
    }

    func deallocate() { slots.deallocate() }

    /// What the field `name` of `zone` is; nil when it is none. So many bytes may be read from where the name begins.
    @inline(__always)
    func child(of zone: Zone, named name: UnsafeBufferPointer<UInt8>, readable: Int) -> Zone? {
        guard name.count > 0, name.count < 32 else { return nil }
        let foldsCase = zone == .headers || zone == .environment
        let (first, last) = Self.words(of: name, readable: readable, foldsCase: foldsCase)
        let tag = UInt32(zone.rawValue) << 16 | UInt32(truncatingIfNeeded: name.count)
        var index = Self.index(first, last, tag)
        while true {
            let slot = slots[index]
            if slot.tag == tag, slot.first == first, slot.last == last { return slot.child }
            if slot.tag == 0 { return nil }
            index = (index &+ 1) & (1 << Int(Self.bits) &- 1)
        }
    }

    private func insert(_ name: [UInt8], in zone: Zone, _ child: Zone) {
        name.withUnsafeBufferPointer { name in
            let foldsCase = zone == .headers || zone == .environment
            let (first, last) = Self.words(of: name, readable: name.count, foldsCase: foldsCase)
            let tag = UInt32(zone.rawValue) << 16 | UInt32(truncatingIfNeeded: name.count)
            var index = Self.index(first, last, tag)
            while slots[index].tag != 0 { index = (index &+ 1) & (1 << Int(Self.bits) &- 1) }
            slots[index] = Slot(first: first, last: last, tag: tag, child: child)
        }
    }

    @inline(__always)
    private static func words(
        of name: UnsafeBufferPointer<UInt8>, readable: Int, foldsCase: Bool
    ) -> (UInt64, UInt64) {
        let fold: UInt64 = foldsCase ? 0x2020_2020_2020_2020 : 0
        // SAFETY: eight bytes are read only where at least eight are readable.
        guard let start = UnsafeRawPointer(name.baseAddress) else { return (0, 0) }
        if name.count >= 8 {
            let first = UInt64(littleEndian: start.loadUnaligned(as: UInt64.self))
            let last = start.loadUnaligned(fromByteOffset: name.count &- 8, as: UInt64.self)
            return (first | fold, UInt64(littleEndian: last) | fold)
        }
        var word: UInt64 = 0
        if readable >= 8 {
            let mask = (1 as UInt64) << UInt64(truncatingIfNeeded: name.count &* 8) &- 1
            word = UInt64(littleEndian: start.loadUnaligned(as: UInt64.self)) & mask
        } else {
            for byte in name.reversed() { word = word << 8 | UInt64(byte) }
        }
        return (word | fold, 0)
    }

    @inline(__always)
    private static func index(_ first: UInt64, _ last: UInt64, _ tag: UInt32) -> Int {
        let mixed = (first ^ UInt64(tag)) &* 0x9E37_79B9_7F4A_7C15 ^ last &* 0xC2B2_AE3D_27D4_EB4F
        return Int(truncatingIfNeeded: ((mixed ^ mixed >> 29) &* 0x9E37_79B9_7F4A_7C15) >> (64 &- bits))
    }
}
