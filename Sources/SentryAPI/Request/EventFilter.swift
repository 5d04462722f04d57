import SentryProtocol
import Storage

/// Which events of a page are wanted: by time, environment, id, and what can be told from one event.
struct EventFilter {
    let period: Period?
    let environments: Set<String>
    let terms: [SearchTerm]
    let id: EventID?

    init(_ call: Call) throws {
        period = try call.period()
        environments = Set(call.environments)
        let text = call.request.value(of: "query")?.trimmed ?? ""
        id = EventID(query: text)
        terms = id == nil ? try Call.search(text).terms : []
        for term in terms where !Self.isAboutEvents(term.condition) {
            throw APIFailure.badSearch("Invalid key for this search: \(text)")
        }
    }

    /// What can be told without the body.
    func admits(_ facts: EventFacts) -> Bool {
        if let id, facts.id != id { return false }
        if let period, facts.occurredAt < period.start || facts.occurredAt >= period.end { return false }
        return environments.isEmpty || environments.contains(facts.environment ?? "")
    }

    func admits(_ event: Event) -> Bool {
        terms.allSatisfy { Self.holds($0.condition, for: event) != $0.isNegated }
    }

    /// False when the whole page lies before the period: events come newest first.
    func mayAdmitOlder(than rows: [EventSummary]) -> Bool {
        guard let period else { return true }
        return rows.contains { $0.facts.occurredAt >= period.start }
    }

    private static func isAboutEvents(_ condition: SearchCondition) -> Bool {
        switch condition {
        case .level, .text, .field, .event(.tag(_, .text)), .event(.words): true
        default: false
        }
    }

    private static func holds(_ condition: SearchCondition, for event: Event) -> Bool {
        switch condition {
        case .level(let levels): return levels.contains(event.level ?? .error)
        case .text(let text):
            let pattern = TextPattern(within: text)
            return [event.title, event.culprit, event.message?.formatted].contains { pattern.matches($0 ?? "") }
        case .field(let field, let test): return test.holds(for: value(of: field, in: event))
        case .event(.tag(let key, .text(let test))): return test.holds(for: value(of: key, in: event))
        case .event(.words(let words, let test)): return words.texts(of: event).contains { test.holds(for: $0) }
        default: return false
        }
    }

    private static func value(of key: TagKey, in event: Event) -> String {
        let tags = key.isField ? EventFields(of: event).pairs : EventTags(of: event).sorted
        return tags.first { $0.key == key.name }?.value ?? ""
    }

    private static func value(of field: IssueField, in event: Event) -> String {
        switch field {
        case .title: event.title ?? ""
        case .culprit: event.culprit ?? ""
        case .location: event.location ?? ""
        case .platform: event.platform ?? ""
        case .type, .category: "error"
        }
    }
}

extension EventID {
    /// A search that is nothing but an event's id, with or without dashes.
    init?(query text: String) {
        guard text.utf8.count == 32 || text.utf8.count == 36 else { return nil }
        self.init(hex: text)
    }
}

extension EventWords {
    /// The texts of one event.
    fileprivate func texts(of event: Event) -> [String] {
        let frames = (event.exceptions.compactMap(\.stacktrace) + [event.stacktrace].compactMap { $0 }).flatMap(
            \.frames)
        return switch self {
        case .messages:
            ([event.message?.formatted, event.title] + event.exceptions.map(\.value)).compactMap { $0 }
        case .types: event.exceptions.compactMap(\.type)
        case .functions: frames.compactMap(\.function)
        case .files: frames.compactMap { $0.filename ?? $0.absPath }
        case .modules: frames.compactMap { $0.module ?? $0.package }
        }
    }
}

extension TextTest {
    func holds(for text: String) -> Bool {
        switch self {
        case .anyOf(let values): values.contains(text)
        case .like(let pattern): pattern.matches(text)
        case .isEmpty: text.isEmpty
        }
    }
}

extension TextPattern {
    /// The pieces follow each other in `text`, in any case; of those between, the first fit is as good as any.
    func matches(_ text: String) -> Bool {
        let bytes = Array(text.lowercased().utf8)
        let pieces = pieces.map { Array($0.lowercased().utf8) }
        guard let first = pieces.first, let last = pieces.last, pieces.count > 1 else {
            return pieces.first == bytes
        }
        guard bytes.starts(with: first), bytes.count >= first.count + last.count,
            bytes.suffix(last.count).elementsEqual(last)
        else { return false }
        var rest = bytes[first.count..<bytes.count - last.count]
        for piece in pieces.dropFirst().dropLast() {
            guard let start = Self.find(piece, in: rest) else { return false }
            rest = rest[(start + piece.count)...]
        }
        return true
    }

    private static func find(_ piece: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
        guard piece.count <= bytes.count else { return nil }
        return (bytes.startIndex...bytes.endIndex - piece.count).first {
            bytes[$0..<$0 + piece.count].elementsEqual(piece)
        }
    }
}
