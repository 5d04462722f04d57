/// Reads one line of the fingerprint rule language (grouping.md §6.2).
enum FingerprintRuleParser {
    /// Nil when something is wrong that was noted.
    static func rule(_ scanner: inout RuleScanner) throws(RuleFailure) -> FingerprintRule? {
        var matchers: [EventMatcher] = []
        var words = 0
        scanner.skipSpaces()
        let start = scanner.index
        while !scanner.take("->") {
            guard !scanner.isAtEndOrComment else { throw RuleFailure(.missingArrow, start..<scanner.bytes.count) }
            words += 1
            if let matcher = try matcher(&scanner) { matchers.append(matcher) }
            scanner.skipSpaces()
        }
        guard words > 0 else { throw RuleFailure(.missingMatcher, start..<scanner.index) }
        let (values, title) = try fingerprint(&scanner)
        guard !values.isEmpty else { throw RuleFailure(.missingFingerprint, start..<scanner.index) }
        return FingerprintRule(
            matchers: matchers, values: values, title: title, source: String(bytes: scanner.bytes.trimmingSpaces()))
    }

    private static func matcher(_ scanner: inout RuleScanner) throws(RuleFailure) -> EventMatcher? {
        let start = scanner.index
        let matcher = try scanner.matcher { key, pattern, isNegated throws(RuleFault) in
            try EventMatcher(key: key, pattern: pattern, isNegated: isNegated)
        }
        if matcher?.glob.shape == .never { scanner.note(.neverMatches, start..<scanner.index) }
        return matcher
    }

    private static func fingerprint(
        _ scanner: inout RuleScanner
    ) throws(RuleFailure) -> (values: [String], title: String?) {
        var values: [String] = []
        var title: String?
        while true {
            scanner.skipSpaces()
            if scanner.take(",") { continue }
            if scanner.isAtEndOrComment { return (values, title) }
            let start = scanner.index
            if let text = try scanner.quoted() {
                values.append(text)
                noteUnknownVariable(text, start, &scanner)
            } else if let attribute = try attribute(&scanner) {
                if attribute.name == "title" {
                    title = attribute.value
                    let names = FingerprintVariables.template(attribute.value).names
                    if names.contains(where: { FingerprintVariable(named: $0) == nil }) {
                        scanner.note(.unknownVariable, start..<scanner.index)
                    }
                } else {
                    scanner.note(.unknownAttribute, start..<start + attribute.name.utf8.count)
                }
            } else {
                let value = try value(&scanner)
                values.append(value)
                noteUnknownVariable(value, start, &scanner)
            }
        }
    }

    /// `title="…"`.
    private static func attribute(
        _ scanner: inout RuleScanner
    ) throws(RuleFailure) -> (name: String, value: String)? {
        var end = scanner.index
        while end < scanner.bytes.count, scanner.bytes[end].isLetter { end += 1 }
        guard end > scanner.index, scanner.bytes.matches("=\"", at: end) else { return nil }
        let name = String(bytes: scanner.bytes[scanner.index..<end])
        scanner.index = end + 1
        guard let value = try scanner.quoted() else { return nil }
        return (name, value)
    }

    /// A word or a variable; white space inside of `{{ }}` belongs to it.
    private static func value(_ scanner: inout RuleScanner) throws(RuleFailure) -> String {
        let start = scanner.index
        while !scanner.isAtEnd {
            if scanner.bytes.matches("{{", at: scanner.index) {
                guard let close = scanner.bytes.firstIndex(of: "}}", from: scanner.index) else {
                    throw RuleFailure(.unclosedVariable, scanner.index..<scanner.bytes.count)
                }
                scanner.index = close + 2
                continue
            }
            let byte = scanner.bytes[scanner.index]
            if byte.isSpace || byte == UInt8(ascii: ",") { break }
            scanner.index += 1
        }
        return String(bytes: scanner.bytes[start..<scanner.index])
    }

    private static func noteUnknownVariable(_ value: String, _ start: Int, _ scanner: inout RuleScanner) {
        guard let name = FingerprintVariables.name(of: value), name != "default",
            FingerprintVariable(named: name) == nil
        else { return }
        scanner.note(.unknownVariable, start..<scanner.index)
    }
}
