/// Markup that is safe to send. Strings interpolated into it are escaped, `HTML` is spliced, and there is no third way
/// in: literals are `StaticString`, so text that came from outside cannot pose as one.
///
///     let row: HTML = "<li title=\"\(title)\">\(link)</li>"
///
/// Interpolations belong between tags or inside *quoted* attribute values.
public struct HTML: ExpressibleByStringInterpolation, Sendable, Equatable {
    /// The UTF-8 text.
    public private(set) var bytes: [UInt8]

    /// Nothing.
    public init() { bytes = [] }

    /// A literal, as it stands in the source code.
    public init(stringLiteral literal: StaticString) {
        bytes = literal.withUTF8Buffer { Array($0) }
    }

    /// A literal with interpolations.
    public init(stringInterpolation: StringInterpolation) { bytes = stringInterpolation.bytes }

    /// True when there is nothing to send.
    public var isEmpty: Bool { bytes.isEmpty }

    /// Adds `more` at the end.
    public mutating func append(_ more: HTML) { bytes.append(contentsOf: more.bytes) }

    /// Both, one after the other.
    public static func + (left: HTML, right: HTML) -> HTML {
        var sum = left
        sum.append(right)
        return sum
    }

    /// Adds `right` at the end.
    public static func += (left: inout HTML, right: HTML) { left.append(right) }

    /// Collects the pieces of a literal with interpolations.
    public struct StringInterpolation: StringInterpolationProtocol {
        var bytes: [UInt8] = []

        public init(literalCapacity: Int, interpolationCount: Int) {
            bytes.reserveCapacity(literalCapacity + interpolationCount * 32)
        }

        /// A piece of the source code.
        public mutating func appendLiteral(_ literal: StaticString) {
            literal.withUTF8Buffer { bytes.append(contentsOf: $0) }
        }

        /// Text, escaped.
        public mutating func appendInterpolation(_ text: some StringProtocol) {
            var text = String(text)
            text.withUTF8 { HTMLEscaping.append($0, to: &bytes) }
        }

        /// Text, escaped.
        public mutating func appendInterpolation(_ text: String) {
            var text = text
            text.withUTF8 { HTMLEscaping.append($0, to: &bytes) }
        }

        /// A whole number.
        public mutating func appendInterpolation(_ number: Int) { bytes.append(contentsOf: String(number).utf8) }

        /// A whole number.
        public mutating func appendInterpolation(_ number: Int64) { bytes.append(contentsOf: String(number).utf8) }

        /// Markup, as it is.
        public mutating func appendInterpolation(_ html: HTML) { bytes.append(contentsOf: html.bytes) }

        /// Markup, or nothing.
        public mutating func appendInterpolation(_ html: HTML?) {
            if let html { bytes.append(contentsOf: html.bytes) }
        }

        /// Markup, one piece after the other.
        public mutating func appendInterpolation(_ parts: [HTML]) {
            for part in parts { bytes.append(contentsOf: part.bytes) }
        }
    }
}

extension HTML: CustomStringConvertible {
    /// The markup as a string.
    public var description: String { String(decoding: bytes, as: UTF8.self) }
}

extension Sequence where Element == HTML {
    /// The pieces with `separator` between them.
    public func joined(separator: HTML = HTML()) -> HTML {
        var all = HTML()
        var isFirst = true
        for part in self {
            if !isFirst { all.append(separator) }
            all.append(part)
            isFirst = false
        }
        return all
    }
}

extension Sequence {
    /// The markup of each element, one after the other.
    public func html(_ markup: (Element) throws -> HTML) rethrows -> HTML {
        var all = HTML()
        for element in self { all.append(try markup(element)) }
        return all
    }
}
