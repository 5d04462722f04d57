/// A part of a text that is to be replaced.
struct Match {
    var lower: Int
    var upper: Int
    var replacement: [UInt8]
    var rule: RuleName

    init(_ range: Range<Int>, _ rule: RuleName, _ replacement: [UInt8] = Marker.bytes) {
        (lower, upper, self.rule, self.replacement) = (range.lowerBound, range.upperBound, rule, replacement)
    }
}

/// What stands in place of what was taken out.
enum Marker {
    static let text = "[Filtered]"
    static let bytes = Array(text.utf8)
    /// As a JSON value.
    static let json = Array("\"[Filtered]\"".utf8)
}

/// The rules that need no configuration, as remarks name them.
enum RuleName: UInt8, Sendable {
    case password, ownField, creditCard, iban, socialSecurity, key, urlAuth, bearer, token, cookies, email, phone
    case address, addressText, variables

    var text: String {
        switch self {
        case .password: "@password:filter"
        case .ownField: "strip-fields"
        case .creditCard: "@creditcard:filter"
        case .iban: "@iban:filter"
        case .socialSecurity: "@usssn:filter"
        case .key: "@pemkey:filter"
        case .urlAuth: "@urlauth:legacy"
        case .bearer: "@bearer:filter"
        case .token: "@token:filter"
        case .cookies: "@cookies:filter"
        case .email: "@email:mask"
        case .phone: "@phone:mask"
        case .address: "@ip:remove"
        case .addressText: "@ip:replace"
        case .variables: "@variables:filter"
        }
    }

    /// The letter of what was done: substituted, masked or removed.
    var kind: Remark.Kind {
        switch self {
        case .email, .phone: .masked
        case .address: .removed
        default: .substituted
        }
    }
}

/// What pages show about a value that was changed (protocol.md §9.5).
public struct Remark: Sendable, Equatable {
    /// How a value was changed.
    public enum Kind: String, Sendable {
        case removed = "x"
        case substituted = "s"
        case masked = "m"
        case pseudonymised = "p"
    }

    /// The rule, as `@password:filter`.
    public let rule: String
    public let kind: Kind
    /// Characters of the new text; nil where there is no text.
    public let range: Range<Int>?
}
