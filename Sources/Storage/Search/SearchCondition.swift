import SentryProtocol

/// What one term of a search asks.
public enum SearchCondition: Sendable, Equatable {
    /// `is:unresolved` and the like.
    case status(IssueStatus)
    /// `is:new`, `is:regressed`, …
    case substatus(IssueSubstatus)
    /// `level:error`, `level:[error, fatal]`.
    case level([Level])
    /// Free text: within title, culprit or message, any case; `*` matches any run.
    case text(String)
}
