import SentryProtocol

/// How urgent an issue looks: worked out from its newest event, as Sentry does without its severity model
/// (grouping.md §7).
public enum IssuePriority: String, Sendable, CaseIterable {
    /// Fatal, or an error that nobody handled.
    case high
    /// A handled error, or a warning.
    case medium
    case low

    public init(level: Level, isUnhandled: Bool) {
        switch level {
        case .fatal: self = .high
        case .error: self = isUnhandled ? .high : .medium
        case .warning: self = .medium
        case .info, .debug, .sample: self = .low
        }
    }
}

extension IssueSummary {
    public var priority: IssuePriority {
        workflow.chosenPriority ?? IssuePriority(level: level, isUnhandled: isUnhandled)
    }
}
