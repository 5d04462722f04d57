import SentryProtocol

extension SearchTerm {
    /// Whether one event, by itself, is what the term asks for.
    public func holds(for event: Event, at now: Timestamp) -> Bool {
        condition.holds(for: event, at: now) != isNegated
    }
}

extension IssueWorkflowStore {
    /// Terms about events with the newest release of a project in place of `latest`.
    public func namingLatest(in terms: [SearchTerm], of project: ProjectID) async throws -> [SearchTerm] {
        var terms = terms
        for index in terms.indices {
            guard case .event(.tag(let key, .latest)) = terms[index].condition else { continue }
            let newest = try await newestRelease(of: project)
            terms[index].condition = .event(.tag(key, .text(.anyOf([newest].compactMap { $0 }))))
        }
        return terms
    }
}

extension SearchCondition {
    /// Whether one event can answer it.
    public var isAboutEvents: Bool {
        switch self {
        case .level, .text, .field, .event: true
        default: false
        }
    }

    fileprivate func holds(for event: Event, at now: Timestamp) -> Bool {
        switch self {
        case .level(let levels): return levels.contains(event.level ?? .error)
        case .text(let text):
            let pattern = TextPattern(within: text)
            return [event.title, event.culprit, event.message?.formatted].contains { pattern.matches($0 ?? "") }
        case .field(let field, let test): return test.holds(for: field.value(in: event))
        case .event(let condition): return condition.holds(for: event, at: now)
        default: return false
        }
    }
}

extension EventCondition {
    func holds(for event: Event, at now: Timestamp) -> Bool {
        switch self {
        case .tag(let key, .text(let test)): return test.holds(for: Self.value(of: key, in: event))
        case .tag(_, .release(let test)): return event.release.map(test.admits) ?? false
        // Which release that is, whoever asks has to put in its place.
        case .tag(_, .latest): return false
        case .words(let words, .isEmpty): return words.texts(of: event).isEmpty
        case .words(let words, let test): return words.texts(of: event).contains { test.holds(for: $0) }
        case .time(let test): return event.occurredAt.map { test.holds(for: $0, at: now) } ?? false
        case .id(let ids): return event.id.map(ids.contains) ?? false
        case .detail(let detail, let test): return test.holds(for: detail.values(of: event))
        }
    }

    private static func value(of key: TagKey, in event: Event) -> String {
        let tags = key.isField ? EventFields(of: event).pairs : EventTags(of: event).sorted
        return tags.first { $0.key == key.name }?.value ?? ""
    }
}

extension IssueField {
    fileprivate func value(in event: Event) -> String {
        switch self {
        case .title: event.title ?? ""
        case .culprit: event.culprit ?? ""
        case .location: event.location ?? ""
        case .platform: event.platform ?? ""
        case .eventType: event.type.rawValue
        case .type, .category: "error"
        }
    }
}

extension EventWords {
    /// The texts of one event.
    fileprivate func texts(of event: Event) -> [String] {
        switch self {
        case .messages: ([event.message?.formatted, event.title] + event.exceptions.map(\.value)).compactMap { $0 }
        case .types: event.exceptions.compactMap(\.type)
        case .functions: event.frames.compactMap(\.function)
        case .files: event.frames.compactMap { $0.filename ?? $0.absPath }
        case .modules: event.frames.compactMap { $0.module ?? $0.package }
        }
    }
}

// MARK: Tests

extension TextTest {
    /// Whether a whole text passes; the empty one stands for none.
    public func holds(for text: String) -> Bool {
        switch self {
        case .anyOf(let values): values.contains(text)
        case .like(let pattern): pattern.matches(text)
        case .isEmpty: text.isEmpty
        }
    }
}

extension NumberTest {
    func holds(for number: Double) -> Bool {
        switch self {
        case .compared(let comparison, let other): comparison.holds(number, other)
        case .anyOf(let numbers): numbers.contains(number)
        }
    }
}

extension TimeTest {
    func holds(for time: Timestamp, at now: Timestamp) -> Bool {
        switch self {
        case .compared(let comparison, let other): comparison.holds(time, other)
        case .within(let period): time >= period.start && time < period.end
        case .newerThan(let seconds): time >= now.adding(seconds: -seconds)
        case .olderThan(let seconds): time <= now.adding(seconds: -seconds)
        }
    }
}

extension Comparison {
    func holds<Value: Comparable>(_ left: Value, _ right: Value) -> Bool {
        switch self {
        case .less: left < right
        case .lessOrEqual: left <= right
        case .greater: left > right
        case .greaterOrEqual: left >= right
        case .equal: left == right
        case .notEqual: left != right
        }
    }
}

extension TextPattern {
    /// The pieces follow each other in `text`, in any case; of those between, the first fit is as good as any.
    public func matches(_ text: String) -> Bool {
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
