import SentryProtocol

/// Everything about a frame that does not depend on its neighbours: computed once, then taken from the cache.
final class FrameTraits: Sendable {
    /// Module, file, function and source line as they enter the hash, between separators; nil when all are empty.
    let key: [UInt8]?
    /// The key of a frame that is not where it broke: its source line only counts when it has no function.
    ///
    /// SDKs cut long events by leaving out source lines of some frames, so that lines of callers would split one error.
    let callerKey: [UInt8]?
    /// Tells most unequal caller keys apart at a glance.
    let callerKeyHash: Int
    /// Rules whose conditions on the frame itself hold, in order; rules without such conditions are not listed.
    let candidates: [UInt16]
    /// The conditions of fingerprint rules that hold for the frame.
    let frameConditions: [UInt16]
    /// What becomes of the frame when no rule about neighbours applies to its stack.
    let isInApp: Bool
    let isGrouped: Bool
    /// False when a rule about neighbours, the exception or the whole stack may apply.
    let isSettled: Bool
    /// As sent, or assumed, before the rules.
    let startsInApp: Bool?
    let subject: FrameSubject
    /// Why parts of the frame were left out; for explanations.
    let notes: FrameNotes
    let isURL: Bool
    let hasFunction: Bool

    init(_ frame: Frame, _ platform: Platform, startsInApp: Bool?, mayDropNames: Bool, rules: CompiledRules) {
        let subject = FrameSubject(frame, platform: platform)
        let text = FrameKeyText(frame, platform, mayDropNames: mayDropNames)
        let candidates = rules.candidates(for: subject)
        let state = rules.settle(subject, candidates: candidates, startsInApp: startsInApp)
        self.subject = subject
        self.candidates = candidates
        frameConditions = rules.frameConditions.holding(for: frame, subject)
        self.startsInApp = startsInApp
        key = text.bytes
        callerKey = text.callerBytes
        callerKeyHash = text.callerBytes?.hashValue ?? 0
        isInApp = state.isInApp
        isGrouped = state.isGrouped
        isSettled = state.isSettled
        notes = text.notes
        isURL = text.isURL
        hasFunction = text.hasFunction
    }

    /// About what it takes in memory, with its place in a table.
    var byteCount: Int {
        let fields = [key, callerKey, subject.path, subject.package, subject.module, subject.function]
        return fields.reduce(512 + 2 * (candidates.count + frameConditions.count)) {
            $0 + ($1.map { $0.count + 32 } ?? 0)
        }
    }

    func hasSameCallerKey(as other: FrameTraits) -> Bool {
        self === other || callerKeyHash == other.callerKeyHash && callerKey == other.callerKey
    }
}

/// Why a frame, or a part of it, says nothing.
struct FrameNotes: OptionSet, Sendable {
    let rawValue: UInt8
    static let unknownName = FrameNotes(rawValue: 1)
    static let minifiedName = FrameNotes(rawValue: 2)
    static let engineFrame = FrameNotes(rawValue: 4)
    static let urlOrigin = FrameNotes(rawValue: 8)
    static let longLine = FrameNotes(rawValue: 16)
}

/// The text of a frame in the hash (grouping.md §12.5).
struct FrameKeyText {
    static let separator: UInt8 = 0x1f

    private(set) var bytes: [UInt8]?
    /// Without the source line, unless that is all there is to tell the function by.
    private(set) var callerBytes: [UInt8]?
    private(set) var notes: FrameNotes = []
    let isURL: Bool
    private(set) var hasFunction = false

    init(_ frame: Frame, _ platform: Platform, mayDropNames: Bool) {
        isURL = FileName.isURL(frame.absPath)
        var function = FunctionName.cleaned(frame, platform: platform)
        if function.isEmpty, frame.function != nil { notes.insert(.unknownName) }
        if platform.family == .javascript, Self.isEngineFrame(frame, function) {
            notes.insert(.engineFrame)
            hasFunction = !function.isEmpty
            return
        }
        let module = ModuleName.cleaned(frame, platform: platform)
        let hasSourceMap = platform.family == .javascript && Frame.hasSourceMap(frame.data)
        let line = contextLine(frame, platform, hasFunction: !function.isEmpty)
        if platform.isBrowser, mayDropNames, !hasSourceMap, module.isEmpty, line.isEmpty, !function.isEmpty,
            function.count <= 2
        {
            notes.insert(.minifiedName)
            function = []
        }
        hasFunction = !function.isEmpty
        if hasSourceMap, !line.isEmpty { function = [] }
        let file = module.isEmpty ? FileName.cleaned(frame, platform: platform, hasFunction: hasFunction) : []
        if module.isEmpty, file.isEmpty, isURL { notes.insert(.urlOrigin) }
        guard !(module.isEmpty && file.isEmpty && function.isEmpty && line.isEmpty) else { return }
        var text: [UInt8] = []
        text.reserveCapacity(module.count + file.count + function.count + line.count + 3)
        text += module
        text.append(Self.separator)
        text += file
        text.append(Self.separator)
        text += function
        text.append(Self.separator)
        if !function.isEmpty { callerBytes = text }
        text += line
        bytes = text
        if function.isEmpty { callerBytes = text }
    }

    /// Frames that engines add for their own calls, some in one browser and not in the other.
    private static func isEngineFrame(_ frame: Frame, _ function: [UInt8]) -> Bool {
        if function.equals("eval") { return true }
        switch frame.absPath {
        case "[native code]", "native code", "eval code", "<anonymous>": return true
        default: return false
        }
    }

    /// The failing source line with its white space evened out; empty where it does not count.
    private mutating func contextLine(_ frame: Frame, _ platform: Platform, hasFunction: Bool) -> [UInt8] {
        guard platform.usesContextLine, let line = frame.contextLine, !line.isEmpty else { return [] }
        if platform.family == .javascript, isURL, !hasFunction { return [] }
        var text: [UInt8] = []
        for byte in line.utf8.prefix(4 * GroupingLimits.matchedBytesMax) {
            if !byte.isSpace {
                text.append(byte)
            } else if let last = text.last, last != 0x20 {
                text.append(0x20)
            }
        }
        if text.last == 0x20 { text.removeLast() }
        guard text.count <= 120 || text.count(where: { $0 & 0xC0 != 0x80 }) <= 120 else {
            notes.insert(.longLine)
            return []
        }
        return text.contains("{snip}") ? [] : text
    }
}

extension Frame {
    /// True when the frame was translated by a source map.
    static func hasSourceMap(_ data: JSONNode?) -> Bool {
        guard let sourcemap = data?["sourcemap"] else { return false }
        return !sourcemap.isNull && sourcemap.bool != false && sourcemap.string != ""
    }
}
