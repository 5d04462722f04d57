import Grouping
import SentryProtocol
import Storage

/// A fingerprint rule that brings together what somebody merged by hand, for people to look at (grouping.md §12.9.7).
public struct RuleProposal: Sendable, Equatable {
    /// One line, which stands before all other rules.
    public let rule: String

    /// Names what the events have in common, and checks that it holds for each of them. Nil when there is nothing that a
    /// rule could name. `fingerprint` is what they are grouped by then; `rules` are those that are in force.
    public init?(
        for stored: [StoredEvent], as fingerprint: String, before rules: Storage.GroupingRules, configuration: String
    ) {
        let events = stored.compactMap { $0.document.map { Event(asSentIn: $0.root) } }
        guard !events.isEmpty, events.count == stored.count else { return nil }
        let line = CommonTraits(events).conditions.lazy.map { "\($0) -> \(fingerprint)" }.first { line in
            var rules = rules
            rules.fingerprintRules = "\(line)\n\(rules.fingerprintRules)"
            guard let compiled = try? RuleSet(compiling: rules, configuration: configuration) else { return false }
            return Set(events.map { compiled.grouper.group($0).hashes.map(\.hash) }).count == 1
        }
        guard let line else { return nil }
        rule = line
    }
}

/// What some events have in common, as matchers of fingerprint rules.
private struct CommonTraits {
    private let events: [Event]

    init(_ events: [Event]) { self.events = events }

    /// Conditions that may hold for all of the events, the narrowest first.
    var conditions: [String] {
        let type = shared { $0.exceptions.reversed().compactMap(\.type) }.map { Self.matcher("error.type", $0) }
        let function = shared(\.functions).map { Self.matcher("stack.function", $0) }
        let value = pattern(of: \.exceptions.last?.value).map { "error.value:\"\($0)\"" }
        let message = pattern(of: \.messageText).map { "message:\"\($0)\"" }
        let logger = shared { $0.logger.map { [$0] } ?? [] }.map { Self.matcher("logger", $0) }
        let combinations = [
            [type, function], [type, value], [function], [value], [type], [message, logger], [message],
        ]
        return combinations.compactMap { matchers in
            matchers.contains(nil) ? nil : matchers.compactMap { $0 }.joined(separator: " ")
        }
    }

    /// The first of an event's names that every other one has, too.
    private func shared(_ names: (Event) -> [String]) -> String? {
        let others = events.dropFirst().map { Set(names($0)) }
        return names(events[0]).first { name in Self.isTelling(name) && others.allSatisfy { $0.contains(name) } }
    }

    /// What texts begin and end with, with anything between; nil when that says too little.
    private func pattern(of text: (Event) -> String?) -> String? {
        let texts = events.map { text($0)?.unicodeScalars.prefix(Self.textMax) }
        guard let first = texts[0].map(Array.init) else { return nil }
        var (start, end) = (first.count, first.count)
        for other in texts.dropFirst() {
            guard let other = other.map(Array.init) else { return nil }
            start = min(start, zip(first, other).prefix { $0 == $1 }.count)
            end = min(end, zip(first.reversed(), other.reversed()).prefix { $0 == $1 }.count)
        }
        let isSame = start == first.count && texts.allSatisfy { $0?.count == first.count }
        let middle = isSame ? "" : "*"
        end = isSame ? 0 : min(end, texts.compactMap { $0?.count }.min().map { max($0 - start, 0) } ?? 0)
        let (head, tail) = (String(scalars: first.prefix(start)), String(scalars: first.suffix(end)))
        guard Self.isTelling(head + tail) else { return nil }
        return Self.escape(head) + middle + Self.escape(tail)
    }

    /// So much of a text is compared.
    private static let textMax = 200

    /// Minified names and scraps of texts say nothing.
    private static func isTelling(_ text: String) -> Bool {
        text.unicodeScalars.lazy.filter(\.properties.isAlphabetic).prefix(3).count == 3
            && text.utf8.count <= 4 * textMax
    }

    private static func matcher(_ key: String, _ text: String) -> String { "\(key):\"\(escape(text))\"" }

    /// What means something in globs or in quotes becomes `?`, which stands for anything.
    private static func escape(_ text: String) -> String {
        String(scalars: text.unicodeScalars.map { special.contains($0) || $0.value < 0x20 ? "?" : $0 })
    }

    private static let special: Set<Unicode.Scalar> = ["*", "?", "[", "]", "{", "}", "\\", "\"", "\u{7f}"]
}

extension String {
    fileprivate init(scalars: some Sequence<Unicode.Scalar>) {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        self.init(view)
    }
}

extension Event {
    fileprivate var messageText: String? { message?.formatted ?? message?.message }

    /// Of the frames that count most, the one nearest the crash first.
    fileprivate var functions: [String] {
        let frames = (exceptions.last?.stacktrace ?? stacktrace)?.frames ?? []
        let own = frames.filter { $0.isInApp == true }
        return (own.isEmpty ? frames : own).reversed().compactMap(\.function)
    }
}
