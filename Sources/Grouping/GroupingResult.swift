import SentryProtocol

/// What decided how an event is grouped.
public enum GroupingKind: String, Sendable {
    case checksum, custom, hybrid, exception, stack, message, template, csp, hpkp, expectstaple, expectct, fallback
}

/// One hash of an event.
public struct GroupingHash: Sendable, Equatable {
    public let variant: GroupingVariant
    /// 32 lower-case hex digits.
    public let hash: String

    public init(variant: GroupingVariant, hash: String) { (self.variant, self.hash) = (variant, hash) }
}

/// What makes an event the same as others, and what it is called (grouping.md §12.1).
public struct GroupingResult: Sendable, Equatable {
    /// Name of the configuration: `culprit-1`.
    public var configuration: String
    public var kind: GroupingKind
    /// The deciding one first; never empty, never the same hash twice.
    public var hashes: [GroupingHash]
    public var inApp: InAppFlags
    public var title: String
    /// Empty when nothing is known.
    public var culprit: String
    public var location: String?
    public var metadata: EventMetadata
    /// Which exception names the event, by `mechanism.exception_id`, where that is not the last one.
    public var mainExceptionID: Int?
    /// The fingerprint that was used, with its variables filled in; empty for default grouping.
    public var fingerprint: [String]
    /// The fingerprint rule that matched.
    public var matchedRule: String?

    /// What of it is kept with the event.
    public var verdict: EventVerdict {
        EventVerdict(
            configuration: configuration, hashes: hashes.map(\.hash), title: title,
            culprit: culprit.isEmpty ? nil : culprit, location: location, metadata: metadata,
            mainExceptionID: mainExceptionID, inApp: inApp)
    }
}

/// Why an event is grouped as it is: made on demand, for people (grouping.md §12.10).
public struct GroupingExplanation: Sendable {
    /// One thing that was hashed.
    public struct Part: Sendable, Equatable {
        /// `type`, `frame`, `value`, `message`, `fp`, …
        public let tag: String
        /// Frames show as `module file function line`.
        public let text: String
    }

    /// One way to look at the event.
    public struct Variant: Sendable {
        public let variant: GroupingVariant
        public let hash: String
        public let parts: [Part]
    }

    /// What became of one frame.
    public struct FrameVerdict: Sendable, Equatable {
        public let isInApp: Bool
        /// The stack rule that decided `isInApp`; nil when it is as the SDK said, or assumed.
        public let inAppRule: String?
        /// Whether the frame is among the hashed ones of the deciding variant.
        public let contributes: Bool
        /// Why it is not.
        public let reason: String?
    }

    /// The frames of one stack.
    public struct Stack: Sendable {
        /// `exception.values[0]`, `stacktrace`, `threads.values[2]`.
        public let path: String
        public let frames: [FrameVerdict]
    }

    public let result: GroupingResult
    /// The fingerprint before its variables were filled in: a rule's, else the SDK's.
    public let fingerprint: [String]
    /// What the SDK had sent, if a rule replaced it.
    public let clientFingerprint: [String]
    public let variants: [Variant]
    public let stacks: [Stack]
    /// The text that was parameterised, before and after; nil when no text counted.
    public let message: (original: String, parameterized: String)?
}
