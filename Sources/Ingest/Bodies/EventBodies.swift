import Compression
import SentryProtocol
import Storage
import Synchronization

/// Packs bodies of events: each as what it adds to an earlier event of the same issue, which is the keyframe of the issue
/// for that day.
///
/// Events of one issue share nearly everything: packed against each other, 21 KB become 2.3 KB, where the best dictionary
/// makes 4.4 of them. A keyframe stands alone and lies in the same day's file, so retention takes both together. Only
/// events that are stored become keyframes. Decision 0005.
public final class EventBodies: Sendable {
    private let codec: LearningBodyCodec
    private let shelf = Mutex(Shelf())

    /// Keyframes kept in memory, in bytes, in each of two generations.
    static let shelfBytesMax = 6 * 1024 * 1024
    /// Longer bodies are no keyframes.
    static let keyframeBytesMax = 128 * 1024

    private struct Shelf {
        var young: [Place: Keyframe] = [:]
        var old: [Place: Keyframe] = [:]
        var youngBytes = 0

        mutating func insert(_ keyframe: Keyframe) {
            young[keyframe.place] = keyframe
            youngBytes += keyframe.json.count + 256
            guard youngBytes > EventBodies.shelfBytesMax else { return }
            old = young
            young = [:]
            youngBytes = 0
        }
    }

    struct Place: Hashable {
        let project: ProjectID
        let hash: EventID
    }

    /// A body that others may be packed against.
    public final class Keyframe: Sendable {
        let place: Place
        let id: EventID
        let day: Day
        let json: [UInt8]
        /// What it takes on its own.
        let packedBytes: Int

        init(_ place: Place, _ id: EventID, _ day: Day, _ json: [UInt8], packedBytes: Int) {
            (self.place, self.id, self.day, self.json, self.packedBytes) = (place, id, day, json, packedBytes)
        }
    }

    /// A packed body, and the keyframe it will be once it is stored.
    public struct Packed: Sendable {
        public let bytes: [UInt8]
        public let keyframe: Keyframe?
    }

    public init(codec: LearningBodyCodec) { self.codec = codec }

    /// Packs the body of event `id`, which arrived on `day` and belongs where `hash` leads.
    public func pack(_ json: [UInt8], of project: ProjectID, like hash: String, id: EventID, on day: Day) -> Packed {
        guard json.count <= Self.keyframeBytesMax, let hash = EventID(hex: hash) else {
            return Packed(bytes: codec.encode(json), keyframe: nil)
        }
        let place = Place(project: project, hash: hash)
        if let keyframe = find(place), keyframe.day == day, keyframe.id != id,
            let bytes = codec.encode(json, after: keyframe.json, named: keyframe.id.bytes),
            // One that has little in common with what comes now is replaced.
            bytes.count * 4 < max(keyframe.packedBytes, 512) * 3
        {
            return Packed(bytes: bytes, keyframe: nil)
        }
        let bytes = codec.encode(json)
        return Packed(bytes: bytes, keyframe: Keyframe(place, id, day, json, packedBytes: bytes.count))
    }

    /// Lets later bodies refer to one that has been stored.
    public func keep(_ keyframe: Keyframe) { shelf.withLock { $0.insert(keyframe) } }

    /// Forgets all: the files that hold them may be gone.
    public func forget() { shelf.withLock { $0 = Shelf() } }

    private func find(_ place: Place) -> Keyframe? {
        shelf.withLock { shelf in
            if let keyframe = shelf.young[place] { return keyframe }
            guard let keyframe = shelf.old[place] else { return nil }
            shelf.insert(keyframe)
            return keyframe
        }
    }
}
