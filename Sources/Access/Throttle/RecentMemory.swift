/// Values by key, of which only the most recently written are kept. Every operation takes constant time.
struct RecentMemory<Value: Sendable>: Sendable {
    private struct Slot: Sendable {
        var key: ThrottleKey
        var value: Value
        var older: Int?
        var newer: Int?
    }

    private let capacity: Int
    private var slots: [Slot] = []
    private var free: [Int] = []
    private var index: [ThrottleKey: Int] = [:]
    private var oldest: Int?
    private var newest: Int?

    init(capacity: Int) { self.capacity = max(1, capacity) }

    var count: Int { index.count }

    /// The value, without making it recent.
    func peek(_ key: ThrottleKey) -> Value? { index[key].map { slots[$0].value } }

    subscript(_ key: ThrottleKey) -> Value? {
        get { peek(key) }
        set {
            guard let newValue else { return remove(key) }
            if let slot = index[key] {
                detach(slot)
                slots[slot].value = newValue
                attach(slot)
            } else {
                insert(key, newValue)
            }
        }
    }

    private mutating func insert(_ key: ThrottleKey, _ value: Value) {
        if index.count >= capacity, let oldest { remove(slots[oldest].key) }
        let slot: Int
        if let reused = free.popLast() {
            slot = reused
            slots[slot] = Slot(key: key, value: value)
        } else {
            slot = slots.count
            slots.append(Slot(key: key, value: value))
        }
        index[key] = slot
        attach(slot)
    }

    private mutating func remove(_ key: ThrottleKey) {
        guard let slot = index.removeValue(forKey: key) else { return }
        detach(slot)
        free.append(slot)
    }

    /// Puts the slot at the newest end.
    private mutating func attach(_ slot: Int) {
        (slots[slot].older, slots[slot].newer) = (newest, nil)
        if let newest { slots[newest].newer = slot } else { oldest = slot }
        newest = slot
    }

    private mutating func detach(_ slot: Int) {
        let (older, newer) = (slots[slot].older, slots[slot].newer)
        if let older { slots[older].newer = newer } else { oldest = newer }
        if let newer { slots[newer].older = older } else { newest = older }
    }
}
