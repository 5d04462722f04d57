import SentryProtocol
import Synchronization

/// Frames seen before, by everything their traits depend on. Two generations: when the young one is full, the old one
/// is dropped, so memory is bounded and what is in use stays.
final class FrameCache: Sendable {
    private struct Generations: Sendable {
        var young: [FrameCacheKey: FrameTraits] = [:]
        var old: [FrameCacheKey: FrameTraits] = [:]
        var youngBytes = 0

        mutating func insert(_ traits: FrameTraits, for key: FrameCacheKey) {
            young[key] = traits
            youngBytes += traits.byteCount
            guard youngBytes > GroupingLimits.frameCacheBytesMax else { return }
            old = young
            young = [:]
            youngBytes = 0
        }
    }

    private let generations = Mutex(Generations())

    func traits(for key: FrameCacheKey) -> FrameTraits? {
        generations.withLock { generations -> FrameTraits? in
            if let traits = generations.young[key] { return traits }
            guard let traits = generations.old[key] else { return nil }
            generations.insert(traits, for: key)
            return traits
        }
    }

    func insert(_ traits: FrameTraits, for key: FrameCacheKey) {
        generations.withLock { $0.insert(traits, for: key) }
    }
}

/// A seeded digest of a frame's fields, of their bytes: equal-looking text must not share a key.
struct FrameCacheKey: Hashable, Sendable {
    private let high: UInt64
    private let low: UInt64

    /// By address: borrowed frames are copied in places, with all of their fields.
    init(_ frame: UnsafePointer<Frame>, _ platform: Platform, startsInApp: Bool?, mayDropNames: Bool) {
        var digest = KeyDigest()
        var flags: UInt64 = startsInApp.map { $0 ? 1 : 2 } ?? 0
        if mayDropNames { flags |= 4 }
        if platform.family == .javascript, Frame.hasSourceMap(frame.pointee.data) { flags |= 8 }
        if frame.pointee.rawFunction != nil { flags |= 16 }
        digest.add(flags << 8 | UInt64(platform.code))
        digest.add(frame.pointee.function)
        digest.add(frame.pointee.module)
        digest.add(frame.pointee.absPath)
        digest.add(frame.pointee.filename)
        digest.add(frame.pointee.package)
        if platform.naming == .csharp { digest.add(frame.pointee.rawFunction) }
        if platform.usesContextLine { digest.add(frame.pointee.contextLine) }
        (high, low) = digest.finish()
    }

    func hash(into hasher: inout Hasher) { hasher.combine(low) }
}
