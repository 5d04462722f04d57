import SentryProtocol
import Storage

/// A value as SQLite stores it.
enum SQLValue: Sendable, Equatable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])
}

/// What can stand for a value in a statement.
protocol SQLBindable {
    var sqlValue: SQLValue { get }
}

extension Int: SQLBindable { var sqlValue: SQLValue { .integer(Int64(self)) } }
extension Int64: SQLBindable { var sqlValue: SQLValue { .integer(self) } }
extension Double: SQLBindable { var sqlValue: SQLValue { .real(self) } }
extension Bool: SQLBindable { var sqlValue: SQLValue { .integer(self ? 1 : 0) } }
extension String: SQLBindable { var sqlValue: SQLValue { .text(self) } }
extension [UInt8]: SQLBindable { var sqlValue: SQLValue { .blob(self) } }
extension Timestamp: SQLBindable { var sqlValue: SQLValue { .integer(microseconds) } }
extension Day: SQLBindable { var sqlValue: SQLValue { .integer(Int64(number)) } }
extension EventID: SQLBindable { var sqlValue: SQLValue { .blob(bytes) } }
extension SQLBindable where Self: RawRepresentable, RawValue: SQLBindable {
    var sqlValue: SQLValue { rawValue.sqlValue }
}
extension OrganizationID: SQLBindable {}
extension ProjectID: SQLBindable {}
extension IssueID: SQLBindable {}
extension UserID: SQLBindable {}
extension TokenID: SQLBindable {}
extension TeamID: SQLBindable {}
extension InviteID: SQLBindable {}
extension SessionID: SQLBindable {}
extension PasswordResetID: SQLBindable {}
extension IdentityProviderID: SQLBindable {}
extension Role: SQLBindable {}
extension TokenKind: SQLBindable {}
extension IssueStatus: SQLBindable {}
extension IssueSubstatus: SQLBindable {}
extension Level: SQLBindable {}

/// A statement and its values. What is interpolated is bound, never spliced, unless it is `SQL` itself.
struct SQL: ExpressibleByStringInterpolation, Sendable {
    var text: String
    var values: [SQLValue]

    init(stringLiteral text: String) { (self.text, self.values) = (text, []) }
    init(stringInterpolation: StringInterpolation) {
        (self.text, self.values) = (stringInterpolation.text, stringInterpolation.values)
    }

    struct StringInterpolation: StringInterpolationProtocol {
        var text = ""
        var values: [SQLValue] = []

        init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount)
            values.reserveCapacity(interpolationCount)
        }

        mutating func appendLiteral(_ literal: String) { text += literal }

        mutating func appendInterpolation(_ value: some SQLBindable) {
            text += "?"
            values.append(value.sqlValue)
        }

        mutating func appendInterpolation<Value: SQLBindable>(_ value: Value?) {
            text += "?"
            values.append(value?.sqlValue ?? .null)
        }

        mutating func appendInterpolation(_ fragment: SQL) {
            text += fragment.text
            values += fragment.values
        }

        /// `(?, ?, ?)`, for `IN`.
        mutating func appendInterpolation(anyOf list: some Collection<some SQLBindable>) {
            text += "(" + repeatElement("?", count: list.count).joined(separator: ", ") + ")"
            for value in list { values.append(value.sqlValue) }
        }
    }

    static func + (left: SQL, right: SQL) -> SQL { "\(left)\(right)" }
    static func += (left: inout SQL, right: SQL) { left = left + right }
}

extension Sequence<SQL> {
    /// One statement of many parts.
    func joined(separator: SQL) -> SQL {
        var result: SQL = ""
        var isFirst = true
        for part in self {
            if !isFirst { result += separator }
            isFirst = false
            result += part
        }
        return result
    }
}
