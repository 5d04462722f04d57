/// One line of the fingerprint rule language (grouping.md §6.2): which events, and what they are grouped by.
struct FingerprintRule: Sendable {
    var matchers: [EventMatcher]
    /// Words and variables.
    var values: [String]
    var title: String?
    /// Its conditions and its fingerprint, as APIs of others show it.
    let summary: String
    /// The line as written, for explanations.
    let source: String
    /// Comes with the configuration.
    var isBuiltIn = false
    var scope = Scope.always
    /// The matchers that must hold for one and the same item, cheapest to decide first.
    let buckets: [(bucket: EventMatcher.Bucket, matchers: [EventMatcher])]

    /// Which events a rule may decide about.
    enum Scope: Sendable {
        case always
        /// Those without in-app frames, apart from frames of a bundler's loader.
        case withoutOwnStack
    }

    init(matchers: [EventMatcher], values: [String], title: String?, source: String) {
        (self.matchers, self.values, self.title, self.source) = (matchers, values, title, source)
        buckets = EventMatcher.Bucket.allCases.compactMap { bucket in
            let members = matchers.filter { $0.bucket == bucket }
            return members.isEmpty ? nil : (bucket, members)
        }
        let conditions = matchers.map(\.summary).joined(separator: " ")
        summary = conditions + " -> \"" + values.joined() + "\"" + (title.map { " title=\"\($0)\"" } ?? "")
    }
}

/// A condition on an event.
struct EventMatcher: Sendable {
    /// What is compared; matchers of one bucket must hold for one and the same item.
    enum Bucket: Sendable, CaseIterable {
        case family, sdk, log, release, tags, exception, message, frame
    }

    enum Subject: Sendable, Equatable {
        case message, errorType, errorValue, module, path, package, function, app, logger, level, sdk, family, release
        case tag(String)
    }

    let subject: Subject
    let bucket: Bucket
    let pattern: String
    let glob: Glob
    /// The pattern's words between commas.
    private let words: [String]
    let isNegated: Bool
    let summary: String

    init(key: String, pattern: String, isNegated: Bool) throws(RuleFault) {
        let (subject, bucket, style) = try Self.subject(named: key)
        (self.subject, self.bucket, self.pattern, self.isNegated) = (subject, bucket, pattern, isNegated)
        if subject == .app, FrameMatcher.flag(pattern) == nil { throw .notYesOrNo }
        if subject == .family { _ = try FrameMatcher.families(pattern) }
        glob = Glob(pattern, style: style)
        words = pattern.split(separator: ",").map { String(bytes: Array($0.utf8).trimmingSpaces()) }
        summary = (isNegated ? "!" : "") + key + ":\"" + pattern + "\""
    }

    private static func subject(named key: String) throws(RuleFault) -> (Subject, Bucket, Glob.Style) {
        switch key {
        case "message": return (.message, .message, .caseless)
        case "error.type", "type": return (.errorType, .exception, .plain)
        case "error.value", "value": return (.errorValue, .exception, .caseless)
        case "stack.module", "module": return (.module, .frame, .plain)
        case "stack.abs_path", "path": return (.path, .frame, .path)
        case "stack.package", "package": return (.package, .frame, .path)
        case "stack.function", "function": return (.function, .frame, .plain)
        case "app": return (.app, .frame, .plain)
        case "logger": return (.logger, .log, .plain)
        case "level": return (.level, .log, .caseless)
        case "sdk": return (.sdk, .sdk, .plain)
        case "family": return (.family, .family, .plain)
        case "release": return (.release, .release, .plain)
        default:
            guard key.hasPrefix("tags."), key.utf8.count > 5 else { throw .unknownMatcher }
            return (.tag(String(key.dropFirst(5))), .tags, .plain)
        }
    }

    /// Compares text with the pattern; an absent text matches nothing.
    func accepts(_ text: String?) -> Bool { text.map { glob.matches($0) } ?? false }

    /// Whether the pattern, a list with commas, names `word` or everything.
    func lists(_ word: String?) -> Bool { words.contains { $0 == "all" || $0 == word } }
}

extension Glob {
    /// Prepares and compares a value that is looked at once.
    func matches(_ text: String) -> Bool {
        switch style {
        case .plain, .caseless: return matches(Self.prepareText(text, style: style)[...])
        case .path:
            let bytes = Self.prepare(text, style: .path)
            if matches(bytes[...]) { return true }
            return bytes.first != UInt8(ascii: "/") && matches(([UInt8(ascii: "/")] + bytes)[...])
        }
    }
}
