/// The first thing that keeps two events from being one issue, or what makes them one (grouping.md §12.10). Facts
/// only: pages have the sentences, in every language.
public enum GroupingDifference: Sendable, Equatable {
    public typealias FrameKey = GroupingExplanation.FrameKey

    /// Nothing: they have a hash in common.
    case same(hash: String)
    /// They were grouped under other configurations, whose hashes never agree.
    case configuration(String, String)
    /// One is grouped by its stack, say, the other by its message.
    case kind(GroupingKind, GroupingKind)
    case checksum(String, String)
    /// The first entries of their fingerprints that are not the same; nil where one has no more.
    case fingerprint(String?, String?)
    /// One has in-app frames and is grouped by them, the other has none.
    case variant(GroupingVariant, GroupingVariant)
    /// The chain of one has more exceptions.
    case exceptionCount(Int, Int)
    /// Of the exception that was raised last; nil for one whose type does not count.
    case exceptionType(String?, String?)
    /// Of one that led to it.
    case causeType(String?, String?)
    /// Domain and number of the system's error.
    case errorCode(String?, String?)
    /// The innermost frames that count.
    case crashFrame(FrameKey?, FrameKey?)
    /// The same frame broke, at another line of source.
    case sourceLine(FrameKey, FrameKey)
    /// The frames nearest the crash that are not the same; nil where one stack has no more.
    case caller(FrameKey?, FrameKey?)
    /// What the exceptions say.
    case value(String?, String?)
    case message(String?, String?)
    /// A report's or template's part of this name.
    case part(name: String, String?, String?)

    /// Compares what decides about the one with what decides about the other.
    public static func between(_ a: GroupingExplanation, _ b: GroupingExplanation) -> GroupingDifference {
        let hashes = Set(b.result.hashes.map(\.hash))
        if let shared = a.result.hashes.first(where: { hashes.contains($0.hash) }) { return .same(hash: shared.hash) }
        guard a.result.kind == b.result.kind else { return .kind(a.result.kind, b.result.kind) }
        if !a.result.kind.isFixed, a.result.configuration != b.result.configuration {
            return .configuration(a.result.configuration, b.result.configuration)
        }
        guard let left = a.variants.first, let right = b.variants.first else {
            return .kind(a.result.kind, b.result.kind)
        }
        // The system variants may tell more than that one event has in-app frames; but that decided.
        guard left.variant == right.variant else { return .variant(left.variant, right.variant) }
        return PartComparison(left.parts, right.parts).difference
    }
}

/// Two lists of parts, taken apart into what they are made of.
private struct PartComparison {
    typealias Part = GroupingExplanation.Part
    private let a: [Part]
    private let b: [Part]

    init(_ a: [Part], _ b: [Part]) { (self.a, self.b) = (a, b) }

    var difference: GroupingDifference {
        if let (left, right) = firstPair("fp") { return .fingerprint(left, right) }
        if let (left, right) = firstPair("checksum") { return .checksum(left ?? "", right ?? "") }
        if let (left, right) = firstPair("message") { return .message(left, right) }
        let (lefts, rights) = (Self.exceptions(a), Self.exceptions(b))
        if lefts.isEmpty, rights.isEmpty { return frames(Self.frames(a), Self.frames(b)) ?? otherPart }
        // From the last: what was raised tells more than what led to it.
        for (offset, (left, right)) in zip(lefts.reversed(), rights.reversed()).enumerated() {
            if let found = exception(left, right, isCause: offset > 0) { return found }
        }
        return lefts.count == rights.count ? otherPart : .exceptionCount(lefts.count, rights.count)
    }

    /// The parts between one `exc` and the next.
    private static func exceptions(_ parts: [Part]) -> [ArraySlice<Part>] {
        let starts = parts.indices.filter { parts[$0].tag == "exc" }
        return zip(starts, starts.dropFirst() + [parts.count]).map { parts[($0 + 1)..<$1] }
    }

    private static func frames(_ parts: some Sequence<Part>) -> [GroupingDifference.FrameKey] {
        parts.compactMap(\.frame)
    }

    /// The first texts of parts of one name that are not the same.
    private func firstPair(_ tag: String) -> (String?, String?)? {
        let (lefts, rights) = (a.filter { $0.tag == tag }, b.filter { $0.tag == tag })
        for index in 0..<max(lefts.count, rights.count) {
            let left = index < lefts.count ? lefts[index].text : nil
            let right = index < rights.count ? rights[index].text : nil
            if left != right { return (left, right) }
        }
        return nil
    }

    private func exception(
        _ a: ArraySlice<Part>, _ b: ArraySlice<Part>, isCause: Bool
    ) -> GroupingDifference? {
        func text(_ tag: String) -> (String?, String?)? {
            let (left, right) = (a.first { $0.tag == tag }?.text, b.first { $0.tag == tag }?.text)
            return left == right ? nil : (left, right)
        }
        if let (left, right) = text("type") { return isCause ? .causeType(left, right) : .exceptionType(left, right) }
        if let (left, right) = text("ns") { return .errorCode(left, right) }
        if let found = frames(Self.frames(a), Self.frames(b)) { return found }
        return text("value").map { .value($0, $1) }
    }

    /// Compares from the crash on.
    private func frames(
        _ a: [GroupingDifference.FrameKey], _ b: [GroupingDifference.FrameKey]
    ) -> GroupingDifference? {
        for offset in 0..<max(a.count, b.count) {
            let left = offset < a.count ? a[a.count - 1 - offset] : nil
            let right = offset < b.count ? b[b.count - 1 - offset] : nil
            guard left != right else { continue }
            if let left, let right, left.isSamePlace(as: right) { return .sourceLine(left, right) }
            return offset == 0 ? .crashFrame(left, right) : .caller(left, right)
        }
        return nil
    }

    private var otherPart: GroupingDifference {
        for part in a + b {
            if let (left, right) = firstPair(part.tag) { return .part(name: part.tag, left, right) }
        }
        // Unequal hashes of equal parts: only the order of fingerprint entries and parts can be it.
        return .part(name: "order", a.map(\.tag).joined(separator: " "), b.map(\.tag).joined(separator: " "))
    }
}

extension GroupingExplanation.FrameKey {
    /// Everything but the source line is the same, and there is something.
    fileprivate func isSamePlace(as other: Self) -> Bool {
        module == other.module && file == other.file && function == other.function
            && !(module.isEmpty && file.isEmpty && function.isEmpty)
    }
}
