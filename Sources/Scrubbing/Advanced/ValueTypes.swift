/// What a value is, as selectors name it: `$string`, `$frame`.
struct ValueTypes: OptionSet, Sendable {
    let rawValue: UInt64

    static let string = ValueTypes(rawValue: 1 << 0)
    static let number = ValueTypes(rawValue: 1 << 1)
    static let boolean = ValueTypes(rawValue: 1 << 2)
    static let datetime = ValueTypes(rawValue: 1 << 3)
    static let array = ValueTypes(rawValue: 1 << 4)
    static let object = ValueTypes(rawValue: 1 << 5)
    static let event = ValueTypes(rawValue: 1 << 6)
    static let exception = ValueTypes(rawValue: 1 << 7)
    static let stacktrace = ValueTypes(rawValue: 1 << 8)
    static let frame = ValueTypes(rawValue: 1 << 9)
    static let request = ValueTypes(rawValue: 1 << 10)
    static let user = ValueTypes(rawValue: 1 << 11)
    static let logEntry = ValueTypes(rawValue: 1 << 12)
    static let message = ValueTypes(rawValue: 1 << 13)
    static let thread = ValueTypes(rawValue: 1 << 14)
    static let breadcrumb = ValueTypes(rawValue: 1 << 15)
    static let log = ValueTypes(rawValue: 1 << 16)
    static let traceMetric = ValueTypes(rawValue: 1 << 17)
    static let span = ValueTypes(rawValue: 1 << 18)
    static let sdk = ValueTypes(rawValue: 1 << 19)
    static let replay = ValueTypes(rawValue: 1 << 20)
    /// Attachments and minidumps have no JSON, so selectors of these never hold here.
    static let elsewhere = ValueTypes(rawValue: 1 << 21)

    /// The name without its dollar sign, in lower case; nil when there is none such.
    init?(named name: String) {
        switch name {
        case "string": self = .string
        case "number": self = .number
        case "boolean", "bool": self = .boolean
        case "datetime": self = .datetime
        case "array", "list": self = .array
        case "object": self = .object
        case "event": self = .event
        case "error", "exception": self = .exception
        case "stack", "stacktrace": self = .stacktrace
        case "frame": self = .frame
        case "http", "request": self = .request
        case "user": self = .user
        case "logentry": self = .logEntry
        case "message": self = .message
        case "thread": self = .thread
        case "breadcrumb": self = .breadcrumb
        case "log": self = .log
        case "trace_metric": self = .traceMetric
        case "span": self = .span
        case "sdk": self = .sdk
        case "replay": self = .replay
        case "attachments", "minidump", "heap_memory", "stack_memory", "binary": self = .elsewhere
        default: return nil
        }
    }

    init(rawValue: UInt64) { self.rawValue = rawValue }
}
