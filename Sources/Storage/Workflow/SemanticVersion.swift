/// A version whose order is in its text: `2.4.1`, `web@2.4.1-rc.2+517`.
///
/// Up to four numbers, at least two of them, as Sentry reads them; what follows a `+` does not count.
public struct SemanticVersion: Sendable, Equatable {
    /// What stands before the `@`; versions of different packages have no order.
    public let package: String?
    private let numbers: [UInt64]
    private let prerelease: [Substring]

    public init?(_ text: String) {
        guard text.utf8.count <= 250 else { return nil }
        let at = text.lastIndex(of: "@")
        package = at.map { String(text[..<$0]) }
        var rest = text[(at.map { text.index(after: $0) } ?? text.startIndex)...]
        rest = rest.prefix { $0 != "+" }
        let core = rest.prefix { $0 != "-" }
        let parts = core.split(separator: ".", omittingEmptySubsequences: false)
        guard (2...4).contains(parts.count) else { return nil }
        var numbers: [UInt64] = []
        for part in parts {
            guard part.utf8.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 }), let number = UInt64(part) else { return nil }
            numbers.append(number)
        }
        self.numbers = numbers + Array(repeating: 0, count: 4 - numbers.count)
        let suffix = rest.dropFirst(core.count)
        guard suffix.isEmpty || suffix.count > 1 else { return nil }
        prerelease = suffix.isEmpty ? [] : suffix.dropFirst().split(separator: ".", omittingEmptySubsequences: false)
    }

    /// Below zero when this comes before `other`; nil when the two cannot be compared or say the same.
    public func order(to other: SemanticVersion) -> Int? {
        guard package == other.package else { return nil }
        let order = orderOfNumbers(to: other)
        return order == 0 ? nil : order
    }

    /// Whether these are its first numbers.
    func begins(with start: [UInt64]) -> Bool { numbers.starts(with: start) }

    /// Whatever the packages: below zero when this comes before `other`, zero when they say the same.
    func orderOfNumbers(to other: SemanticVersion) -> Int {
        for (left, right) in zip(numbers, other.numbers) where left != right { return left < right ? -1 : 1 }
        if prerelease.isEmpty || other.prerelease.isEmpty {
            if prerelease.isEmpty == other.prerelease.isEmpty { return 0 }
            // What is released comes after its release candidates.
            return prerelease.isEmpty ? 1 : -1
        }
        for (left, right) in zip(prerelease, other.prerelease) where left != right {
            switch (UInt64(left), UInt64(right)) {
            case (let left?, let right?): if left != right { return left < right ? -1 : 1 }
            case (_?, nil): return -1
            case (nil, _?): return 1
            case (nil, nil): return left.utf8.lexicographicallyPrecedes(right.utf8) ? -1 : 1
            }
        }
        let (left, right) = (prerelease.count, other.prerelease.count)
        return left == right ? 0 : left < right ? -1 : 1
    }
}
