import SentryProtocol
import Synchronization

/// What was decided about events with a key. Two generations, as in `FrameCache`.
final class GroupingMemory: Sendable {
    private struct Generations: Sendable {
        var young: [GroupingKey: RememberedGrouping] = [:]
        var old: [GroupingKey: RememberedGrouping] = [:]
    }

    private let generations = Mutex(Generations())

    func recall(_ key: GroupingKey) -> RememberedGrouping? {
        generations.withLock { generations -> RememberedGrouping? in
            if let known = generations.young[key] { return known }
            guard let known = generations.old[key] else { return nil }
            Self.insert(known, for: key, into: &generations)
            return known
        }
    }

    func remember(_ grouping: RememberedGrouping, for key: GroupingKey) {
        generations.withLock { Self.insert(grouping, for: key, into: &$0) }
    }

    private static func insert(
        _ grouping: RememberedGrouping, for key: GroupingKey, into generations: inout Generations
    ) {
        generations.young[key] = grouping
        guard generations.young.count > GroupingLimits.rememberedMax else { return }
        generations.old = generations.young
        generations.young = [:]
    }
}

/// A verdict without the texts that differ from event to event.
public final class RememberedGrouping: Sendable {
    public let verdict: EventVerdict
    /// As it is stored.
    public let stored: StoredShape.Verdict
    /// True when a rule gave the title, so that it is no event's own.
    let hasRuleTitle: Bool

    init(_ verdict: EventVerdict, rules: String, hasRuleTitle: Bool) {
        (self.verdict, self.hasRuleTitle) = (verdict, hasRuleTitle)
        stored = StoredShape.Verdict(verdict, rules: rules)
    }
}

/// What was decided about an event, and how its part that is shared with others is stored.
public struct GroupedEvent: Sendable {
    public var verdict: EventVerdict
    public var stored: StoredShape.Verdict
}

extension Grouper {
    /// Groups the event of `document`: from memory when one that failed in the same way was grouped before, else by
    /// reading it with `whole`.
    ///
    /// `head` is the event as far as `EventReadingDepth.head` goes. Both ways give the same result; a test holds them
    /// against each other for every recorded event.
    public func group(
        _ document: JSONDocument, head: Event, whole: () -> Event
    ) -> GroupedEvent {
        let key = GroupingKey(of: document, head: head, for: interests)
        if let key, let known = memory.recall(key), let grouped = retold(known, for: head) { return grouped }
        let event = whole()
        let reading = read(event)
        let verdict = reading.result.verdict
        let remembered = RememberedGrouping(
            verdict, rules: rulesChecksum, hasRuleTitle: reading.rule?.title != nil)
        if let key, isShared(reading, event) { memory.remember(remembered, for: key) }
        return GroupedEvent(verdict: verdict, stored: remembered.stored)
    }

    /// Whether other events with the same key get the same verdict, up to title and value.
    private func isShared(_ reading: Reading, _ event: Event) -> Bool {
        let result = reading.result
        guard reading.rule?.matchesTexts != true, reading.rule?.usesTexts != true, result.kind != .checksum,
            result.metadata.type?.isEmpty == false, !interests.mayConcernTexts(of: event),
            // Members of a group are compared by their texts as well.
            !event.exceptions.contains(where: { $0.mechanism?.isExceptionGroup == true }),
            !reading.variants.contains(where: { $0.parts.contains { $0.tag == .value || $0.tag == .message } })
        else { return false }
        // A culprit that is the page's address is not in the key.
        return event.culprit?.isEmpty == false || event.transaction != nil
            || result.culprit != event.request?.url?.cut(at: TitleLimits.culpritMax)
    }

    /// The verdict with the title and value of `head`; nil when a rule about texts might say otherwise.
    private func retold(_ known: RememberedGrouping, for head: Event) -> GroupedEvent? {
        var verdict = known.verdict
        guard FrameworkWrappers.mainExceptionID(head.exceptions) == verdict.mainExceptionID,
            !interests.mayConcernTexts(of: head)
        else { return nil }
        let named = verdict.mainExceptionID.flatMap { id in
            head.exceptions.first { $0.mechanism?.exceptionID == id }
        }
        guard let exception = named ?? head.exceptions.last, let type = verdict.metadata.type else { return nil }
        verdict.metadata.value = Title.metadataValue(of: exception)
        if !known.hasRuleTitle { verdict.title = Title.text(type, exception.value) }
        return GroupedEvent(verdict: verdict, stored: known.stored)
    }
}
