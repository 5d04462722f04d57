/// Why an event is grouped as it is: made on demand, for people (grouping.md §12.10).
public struct GroupingExplanation: Sendable {
    /// One thing that was hashed.
    public struct Part: Sendable, Equatable {
        /// `type`, `frame`, `value`, `message`, `fp`, …
        public let tag: String
        /// Frames show as `module file function line`.
        public let text: String
        /// Of a frame, its fields as they were hashed.
        public let frame: FrameKey?
    }

    /// What of a frame enters the hash; empty where nothing does.
    public struct FrameKey: Sendable, Equatable {
        public let module: String
        public let file: String
        public let function: String
        /// The failing line's source.
        public let line: String

        public init(module: String, file: String, function: String, line: String = "") {
            (self.module, self.file, self.function, self.line) = (module, file, function, line)
        }
    }

    /// One way to look at the event.
    public struct Variant: Sendable {
        public let variant: GroupingVariant
        public let hash: String
        public let parts: [Part]
        /// True of the one that is looked up first.
        public let decides: Bool
    }

    /// A rule that had a say.
    public struct Rule: Sendable, Equatable {
        /// As written.
        public let text: String
        public let isBuiltIn: Bool

        public init(text: String, isBuiltIn: Bool) { (self.text, self.isBuiltIn) = (text, isBuiltIn) }
    }

    /// What became of one frame.
    public struct FrameVerdict: Sendable, Equatable {
        public let isInApp: Bool
        public let inAppReason: InAppReason
        /// Whether the frame is among the hashed ones of the deciding variant.
        public let contributes: Bool
        /// Why it is not.
        public let reason: FrameReason?
        /// What of it is hashed, or would be; nil when nothing of it says anything.
        public let key: FrameKey?
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
    /// The fingerprint rule that matched.
    public let rule: Rule?
    public let variants: [Variant]
    public let stacks: [Stack]
    /// The texts that counted, with what was replaced in them.
    public let texts: [ParameterizedText]

    /// The hash that is looked up first.
    public var decidingHash: String { result.hashes.first?.hash ?? "" }
}

/// Why a frame is the program's own, or is not.
public enum InAppReason: Sendable, Equatable {
    /// A stack rule said so.
    case rule(GroupingExplanation.Rule)
    /// The SDK said so.
    case sent
    /// No frame of the stack said anything, so all were taken for the program's own.
    case assumed
    /// Nobody said anything.
    case unknown
}

/// Why a frame is not hashed.
public enum FrameReason: Sendable, Equatable {
    /// Another stack, or a text, decides.
    case stackDoesNotCount
    case tooFarFromCrash(framesMax: Int)
    case engineFrame
    case minifiedName
    case unknownName
    case nameless
    /// A stack rule took it out.
    case rule(GroupingExplanation.Rule)
    /// It is not in-app, and in-app frames decide.
    case library
    case tooFewFrames(framesMin: Int)
    case beyond(framesMax: Int)
    case repeated

    /// A few words of English.
    public var hint: String {
        switch self {
        case .stackDoesNotCount: "the stack does not count"
        case .tooFarFromCrash: "too far from the crash"
        case .engineFrame: "a frame of the engine"
        case .minifiedName: "minified name"
        case .unknownName: "unknown name"
        case .nameless: "no name and no file"
        case .rule(let rule): "rule " + rule.text
        case .library: "library"
        case .tooFewFrames(let least): "fewer than \(least) frames"
        case .beyond(let framesMax): "beyond \(framesMax) frames"
        case .repeated: "repeat of the frames beside it"
        }
    }
}
