import Storage

extension ProjectSettings {
    /// Throws for rules that cannot be read: they are found while somebody writes them, also while scrubbing is off.
    public func checkScrubbingRules() throws(SettingsError) {
        var scrubbing = scrubbing
        scrubbing.isOn = true
        do {
            _ = try Scrubber(scrubbing)
        } catch {
            throw SettingsError("scrubbing.advanced_rules", error.sentence)
        }
    }
}

extension ScrubbingRuleError {
    /// For whoever wrote the rule: `"@card" at 4: no rule has that name`.
    var sentence: String {
        let place = [rule.isEmpty ? nil : "\"\(rule)\"", position.map { "at \($0)" }].compactMap(\.self)
        return place.isEmpty ? reason.sentence : place.joined(separator: " ") + ": " + reason.sentence
    }
}

extension ScrubbingRuleError.Reason {
    fileprivate var sentence: String {
        switch self {
        case .notJSON: "must be a JSON object"
        case .unknownRule: "no rule has that name"
        case .unknownType(let type): "\"\(type)\" is no type of rule"
        case .unknownRedaction(let redaction): "\"\(redaction)\" is no way to redact"
        case .missing(let field): "\(field) is missing"
        case .circular: "leads back to itself"
        case .badSelector(let problem): "is no selector: \(problem)"
        case .badPattern(let problem): "is no pattern: \(problem)"
        case .tooLarge: "is too large"
        }
    }
}
