/// What is asked of a release: `release.version:>=1.2`, `release.build:517`, `release.stage:adopted`.
public enum ReleaseTest: Sendable, Equatable {
    /// One of these.
    case version([VersionTest])
    case build(TextTest)
    case buildNumber(NumberTest)
    case package(TextTest)
    /// What sessions say; the engine puts releases in its place.
    case stage([ReleaseStage])

    /// Whether a release passes, as far as its name tells.
    public func admits(_ release: String) -> Bool {
        switch self {
        case .version(let tests):
            guard let version = SemanticVersion(release) else { return false }
            return tests.contains { $0.admits(version) }
        case .build(let test): return test.holds(for: Self.build(of: release) ?? "")
        case .buildNumber(let test): return Self.build(of: release).flatMap(Double.init).map(test.holds) ?? false
        case .package(let test): return test.holds(for: Self.package(of: release) ?? "")
        case .stage: return false
        }
    }

    /// What follows the `+`.
    private static func build(of release: String) -> String? {
        release.lastIndex(of: "+").map { String(release[release.index(after: $0)...]) }
    }

    /// What stands before the `@`.
    private static func package(of release: String) -> String? {
        release.lastIndex(of: "@").map { String(release[..<$0]) }
    }
}

/// How far a release has come, by its share of all sessions (web-api.md §3.2).
public enum ReleaseStage: String, Sendable, CaseIterable {
    /// A tenth of the last day's sessions or more.
    case adopted
    /// Less, and it never was more.
    case lowAdoption = "low_adoption"
    /// Less, but it was more within the last month.
    case replaced
}

/// What is asked of a version; a package counts only when it is named.
public enum VersionTest: Sendable, Equatable {
    case compared(Comparison, SemanticVersion)
    /// `1.2.*`: the first numbers.
    case begins(package: String?, numbers: [UInt64])

    /// Nil when the text is no version.
    init?(_ comparison: Comparison, _ text: String) {
        if text.hasSuffix("*") || !text.dropPackage.contains(".") {
            let numbers = text.dropPackage.split(separator: ".").prefix { $0 != "*" }.map { UInt64($0) }
            guard (1...4).contains(numbers.count), !numbers.contains(nil) else { return nil }
            if comparison == .equal {
                let at = text.lastIndex(of: "@")
                self = .begins(package: at.map { String(text[..<$0]) }, numbers: numbers.compactMap { $0 })
                return
            }
            guard !text.hasSuffix("*"), let version = SemanticVersion(text + ".0") else { return nil }
            self = .compared(comparison, version)
            return
        }
        guard let version = SemanticVersion(text) else { return nil }
        self = .compared(comparison, version)
    }

    func admits(_ version: SemanticVersion) -> Bool {
        switch self {
        case .compared(let comparison, let other):
            guard other.package == nil || other.package == version.package else { return false }
            return comparison.holds(version.orderOfNumbers(to: other), 0)
        case .begins(let package, let numbers):
            guard package == nil || package == version.package else { return false }
            return version.begins(with: numbers)
        }
    }
}

extension String {
    fileprivate var dropPackage: Substring { lastIndex(of: "@").map { self[index(after: $0)...] } ?? self[...] }
}
