import SentryProtocol

/// What an event has in common with events that are not the same, but like it: enough to propose two issues for a merge.
public struct GroupingSignature: Hashable, Sendable {
    /// Type of the exception that names the event; empty when there is none.
    public let type: String
    /// Module or file, and function, of the in-app frame nearest the crash; empty when there is none.
    public let crashFunction: String
    /// Stable hashes of the in-app frames that count, in ascending order, without repeats and source lines; of many
    /// those nearest the crash.
    public let frames: [UInt64]

    /// In-app frames that a signature holds.
    public static let framesMax = 64

    public init(type: String, crashFunction: String, frames: some Sequence<UInt64>) {
        (self.type, self.crashFunction) = (type, crashFunction)
        self.frames = Array(Set(frames).sorted().prefix(Self.framesMax))
    }

    /// Nothing in it could be like anything else.
    public var isEmpty: Bool { frames.isEmpty && crashFunction.isEmpty }

    /// From 0, nothing in common, to 1.
    ///
    /// The share of in-app frames that both have (Jaccard's index) is the measure. The same type raised in the same
    /// function counts for half of what the frames leave open, so that another way to the same place is at least 0.5.
    /// Of two signatures with one frame each, that frame alone would be everything: it counts half.
    public func similarity(to other: GroupingSignature) -> Double {
        let shared = sharedFrames(with: other)
        let all = frames.count + other.frames.count - shared
        var jaccard = all == 0 ? 0 : Double(shared) / Double(all)
        if all == 1 { jaccard *= Weight.loneFrame }
        let isSamePlace = !crashFunction.isEmpty && crashFunction == other.crashFunction && type == other.type
        return isSamePlace ? jaccard + (1 - jaccard) * Weight.samePlace : jaccard
    }

    private enum Weight {
        static let samePlace = 0.5
        static let loneFrame = 0.5
    }

    /// How many frames both have; a walk over two sorted lists.
    private func sharedFrames(with other: GroupingSignature) -> Int {
        var (left, right, shared) = (0, 0, 0)
        while left < frames.count, right < other.frames.count {
            if frames[left] == other.frames[right] {
                (left, right, shared) = (left + 1, right + 1, shared + 1)
            } else if frames[left] < other.frames[right] {
                left += 1
            } else {
                right += 1
            }
        }
        return shared
    }
}

extension Grouper {
    /// What to find similar issues by.
    public func signature(of event: Event) -> GroupingSignature {
        let reading = read(event)
        let keys = reading.stacks.exceptions.compactMap { $0 }.flatMap(\.inAppKeys)
        let own = keys.isEmpty && event.exceptions.isEmpty ? Self.stack(of: event, reading)?.inAppKeys ?? [] : keys
        let crash = own.last.map(GroupingExplanation.FrameKey.init)
        let place = [crash.map { $0.module.isEmpty ? $0.file : $0.module }, crash?.function].compactMap { $0 }
        return GroupingSignature(
            type: reading.result.metadata.type ?? "",
            crashFunction: place.filter { !$0.isEmpty }.joined(separator: " "),
            frames: own.suffix(GroupingSignature.framesMax).map { StableHash.of($0) })
    }

    private static func stack(of event: Event, _ reading: Reading) -> StackReading? {
        event.decidingThread.flatMap { reading.stacks.threads[$0] } ?? reading.stacks.stacktrace
    }
}

extension StackReading {
    /// The keys of the in-app frames that count, without source lines where there is a function.
    fileprivate var inAppKeys: [[UInt8]] { app.compactMap { traits[$0 - offset].callerKey } }
}
