/// The number of an organization.
public struct OrganizationID: RawRepresentable, Hashable, Sendable, Comparable {
    public let rawValue: Int64
    public init(rawValue: Int64) { self.rawValue = rawValue }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// The number of a project: the last path segment of its DSN.
public struct ProjectID: RawRepresentable, Hashable, Sendable, Comparable {
    public let rawValue: Int64
    public init(rawValue: Int64) { self.rawValue = rawValue }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// The number of an issue; unique in the installation.
public struct IssueID: RawRepresentable, Hashable, Sendable, Comparable {
    public let rawValue: Int64
    public init(rawValue: Int64) { self.rawValue = rawValue }
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

public struct UserID: RawRepresentable, Hashable, Sendable {
    public let rawValue: Int64
    public init(rawValue: Int64) { self.rawValue = rawValue }
}

public struct TokenID: RawRepresentable, Hashable, Sendable {
    public let rawValue: Int64
    public init(rawValue: Int64) { self.rawValue = rawValue }
}

/// The number people say: `SHOP-1A2`, the project's slug and a counter in Crockford's base 32 (grouping.md §7).
public struct ShortID: Hashable, Sendable, CustomStringConvertible {
    /// The project's slug, as stored (lower case).
    public let projectSlug: String
    /// Counts from 1 in each project.
    public let number: Int64

    public init(projectSlug: String, number: Int64) { (self.projectSlug, self.number) = (projectSlug, number) }

    /// Accepts any case, `O` for 0, `I` and `L` for 1, and a blank or `_` before the counter.
    public init?(parsing text: some StringProtocol) {
        let upper = text.uppercased()
        guard let separator = upper.lastIndex(where: { $0 == "-" || $0 == "_" || $0 == " " }),
            separator > upper.startIndex
        else { return nil }
        let counter = upper[upper.index(after: separator)...]
        guard (1...12).contains(counter.utf8.count) else { return nil }
        var number: Int64 = 0
        for byte in counter.utf8 {
            guard let digit = Self.digit(of: byte) else { return nil }
            number = number << 5 | Int64(digit)
        }
        guard number > 0 else { return nil }
        self.init(projectSlug: upper[..<separator].lowercased(), number: number)
    }

    public var description: String {
        var counter: [UInt8] = []
        var rest = number
        while rest > 0 {
            counter.append(Self.alphabet.utf8Start[Int(rest & 31)])
            rest >>= 5
        }
        return projectSlug.uppercased() + "-" + String(decoding: counter.reversed(), as: UTF8.self)
    }

    private static let alphabet: StaticString = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

    private static func digit(of byte: UInt8) -> Int? {
        switch byte {
        case UInt8(ascii: "O"): return 0
        case UInt8(ascii: "I"), UInt8(ascii: "L"): return 1
        default:
            for index in 0..<32 where alphabet.utf8Start[index] == byte { return index }
            return nil
        }
    }
}
