import SentryProtocol
import Storage

/// Why one event belongs to its issue, as the grouper explains it (grouping.md §12.10).
public struct EventExplanation: Sendable {
    public var eventID: EventID
    /// `culprit-1`.
    public var configuration: String
    public var kind: Kind
    /// The fingerprint before its variables were filled in; empty for default grouping.
    public var fingerprint: [String]
    /// What the SDK had sent, when a rule replaced it.
    public var clientFingerprint: [String]
    /// The fingerprint rule that matched.
    public var matchedRule: Rule?
    /// The deciding one first.
    public var variants: [Variant]
    public var stacks: [Stack]
    public var texts: [Text]
    /// What it was grouped by when it came in; nil when that is not known.
    public var arrival: Arrival?

    public init(
        eventID: EventID, configuration: String, kind: Kind, fingerprint: [String] = [],
        clientFingerprint: [String] = [], matchedRule: Rule? = nil, variants: [Variant], stacks: [Stack] = [],
        texts: [Text] = []
    ) {
        (self.eventID, self.configuration, self.kind) = (eventID, configuration, kind)
        (self.fingerprint, self.clientFingerprint) = (fingerprint, clientFingerprint)
        (self.matchedRule, self.variants, self.stacks, self.texts) = (matchedRule, variants, stacks, texts)
    }

    /// How an event was grouped when it came in, as far as its body says.
    public struct Arrival: Sendable, Equatable {
        /// The hash that decided.
        public var hash: String
        /// It leads to the event's issue.
        public var leadsHere: Bool
        /// The revision of the project's rules, 0 for none; nil when it cannot be found.
        public var revision: Int64?
        /// Today's rules give the event another hash.
        public var hasChanged: Bool
        public init(hash: String, leadsHere: Bool, revision: Int64?, hasChanged: Bool) {
            (self.hash, self.leadsHere) = (hash, leadsHere)
            (self.revision, self.hasChanged) = (revision, hasChanged)
        }
    }

    /// A rule that had a say, as it is written.
    public struct Rule: Sendable, Equatable {
        public var text: String
        /// It comes with the grouping configuration, not from the project.
        public var isBuiltIn: Bool
        public init(text: String, isBuiltIn: Bool = false) { (self.text, self.isBuiltIn) = (text, isBuiltIn) }
    }

    /// What decided.
    public enum Kind: String, Sendable, CaseIterable {
        case checksum, custom, hybrid, exception, stack, message, template, csp, hpkp, expectstaple, expectct, fallback
    }

    /// One way to look at the event.
    public struct Variant: Sendable {
        public var name: Name
        public var hash: String
        /// What was hashed, in its order.
        public var parts: [Part]
        /// When the hash was first seen; nil when it leads nowhere.
        public var since: Timestamp?
        /// It leads to the event's issue.
        public var leadsHere: Bool

        public init(name: Name, hash: String, parts: [Part], since: Timestamp? = nil, leadsHere: Bool = false) {
            (self.name, self.hash, self.parts) = (name, hash, parts)
            (self.since, self.leadsHere) = (since, leadsHere)
        }

        public enum Name: String, Sendable, CaseIterable {
            /// In-app frames only.
            case app
            /// All frames.
            case system
            /// Whatever has no frames.
            case `default`
        }
    }

    /// One thing that was hashed.
    public struct Part: Sendable, Equatable {
        /// `type`, `frame`, `value`, `message`, `fp`, …
        public var tag: String
        public var text: String
        public init(tag: String, text: String) { (self.tag, self.text) = (tag, text) }
    }

    /// The frames of one stack, those nearest the crash last, as SDKs send them.
    public struct Stack: Sendable {
        /// `exception.values[0]`, `stacktrace`, `threads.values[2]`.
        public var path: String
        /// What it belongs to: the exception's type, the thread's name.
        public var name: String
        public var frames: [Frame]
        public init(path: String, name: String = "", frames: [Frame]) {
            (self.path, self.name, self.frames) = (path, name, frames)
        }
    }

    /// What became of one frame.
    public struct Frame: Sendable {
        public var function: String
        /// `shop/orders/views.py:42`.
        public var place: String
        public var isInApp: Bool
        /// The stack rule that decided `isInApp`.
        public var inAppRule: Rule?
        /// Nil when the frame is among the hashed ones.
        public var reason: Reason?
        public init(function: String, place: String, isInApp: Bool, inAppRule: Rule? = nil, reason: Reason?) {
            (self.function, self.place, self.isInApp) = (function, place, isInApp)
            (self.inAppRule, self.reason) = (inAppRule, reason)
        }
    }

    /// Why a frame is not among the hashed ones.
    public enum Reason: Sendable, Equatable {
        case library
        /// A stack rule took it out.
        case rule(Rule)
        /// A repeat of frames beside it.
        case repetition
        case unknownName, minifiedName
        /// Neither a name nor a file.
        case nothingKnown
        /// A frame of the language's engine.
        case engine
        /// So many frames nearer to the crash count already.
        case beyond(Int)
        /// Further from the crash than the so many frames that are looked at.
        case tooFar(Int)
        /// The stack has fewer frames than a rule asks for.
        case tooFew(Int)
        /// Something else than this stack decided.
        case stackIsIgnored
    }

    /// A text of which something was replaced before it was hashed.
    public struct Text: Sendable, Equatable {
        public var pieces: [Piece]
        public init(pieces: [Piece]) { self.pieces = pieces }

        public enum Piece: Sendable, Equatable {
            case kept(String)
            case replaced(String, by: String)
        }
    }
}

/// Why two events are together, or why they are not.
public struct EventComparison: Sendable {
    public var other: EventExplanation
    public var otherIssue: GroupingPreview.IssueName
    /// Whether both are in one issue now.
    public var isSameIssue: Bool
    public var difference: Difference

    public init(
        other: EventExplanation, otherIssue: GroupingPreview.IssueName, isSameIssue: Bool, difference: Difference
    ) {
        (self.other, self.otherIssue) = (other, otherIssue)
        (self.isSameIssue, self.difference) = (isSameIssue, difference)
    }

    /// The first thing that keeps two events from being one issue, or what makes them one. Frames show as
    /// `module file function`.
    public enum Difference: Sendable, Equatable {
        /// Nothing: they have a hash in common.
        case same(hash: String)
        case configuration(String, String)
        case kind(EventExplanation.Kind, EventExplanation.Kind)
        case variant(EventExplanation.Variant.Name, EventExplanation.Variant.Name)
        /// The chain of one has more exceptions.
        case exceptionCount(Int, Int)
        /// A text of this kind; nil where one event has none.
        case text(TextKind, String?, String?)
        /// A part of this tag.
        case part(String, String?, String?)
    }

    /// What of two events is not the same.
    public enum TextKind: String, Sendable, CaseIterable {
        case checksum, fingerprint, value, message
        /// Of the exception that was raised last, and of one that led to it.
        case exceptionType = "exception_type"
        case causeType = "cause_type"
        case errorCode = "error_code"
        /// The innermost frames that count.
        case crashFrame = "crash_frame"
        /// The same frame broke at another line of source.
        case sourceLine = "source_line"
        /// The frames nearest the crash that are not the same.
        case caller
    }
}

/// What the route has read for an issue's page about grouping.
public struct GroupingData: Sendable {
    public var issue: IssueSummary
    public var project: Project
    /// Nil when no event of the issue is stored any more.
    public var explanation: EventExplanation?
    public var comparison: EventComparison?
    /// What was asked to be compared with.
    public var compareText: String
    /// True when `compareText` names no event of the project.
    public var isUnknownEvent: Bool

    public init(
        issue: IssueSummary, project: Project, explanation: EventExplanation?, comparison: EventComparison? = nil,
        compareText: String = "", isUnknownEvent: Bool = false
    ) {
        (self.issue, self.project, self.explanation, self.comparison) = (issue, project, explanation, comparison)
        (self.compareText, self.isUnknownEvent) = (compareText, isUnknownEvent)
    }
}
