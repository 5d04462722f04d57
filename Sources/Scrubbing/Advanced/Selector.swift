/// Which values a rule is for (protocol.md §9.4): `$string && !$user.email`, `extra.foo.*`, `$frame.vars.**`.
indirect enum Selector: Sendable {
    enum Item: Sendable {
        case type(ValueTypes)
        /// In lower case.
        case key([UInt8])
        case index(Int)
        case anything
        case anyDepth
    }

    case path([Item])
    case all([Selector])
    case any([Selector])
    case not(Selector)

    /// One level of the way from the root to a value.
    struct Level: Sendable {
        /// In lower case; nil in an array and at the root.
        var key: [UInt8]?
        var index: Int?
        var types: ValueTypes
    }

    /// Whether it holds for the last level. A path is compared from its end; what comes before it does not matter.
    /// `isSensitive` is false for fields that hold no personal data as a rule, which only their names select.
    func holds(for levels: [Level], isSensitive: Bool) -> Bool {
        switch self {
        case .path(let items):
            if !isSensitive, !Self.isSpecific(items) { return false }
            return Self.matches(items, levels)
        case .all(let parts): return parts.allSatisfy { $0.holds(for: levels, isSensitive: isSensitive) }
        case .any(let parts): return parts.contains { $0.holds(for: levels, isSensitive: isSensitive) }
        // What is not this is still nothing that a name selected.
        case .not(let part): return !part.holds(for: levels, isSensitive: true)
        }
    }

    private static func isSpecific(_ items: [Item]) -> Bool {
        if case .key = items.last { true } else { false }
    }

    /// Walks up from the value with the set of items that may come next, so that `**` costs no more than `*`.
    private static func matches(_ items: [Item], _ levels: [Level]) -> Bool {
        // Bit n: the first n items are still to be matched.
        var open = skippingDepths(1 << UInt64(items.count), items)
        for level in levels.reversed() {
            if open & 1 != 0 { return true }
            var next: UInt64 = 0
            for count in 1...max(1, items.count) where open & (1 << UInt64(count)) != 0 {
                if case .anyDepth = items[count - 1] {
                    next |= 1 << UInt64(count)
                } else if items[count - 1].matches(level) {
                    next |= 1 << UInt64(count - 1)
                }
            }
            if next == 0 { return false }
            open = skippingDepths(next, items)
        }
        return open & 1 != 0
    }

    /// `**` may also stand for no level at all.
    private static func skippingDepths(_ open: UInt64, _ items: [Item]) -> UInt64 {
        var open = open
        for count in stride(from: items.count, to: 0, by: -1) where open & (1 << UInt64(count)) != 0 {
            if case .anyDepth = items[count - 1] { open |= 1 << UInt64(count - 1) }
        }
        return open
    }
}

extension Selector.Item {
    fileprivate func matches(_ level: Selector.Level) -> Bool {
        switch self {
        case .type(let types): !types.isDisjoint(with: level.types)
        case .key(let key): level.key == key
        case .index(let index): level.index == index
        case .anything, .anyDepth: true
        }
    }
}
