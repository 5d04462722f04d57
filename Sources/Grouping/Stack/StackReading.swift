import SentryProtocol

/// One stack after the rules: whose frames are in-app, and which enter the hash (grouping.md §12.5).
struct StackReading {
    /// One per frame of the stack.
    private(set) var inApp: [Bool]
    /// Of the frames from `offset` on.
    private(set) var traits: [FrameTraits] = []
    /// Frames before this one are too far from the crash to be looked at.
    let offset: Int
    /// Indices into the stack's frames whose keys enter the hash.
    private(set) var app: [Int] = []
    private(set) var system: [Int] = []
    private(set) var ruling = StackRuling()

    init(_ stack: Stacktrace, of exception: Exception?, in context: StackContext) {
        let frames = stack.frames
        let room = min(GroupingLimits.stackFramesMax, context.framesLeft())
        offset = max(0, frames.count - room)
        // By address: a copy of a frame retains two dozen fields, which was a fifth of the work.
        inApp = frames.withUnsafeBufferPointer { frames in frames.indices.map { frames[$0].isInApp ?? false } }
        guard offset < frames.count else { return }
        traits = frames.withUnsafeBufferPointer { [offset] in Self.traits($0, from: offset, in: context) }
        ruling = context.rules.rule(traits, exception)
        for index in traits.indices { inApp[offset + index] = ruling.isInApp[index] }
        guard !isLoneUnnamedScript(frames) else { return }
        app = kept { ruling.isGrouped[$0] && ruling.isInApp[$0] }
        system = kept { ruling.isGrouped[$0] }
    }

    private static func traits(
        _ frames: UnsafeBufferPointer<Frame>, from offset: Int, in context: StackContext
    ) -> [FrameTraits] {
        guard let first = frames.baseAddress else { return [] }
        var hasFlags = false
        for index in frames.indices where first[index].isInApp != nil { hasFlags = true }
        var traits: [FrameTraits] = []
        traits.reserveCapacity(frames.count - offset)
        // SAFETY: the addresses are those of the frames that the caller holds.
        for frame in first + offset..<first + frames.count {
            let platform = frame.pointee.platform.map { Platform(named: $0) } ?? context.platform
            let start = frame.pointee.isInApp ?? (hasFlags || platform.family == .native ? nil : true)
            traits.append(context.traits(frame, platform, startsInApp: start))
        }
        return traits
    }

    /// Browsers give page-level code no name: such a frame alone says nothing.
    private func isLoneUnnamedScript(_ frames: [Frame]) -> Bool {
        guard frames.count == 1, let only = traits.first else { return false }
        return only.subject.family == .javascript && !only.hasFunction && only.isURL
    }

    /// The keys that count: repeats and cycles once, those nearest the crash, none if there are too few.
    private func kept(_ counts: (Int) -> Bool) -> [Int] {
        var kept: [Int] = []
        kept.reserveCapacity(traits.count)
        for index in traits.indices where traits[index].key != nil && counts(index) { kept.append(index) }
        let crash = kept.last
        collapse(&kept)
        // However deep a recursion was: the frame where it broke stands for its block.
        if let crash { kept[kept.count - 1] = crash }
        let limit = ruling.maxFrames.map { $0 > 0 ? min($0, GroupingLimits.hashedFramesMax) : nil } ?? nil
        kept.removeFirst(max(0, kept.count - (limit ?? GroupingLimits.hashedFramesMax)))
        if let least = ruling.minFrames, kept.count < least { return [] }
        for index in kept.indices { kept[index] += offset }
        return kept
    }

    /// Recursion, direct or through others, must not make an issue of its own depth: of a block of up to `cycleMax`
    /// keys and its repeats the first stays.
    private func collapse(_ kept: inout [Int]) {
        var hashes = kept.map { traits[$0].callerKeyHash }
        for period in 1...GroupingLimits.cycleMax {
            guard kept.count >= 2 * period else { return }
            guard Self.mayRepeat(hashes, period: period) else { continue }
            var (index, end) = (0, 0)
            while index < kept.count {
                let repeats = repeats(kept, hashes, at: index, period: period)
                for step in index..<index + (repeats > 0 ? period : 1) {
                    (kept[end], hashes[end]) = (kept[step], hashes[step])
                    end += 1
                }
                index += repeats > 0 ? period * (repeats + 1) : 1
            }
            kept.removeLast(kept.count - end)
            hashes.removeLast(hashes.count - end)
        }
    }

    /// Whether some block of `period` keys might stand beside its copy: most stacks have none.
    private static func mayRepeat(_ hashes: [Int], period: Int) -> Bool {
        hashes.withUnsafeBufferPointer { hashes in
            var run = 0
            for index in period..<hashes.count {
                run = hashes[index] == hashes[index - period] ? run + 1 : 0
                if run == period { return true }
            }
            return false
        }
    }

    /// How many copies of the block of `period` keys at `start` follow directly.
    private func repeats(_ kept: [Int], _ hashes: [Int], at start: Int, period: Int) -> Int {
        var index = start + period
        while index < kept.count, hashes[index] == hashes[index - period],
            traits[kept[index]].hasSameCallerKey(as: traits[kept[index - period]])
        {
            index += 1
        }
        return max(0, (index - start) / period - 1)
    }

    /// The key of a frame among `frames`, which is `app` or `system`: with the source line where it broke.
    func key(of frame: Int, in frames: [Int]) -> [UInt8] {
        let traits = traits[frame - offset]
        return (frame == frames.last ? traits.key : traits.callerKey) ?? []
    }
}

/// What the stacks of one event share.
final class StackContext {
    let platform: Platform
    let rules: CompiledRules
    /// There is a value or a message to fall back on when names are dropped.
    let mayDropNames: Bool
    private let cache: FrameCache
    private var framesSeen = 0

    init(platform: Platform, rules: CompiledRules, cache: FrameCache, mayDropNames: Bool) {
        (self.platform, self.rules, self.cache, self.mayDropNames) = (platform, rules, cache, mayDropNames)
    }

    func framesLeft() -> Int { max(0, GroupingLimits.eventFramesMax - framesSeen) }

    func traits(_ frame: UnsafePointer<Frame>, _ platform: Platform, startsInApp: Bool?) -> FrameTraits {
        framesSeen += 1
        let mayDrop = mayDropNames && platform.isBrowser
        let key = FrameCacheKey(frame, platform, startsInApp: startsInApp, mayDropNames: mayDrop)
        if let traits = cache.traits(for: key) { return traits }
        // Made outside of the cache's lock: two tasks may make the same frame at once, and either result will do.
        let traits = FrameTraits(
            frame.pointee, platform, startsInApp: startsInApp, mayDropNames: mayDrop, rules: rules)
        cache.insert(traits, for: key)
        return traits
    }
}
