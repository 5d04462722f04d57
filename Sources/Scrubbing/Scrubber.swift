import SentryProtocol
import Storage

/// Finds what must not be stored before anything else looks at a payload. Made once for each change of the settings.
public final class Scrubber: Sendable {
    /// Nil: the project has scrubbing turned off.
    private let rules: ScrubbingRules?

    /// Throws when one of the project's own rules cannot be read.
    public convenience init(_ settings: ScrubbingSettings) throws(ScrubbingRuleError) {
        try self.init(settings, memory: .shared)
    }

    /// Without a memory everything is looked at each time, which changes the time it takes and nothing else.
    init(_ settings: ScrubbingSettings, memory: ScrubbingMemory?) throws(ScrubbingRuleError) {
        rules = settings.isOn ? try ScrubbingRules(settings, memory: memory) : nil
    }

    /// What changes in `document`; nil when it may be stored as it is.
    public func scrub(_ document: JSONDocument, as subject: ScrubbingSubject) -> ScrubbedDocument? {
        guard let rules else { return nil }
        let advanced = rules.advanced.map { AdvancedWalk.changes(in: document, as: subject, $0, rules) } ?? [:]
        let edits = Walk.edits(of: document, from: subject.zone, rules, advanced: advanced)
        if edits.isEmpty { return nil }
        return ScrubbedDocument(document: document, edits: edits, hasRemarks: subject.hasRemarks)
    }

    /// Plain text such as an attached log file, masked in places; nil when it may be stored as it is.
    public func scrub(text: [UInt8]) -> [UInt8]? {
        guard let rules else { return nil }
        let mode = rules.traits[Int(Zone.text.rawValue)].mode
        let matches = text.withUnsafeBufferPointer { TextMatcher.matches(in: $0, rules, mode) }
        if matches.isEmpty { return nil }
        var redacted = RedactedText(text)
        redacted.redact { _ in matches }
        return redacted.bytes
    }

    /// One text that stands alone, such as the comment of a user report.
    public func scrub(string: String) -> String {
        scrub(text: Array(string.utf8)).map { String(decoding: $0, as: UTF8.self) } ?? string
    }
}

/// Why the rules of a project cannot be used.
public struct ScrubbingRuleError: Error, Equatable, Sendable {
    /// What is wrong.
    public enum Reason: Equatable, Sendable {
        /// The text is no JSON object.
        case notJSON
        /// The rule that was named does not exist.
        case unknownRule
        case unknownType(String)
        case unknownRedaction(String)
        case missing(field: String)
        /// Rules that lead back to themselves.
        case circular
        case badSelector(String)
        case badPattern(String)
        /// More than the limit allows.
        case tooLarge
    }

    /// Id of the rule, or the selector; empty for the whole text.
    public let rule: String
    public let reason: Reason
    /// Offset in the pattern, the selector or the JSON, in characters.
    public let position: Int?
}
