/// How bad an event is, mildest first.
public enum Level: Int, Sendable, CaseIterable, Comparable {
    case sample = 0, debug = 10, info = 20, warning = 30, error = 40, fatal = 50

    /// `error`, as in the protocol.
    public var name: String {
        switch self {
        case .sample: "sample"
        case .debug: "debug"
        case .info: "info"
        case .warning: "warning"
        case .error: "error"
        case .fatal: "fatal"
        }
    }

    /// A level by its protocol name.
    public init?(name: some StringProtocol) {
        switch name.lowercased() {
        case "sample": self = .sample
        case "debug", "trace": self = .debug
        case "info", "log": self = .info
        case "warning", "warn": self = .warning
        case "error": self = .error
        case "fatal", "critical": self = .fatal
        default: return nil
        }
    }

    /// As SDKs send it: a name in any case, or one of Python's numbers (protocol.md §5.2).
    public init?(_ node: JSONNode) {
        if let level = node.plain({ Self.usual($0) }) {
            self.init(rawValue: level.rawValue)
        } else if let name = node.string {
            if let number = Int(name) { self.init(rawValue: number) } else { self.init(name: name) }
        } else if let number = node.integer {
            self.init(rawValue: number)
        } else {
            return nil
        }
    }

    /// A level by the name that nearly every SDK sends; nil for other spellings.
    private static func usual(_ name: TapeText) -> Level? {
        switch name {
        case "error": .error
        case "warning": .warning
        case "info": .info
        case "fatal": .fatal
        case "debug": .debug
        default: nil
        }
    }

    public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
}
