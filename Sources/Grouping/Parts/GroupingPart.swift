/// One thing that makes an event what it is: a word for its kind, and its text (grouping.md §12.2–12.5).
struct GroupingPart: Equatable {
    enum Tag: String {
        case checksum, fp, exc, type, ns, frame, value, message, template, line
        case csp, uri, hpkp, expectstaple, expectct, fallback

        /// The name's bytes; those of the frequent ones without making a `String`.
        func append(to bytes: inout [UInt8]) {
            switch self {
            case .frame: bytes += "frame" as StaticString
            case .exc: bytes += "exc" as StaticString
            case .type: bytes += "type" as StaticString
            case .value: bytes += "value" as StaticString
            case .message: bytes += "message" as StaticString
            default: bytes += rawValue.utf8
            }
        }
    }

    let tag: Tag
    let text: [UInt8]

    init(_ tag: Tag, _ text: [UInt8]) { (self.tag, self.text) = (tag, text) }
    init(_ tag: Tag, _ text: String) { (self.tag, self.text) = (tag, Array(text.utf8)) }
}

/// A way to look at an event; each has a hash of its own.
public enum GroupingVariant: String, Sendable {
    /// In-app frames only.
    case app
    /// All frames.
    case system
    /// Whatever has no frames.
    case `default`
}

/// The parts of every variant, the deciding one first.
typealias VariantParts = [(variant: GroupingVariant, parts: [GroupingPart])]
