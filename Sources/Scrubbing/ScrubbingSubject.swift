/// What kind of payload is scrubbed: it decides which fields are known.
public enum ScrubbingSubject: Sendable, CaseIterable {
    /// Events, transactions, feedback: the event payload.
    case event
    /// One standalone span, either version.
    case span
    /// The whole container of logs, metrics or spans: `{"items": […]}`.
    case container
    case replayEvent
    /// A check-in, user report, profile, replay recording: no field is known.
    case other
}
