import SentryProtocol
import Storage

/// Which events of a list are wanted: by time, environment, id, and what can be told from one event.
struct EventFilter {
    let period: Period?
    let environments: Set<String>
    let terms: [SearchTerm]
    let id: EventID?
    private let now: Timestamp

    init(_ call: Call, in project: Project) async throws {
        period = try call.period()
        environments = Set(call.environments)
        now = call.now
        let text = call.request.value(of: "query")?.trimmed ?? ""
        id = EventID(query: text)
        let asked = id == nil ? try Call.search(text, about: .events).terms : []
        terms = try await call.storage.namingLatest(in: asked, of: project.id)
    }

    /// What can be told without the body.
    func admits(_ facts: EventFacts) -> Bool {
        if let id, facts.id != id { return false }
        if let period, facts.occurredAt < period.start || facts.occurredAt >= period.end { return false }
        return environments.isEmpty || environments.contains(facts.environment ?? "")
    }

    func admits(_ event: Event) -> Bool { terms.allSatisfy { $0.holds(for: event, at: now) } }

    /// False when the whole page lies before the period: events come newest first.
    func mayAdmitOlder(than rows: [EventSummary]) -> Bool {
        guard let period else { return true }
        return rows.contains { $0.facts.occurredAt >= period.start }
    }
}

extension EventID {
    /// A search that is nothing but an event's id, with or without dashes.
    init?(query text: String) {
        guard text.utf8.count == 32 || text.utf8.count == 36 else { return nil }
        self.init(hex: text)
    }
}
