import SentryProtocol

/// So many items of one sender and category that ended in one way within a minute.
public struct OutcomeSample: Sendable, Hashable {
    /// Minutes since 1970, by our clock.
    public var minute: Int
    /// Nil when nobody knows: the request was refused before that, or too many senders came at once.
    public var projectID: ProjectID?
    public var publicKey: String?
    public var category: DataCategory
    /// `accepted`, `rate_limited`, …: `Outcome.name`.
    public var outcome: String
    /// `quota_exceeded`, `sample_rate`, …; empty for what was accepted.
    public var reason: String
    /// The name of the SDK without its version, such as `sentry.python`; empty when it did not say.
    public var sdk: String
    public var quantity: Int

    public init(
        minute: Int, projectID: ProjectID?, publicKey: String?, category: DataCategory, outcome: String,
        reason: String, sdk: String, quantity: Int
    ) {
        (self.minute, self.projectID, self.publicKey) = (minute, projectID, publicKey)
        (self.category, self.outcome, self.reason) = (category, outcome, reason)
        (self.sdk, self.quantity) = (sdk, quantity)
    }
}

/// Keeps what became of items.
public protocol OutcomeStore: Sendable {
    /// Adds to what is there: a minute of one sender may come more than once. All of it is kept, or it throws.
    func recordOutcomes(_ samples: [OutcomeSample]) async throws
}
