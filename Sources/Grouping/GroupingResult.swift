import SentryProtocol

/// What decided how an event is grouped.
public enum GroupingKind: String, Sendable {
    case checksum, custom, hybrid, exception, stack, message, template, csp, hpkp, expectstaple, expectct, fallback

    /// True for hashes that are the same in every configuration: the project itself said what belongs together.
    public var isFixed: Bool { self == .checksum || self == .custom }
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
