import Dispatch
import Synchronization

/// A body codec that keeps its dictionaries in a folder beside the data, and learns better ones from what it packs.
///
/// What events of one installation share (its modules, its source lines, its hosts) no dictionary made elsewhere can
/// know: one trained on the spot packs them a quarter smaller and more. A new dictionary is on the disk before the first body needs
/// it. Numbers: Decisions/0004.
public final class LearningBodyCodec: Sendable {
    /// When and how it learns.
    public struct Policy: Sendable {
        /// Bodies of one lesson.
        public var samples = 512
        /// Longer bodies teach nothing about the others, in bytes.
        public var sampleBytesMax = 96 * 1024
        /// The first lesson begins after so many bodies, each further one after eight times as many.
        public var firstLesson = 1024
        public var dictionaryBytes = 64 * 1024
        /// Of the samples so many do not teach, but examine what was learnt.
        public var examiners = 64
        /// Packed size of the examiners, in percent of the size before, from which a new dictionary is worth it.
        public var worthPercent = 95
        /// Dictionaries that are ever made; all of them stay readable.
        public var dictionariesMax = 16

        public init() {}
    }

    private struct State {
        var codec: BodyCodec
        var dictionaries: [[UInt8]]
        /// Bodies seen since the last lesson.
        var seen = 0
        var nextLesson: Int
        var samples: [[UInt8]] = []
        var isLearning = false
        /// Which samples are replaced; any sequence will do.
        var dice: UInt64 = 0x9E37_79B9_7F4A_7C15
    }

    private let folder: DictionaryFolder
    private let policy: Policy?
    /// Dictionaries that could not be used when it was opened, one sentence each. Bodies that need one of them cannot be
    /// read until it is back; everything else can.
    public let problems: [String]
    private let state: Mutex<State>
    private let queue = DispatchQueue(label: "culprit.dictionaries", qos: .utility)

    /// Reads the dictionaries in `folder`, which need not exist, nor be whole. Without a policy it only reads and packs.
    public init(folder path: String, learning policy: Policy?) throws(BodyCodec.CodecError) {
        folder = DictionaryFolder(path: path)
        self.policy = policy
        let found = folder.read()
        problems = found.problems
        let dictionaries = BuiltInDictionary.all + found.dictionaries
        let codec = try BodyCodec(dictionaries: dictionaries, encodingWith: dictionaries.indices.last)
        state = Mutex(State(codec: codec, dictionaries: dictionaries, nextLesson: policy?.firstLesson ?? .max))
    }

    /// With the built-in dictionaries, and no folder.
    public init() {
        folder = DictionaryFolder(path: "")
        (policy, problems) = (nil, [])
        state = Mutex(State(codec: .standard, dictionaries: BuiltInDictionary.all, nextLesson: .max))
    }

    public func encode(_ json: [UInt8]) -> [UInt8] {
        let (codec, lesson) = state.withLock { state in (state.codec, observe(json, &state)) }
        if let lesson { queue.async { self.learn(from: lesson) } }
        return codec.encode(json)
    }

    /// Packs one body as what it adds to another; nil when it does not get smaller.
    public func encode(_ json: [UInt8], after keyframe: [UInt8], named name: [UInt8]) -> [UInt8]? {
        state.withLock { $0.codec }.encode(json, after: keyframe, named: name)
    }

    /// The JSON of a stored body; `find` gives the stored form of a body by the 16 bytes that name it.
    public func decode(
        _ stored: [UInt8], limit: Int = BodyCodec.decodedBytesMax, find: (ArraySlice<UInt8>) throws -> [UInt8]?
    ) throws -> [UInt8] {
        guard let name = BodyCodec.keyframe(of: stored) else { return try decode(stored, limit: limit) }
        guard let keyframe = try find(name) else { throw BodyCodec.CodecError.corrupt }
        let text = try decode(keyframe, limit: limit)
        return try state.withLock { $0.codec }.decode(stored, after: text, limit: limit)
    }

    /// The JSON of a stored body that stands alone. A dictionary that another process has made since is looked for in the folder.
    public func decode(_ stored: [UInt8], limit: Int = BodyCodec.decodedBytesMax) throws(BodyCodec.CodecError)
        -> [UInt8]
    {
        do {
            return try state.withLock { $0.codec }.decode(stored, limit: limit)
        } catch {
            guard case .unknownDictionary = error else { throw error }
            let dictionaries = BuiltInDictionary.all + folder.read().dictionaries
            let codec = try BodyCodec(dictionaries: dictionaries, encodingWith: dictionaries.indices.last)
            state.withLock { ($0.codec, $0.dictionaries) = (codec, dictionaries) }
            return try codec.decode(stored, limit: limit)
        }
    }

    /// Keeps a fair sample of what comes by; returns it when it is time for a lesson.
    private func observe(_ json: [UInt8], _ state: inout State) -> [[UInt8]]? {
        guard let policy, !state.isLearning, state.dictionaries.count < policy.dictionariesMax else { return nil }
        state.seen += 1
        if json.count <= policy.sampleBytesMax {
            if state.samples.count < policy.samples {
                state.samples.append(json)
            } else {
                state.dice = state.dice &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let place = Int(state.dice >> 33) % state.seen
                if place < policy.samples { state.samples[place] = json }
            }
        }
        guard state.seen >= state.nextLesson, state.samples.count == policy.samples else { return nil }
        state.isLearning = true
        state.seen = 0
        state.nextLesson *= 8
        let lesson = state.samples
        state.samples = []
        return lesson
    }

    private func learn(from samples: [[UInt8]]) {
        defer { state.withLock { $0.isLearning = false } }
        // The samples and the trainer's tables are ten times what the server needs otherwise.
        defer { Memory.giveBack() }
        guard let policy else { return }
        let examiners = samples.suffix(policy.examiners)
        let teachers = Array(samples.dropLast(policy.examiners))
        let (before, known) = state.withLock { ($0.codec, $0.dictionaries) }
        guard let learnt = try? BodyCodec.trainDictionary(samples: teachers, size: policy.dictionaryBytes),
            let after = try? BodyCodec(dictionaries: known + [learnt], encodingWith: known.count)
        else { return }
        let sizeBefore = examiners.reduce(0) { $0 + before.encode($1).count }
        let sizeAfter = examiners.reduce(0) { $0 + after.encode($1).count }
        guard sizeAfter * 100 <= sizeBefore * policy.worthPercent, folder.add(learnt) else {
            return
        }
        state.withLock { ($0.codec, $0.dictionaries) = (after, known + [learnt]) }
    }

    /// Waits until a lesson that has begun is over; for tests and benchmarks.
    public func finishLesson() { queue.sync {} }
}
