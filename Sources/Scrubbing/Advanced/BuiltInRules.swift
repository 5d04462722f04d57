/// Rules that every project may name: `@email`, `@creditcard:mask`.
enum BuiltInRules {
    /// What `@name` or `@name:redaction` stands for; empty when there is none such.
    static func rules(named id: String) -> [AdvancedRule] {
        guard id.hasPrefix("@") else { return [] }
        let parts = id.dropFirst().split(separator: ":", maxSplits: 1)
        guard let name = parts.first else { return [] }
        if name == "common" {
            let names = [
                "iban", "ip", "email", "creditcard", "pemkey", "urlauth", "userpath", "bearer", "password", "usssn",
            ]
            let suffix = parts.count > 1 ? ":\(parts[1])" : ""
            return names.flatMap { rules(named: "@\($0)\(suffix)") }
        }
        guard let finder = finder(String(name)),
            let redaction = redaction(parts.count > 1 ? String(parts[1]) : nil, of: String(name))
        else { return [] }
        return [AdvancedRule(id: id, finder: finder, redaction: redaction)]
    }

    private static func redaction(_ word: String?, of name: String) -> AdvancedRule.Redaction? {
        switch word {
        case nil:
            switch name {
            case "mac", "uuid", "usssn": return .mask
            case "password": return .remove
            default: return .replace(Array(replacement(of: name).utf8))
            }
        case "replace": return .replace(Array(replacement(of: name).utf8))
        case "filter": return .replace(Marker.bytes)
        case "mask": return .mask
        case "hash": return .hash(key: [])
        case "remove": return .remove
        default: return nil
        }
    }

    private static func replacement(of name: String) -> String {
        switch name {
        case "urlauth": "[auth]"
        case "usssn": "[us-ssn]"
        case "userpath": "[user]"
        case "bearer": "Bearer [token]"
        case "anything": Marker.text
        default: "[\(name)]"
        }
    }

    /// Rule types under the names of built-in rules.
    static func finder(_ name: String) -> AdvancedRule.Finder? {
        switch name {
        case "anything": .anything
        case "ip": .addresses
        case "password": .password
        case "cookies": .cookies
        default: patterns[name]
        }
    }

    private static let patterns: [String: AdvancedRule.Finder] = {
        let sources: [(String, String, [Int]?)] = [
            ("imei", #"\b\d{2}-?\d{6}-?\d{6}-?\d{1,2}\b"#, nil),
            ("mac", #"(?i)\b(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}\b"#, nil),
            ("uuid", #"(?i)\b[0-9a-z]{8}-?[0-9a-z]{4}-?[0-9a-z]{4}-?[0-9a-z]{4}-?[0-9a-z]{12}\b"#, nil),
            ("email", #"\b[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@[a-zA-Z0-9-]+(?:\.[a-zA-Z0-9-]+)*\b"#, nil),
            (
                "creditcard",
                #"\b(?:3[47]\d|4\d{3}|5[1-5]\d\d|65\d\d|6011)(?:[-\s]?\d){12}\b"#, nil
            ),
            ("iban", #"\b[A-Z]{2}\d{2}[a-zA-Z0-9]{11,29}\b"#, nil),
            (
                "userpath",
                #"(?i)(?:\b(?:[a-zA-Z]:[\\/])?(?:users|home|documents and settings)[\\/])([^/\\\r\n]+)"#, [1]
            ),
            (
                "pemkey",
                #"(?s)-----BEGIN[A-Z ]+(?:PRIVATE|PUBLIC) KEY-----[\t ]*\r?\n?(.+?)\r?\n?[\t ]*-----END"#, [1]
            ),
            ("urlauth", #"(?i)\b((?:[a-z0-9]+:)?//[^:\s]+:)([^@\s]+)@"#, [2]),
            ("usssn", #"\b\d{3}-\d{2}-\d{4}\b"#, nil),
            ("bearer", #"(?i)\bBearer\s+[^\s]+"#, nil),
        ]
        var patterns: [String: AdvancedRule.Finder] = [:]
        for (name, source, groups) in sources {
            guard let pattern = try? Pattern(source) else { continue }
            patterns[name] = .pattern(pattern, groups: groups)
        }
        return patterns
    }()
}
