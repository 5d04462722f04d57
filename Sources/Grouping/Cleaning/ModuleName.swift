import SentryProtocol

/// Module and class names without what proxies and code generators append (grouping.md §3, §12.6).
enum ModuleName {
    static func cleaned(_ frame: Frame, platform: Platform) -> [UInt8] {
        guard let module = frame.module, !module.isEmpty else { return [] }
        let name = Array(module.utf8.prefix(GroupingLimits.matchedBytesMax))
        switch platform.naming {
        case .java: return java(name)
        case .csharp: return CompilerGeneratedName.resolved(name)
        case .javascript where platform.isBrowser:
            // A page's path that poses as a module.
            let isPage = name.contains(UInt8(ascii: "/")) && (frame.absPath?.utf8.hasTail(name) ?? false)
            return isPage ? [] : name
        default: return name
        }
    }

    /// Cuts generated tails; reflection's accessors lose their number.
    static func java(_ name: [UInt8]) -> [UInt8] {
        var name = withoutReflectionNumber(name)
        cutNumber(after: "jdk.proxy", keeping: 9, in: &name)
        guard name.contains(UInt8(ascii: "$")) else { return name }
        let tails: [StaticString] = [
            "$$Lambda", "$$ExternalSyntheticLambda", "$$InternalSyntheticLambda", "$EnhancerBy", "$FastClassBy",
            "$$_javassist", "$HibernateProxy$", "$ByteBuddy$", "$MockitoMock$", "$HibernateBasic$", "$auxiliary$",
        ]
        for tail in tails {
            if let start = name.firstIndex(of: tail) { name = Array(name[..<start]).droppingTrailingMarks() }
        }
        if let cglib = name.firstIndex(of: "CGLIB$$"), let start = name.lastIndex(of: "$$", before: cglib) {
            name = Array(name[..<start]).droppingTrailingMarks()
        }
        cutNumber(after: "$fn__", keeping: 3, in: &name)
        cutNumber(after: "$reify__", keeping: 6, in: &name)
        cutNumber(after: "$Proxy", keeping: 6, in: &name)
        return name
    }

    /// `sun.reflect.GeneratedMethodAccessor12` and its relatives.
    private static func withoutReflectionNumber(_ name: [UInt8]) -> [UInt8] {
        guard name.hasPrefix("sun.reflect.Generated") || name.hasPrefix("jdk.internal.reflect.Generated"),
            let accessor = name.firstIndex(of: "Accessor"), name[(accessor + 8)...].isAllDigits
        else { return name }
        return Array(name[..<(accessor + 8)])
    }

    private static func cutNumber(after word: StaticString, keeping kept: Int, in name: inout [UInt8]) {
        guard let start = name.firstIndex(of: word) else { return }
        let digits = start + word.utf8CodeUnitCount
        let end = name.endOfDigits(from: digits)
        if end > digits { name.removeSubrange(start + kept..<end) }
    }
}

extension String.UTF8View {
    func hasTail(_ tail: [UInt8]) -> Bool { count >= tail.count && suffix(tail.count).elementsEqual(tail) }
}

extension [UInt8] {
    /// Without the `$` and `_` that led to a generated tail.
    fileprivate func droppingTrailingMarks() -> [UInt8] {
        var end = count
        while end > 0, self[end - 1] == UInt8(ascii: "$") || self[end - 1] == UInt8(ascii: "_") { end -= 1 }
        return end == count || end == 0 ? self : Array(self[..<end])
    }
}
