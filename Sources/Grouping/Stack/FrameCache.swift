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
            // The key, the traits' own copies of its fields, and what objects and tables take besides.
            youngBytes += 3 * key.bytes.count + (traits.key?.count ?? 0) + 512
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

/// A frame's fields one after the other. Compared as bytes, because equal-looking text must not share a hash.
struct FrameCacheKey: Hashable, Sendable {
    let bytes: [UInt8]

    init(_ frame: borrowing Frame, _ platform: Platform, startsInApp: Bool?, mayDropNames: Bool) {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(256)
        bytes.append(platform.code)
        var flags: UInt8 = startsInApp.map { $0 ? 1 : 2 } ?? 0
        if mayDropNames { flags |= 4 }
        if platform.family == .javascript, Frame.hasSourceMap(frame.data) { flags |= 8 }
        if frame.rawFunction != nil { flags |= 16 }
        bytes.append(flags)
        Self.append(frame.function, to: &bytes)
        Self.append(frame.module, to: &bytes)
        Self.append(frame.absPath, to: &bytes)
        Self.append(frame.filename, to: &bytes)
        Self.append(frame.package, to: &bytes)
        if platform.naming == .csharp { Self.append(frame.rawFunction, to: &bytes) }
        if platform.usesContextLine { Self.append(frame.contextLine, to: &bytes) }
        self.bytes = bytes
    }

    /// No UTF-8 has the bytes 0xFE and 0xFF, so they keep fields apart and tell none from an empty one.
    private static func append(_ text: String?, to bytes: inout [UInt8]) {
        guard let text else { return bytes.append(0xFE) }
        bytes.append(contentsOf: text.utf8)
        bytes.append(0xFF)
    }

    func hash(into hasher: inout Hasher) {
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }

    /// Eight bytes at a time: arrays compare element by element, which was a tenth of the work.
    static func == (left: FrameCacheKey, right: FrameCacheKey) -> Bool {
        guard left.bytes.count == right.bytes.count else { return false }
        return left.bytes.withUnsafeBytes { left in
            right.bytes.withUnsafeBytes { right in
                // SAFETY: both have `left.count` bytes; whole words end at or before that.
                let words = left.count & ~7
                for offset in stride(from: 0, to: words, by: 8)
                where left.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                    != right.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                {
                    return false
                }
                for offset in words..<left.count where left[offset] != right[offset] { return false }
                return true
            }
        }
    }
}
