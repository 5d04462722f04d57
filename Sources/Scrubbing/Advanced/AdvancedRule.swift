/// One rule of a project: what it finds and what becomes of it.
struct AdvancedRule: Sendable {
    enum Finder: Sendable {
        case anything
        /// With the groups that are replaced; nil for the whole match.
        case pattern(Pattern, groups: [Int]?)
        case addresses
        /// Keys and values with sensitive words.
        case password
        /// Values behind keys that the pattern finds.
        case pair(Pattern)
        case cookies
    }

    enum Redaction: Sendable {
        case none, remove, mask
        case replace([UInt8])
        case hash(key: [UInt8])
    }

    /// As remarks name it.
    let id: String
    let finder: Finder
    let redaction: Redaction
}

extension AdvancedRule.Redaction {
    var kind: Remark.Kind {
        switch self {
        case .none, .replace: .substituted
        case .remove: .removed
        case .mask: .masked
        case .hash: .pseudonymised
        }
    }

    /// What stands in place of a part of a text.
    func applied(to part: UnsafeBufferPointer<UInt8>) -> [UInt8] {
        switch self {
        case .none: Array(part)
        case .remove: []
        case .replace(let text): text
        case .mask: part.filter { $0 & 0xC0 != 0x80 }.map { _ in UInt8(ascii: "*") }
        case .hash(let key):
            SHA1.authenticationCode(of: Array(part), key: key).flatMap { byte in
                let digits = Array("0123456789ABCDEF".utf8)
                return [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
    }
}

extension AdvancedRule {
    /// Whether the value as a whole is meant, going by its key.
    func selects(key: [UInt8]?, _ rules: ScrubbingRules) -> Bool {
        guard let key else { return false }
        return key.withUnsafeBufferPointer { key in
            switch finder {
            case .password: rules.namesPassword(key)
            case .pair(let pattern): pattern.matches(key)
            case .cookies: SensitiveCookies.contains(key)
            case .anything, .pattern, .addresses: false
            }
        }
    }

    /// The parts of a text that are replaced.
    func parts(of text: UnsafeBufferPointer<UInt8>, _ rules: ScrubbingRules) -> [RedactedText.Replacement] {
        switch finder {
        case .anything: return text.isEmpty ? [] : [replacement(of: 0..<text.count, in: text)]
        case .password:
            let isFound = !text.isEmpty && rules.containsPassword(text)
            return isFound ? [replacement(of: 0..<text.count, in: text)] : []
        case .addresses:
            return AddressMatcher.adding(to: [], in: text).map { replacement(of: $0.lower..<$0.upper, in: text) }
        case .pair, .cookies: return []
        case .pattern(let pattern, let groups):
            var end = 0
            var parts: [RedactedText.Replacement] = []
            for match in pattern.allMatches(in: text) {
                for group in groups ?? [0] where 2 * group + 1 < match.count {
                    let (lower, upper) = (match[2 * group], match[2 * group + 1])
                    guard lower >= end, upper > lower else { continue }
                    parts.append(replacement(of: lower..<upper, in: text))
                    end = upper
                }
            }
            return parts
        }
    }

    private func replacement(of range: Range<Int>, in text: UnsafeBufferPointer<UInt8>) -> RedactedText.Replacement {
        RedactedText.Replacement(range, redaction.applied(to: text.part(range)), rule: id, kind: redaction.kind)
    }
}
