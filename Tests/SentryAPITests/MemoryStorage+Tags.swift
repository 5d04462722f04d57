import SentryProtocol
import Storage

extension MemoryStorage {
    func tags(of scope: TagScope, top: Int, isCurrent: Bool) -> [TagSummary] {
        let pairs = events(of: scope).flatMap { event, at in EventTags(of: event).sorted.map { ($0, at) } }
        return Dictionary(grouping: pairs, by: \.0.key).map { key, pairs in
            let values = Dictionary(grouping: pairs, by: \.0.value).map { value, pairs in
                TagValueSummary(
                    value: value, events: pairs.count, firstSeen: pairs.map(\.1).min() ?? Timestamp(seconds: 0),
                    lastSeen: pairs.map(\.1).max() ?? Timestamp(seconds: 0))
            }
            return TagSummary(
                key: key, events: pairs.count, values: values.count, isCapped: false,
                top: Array(values.sorted { ($1.events, $0.value) < ($0.events, $1.value) }.prefix(top)))
        }.sorted { ($1.events, $0.key) < ($0.events, $1.key) }
    }

    func suggestedTags(of projects: [ProjectID], keys: Int, values: Int) -> [TagSummary] {
        Array(tags(of: .projects(projects), top: values, isCurrent: false).prefix(keys))
    }

    func tag(_ key: String, of scope: TagScope) -> TagSummary? {
        tags(of: scope, top: 0, isCurrent: true).first { $0.key == key }
    }

    func values(
        of key: String, in scope: TagScope, containing text: String, order: TagOrder, limit: Int
    ) -> [TagValueSummary] {
        let values = tags(of: scope, top: .max, isCurrent: true).first { $0.key == key }?.top ?? []
        return Array(values.filter { text.isEmpty || $0.value.lowercased().contains(text.lowercased()) }.prefix(limit))
    }

    func tagSample(of scope: TagScope, environments: [String], period: Period?) -> TagSample {
        var sample = TagSample()
        for (event, at) in events(of: scope) where environments.contains(event.environment ?? "") {
            for tag in EventTags(of: event).sorted {
                sample.add(tag.key, TagValueSummary(value: tag.value, events: 1, firstSeen: at, lastSeen: at))
            }
        }
        return sample
    }

    private func events(of scope: TagScope) -> [(Event, Timestamp)] {
        eventRows.compactMap { row in
            switch scope {
            case .issue(let issue): guard row.issueID == issue else { return nil }
            case .projects(let projects): guard projects.contains(row.projectID) else { return nil }
            }
            return row.event.map { ($0, $0.occurredAt ?? Timestamp(seconds: 0)) }
        }
    }
}
