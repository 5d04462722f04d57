/// The rules of one platform family by the field they look at, so that a new frame is compared only with globs that
/// might match it: checking every rule in turn made an unknown frame cost 18 µs instead of 8.
struct RuleIndex: Sendable {
    /// Rules with one glob about one field.
    private struct Field: Sendable {
        var rules: [UInt16] = []
        var globs: [Glob] = []
        /// What a value must begin with; 0 for anything.
        var firstBytes: [UInt8] = []

        mutating func append(_ rule: Int, _ glob: Glob) {
            rules.append(UInt16(truncatingIfNeeded: rule))
            globs.append(glob)
            firstBytes.append(glob.firstByte ?? 0)
        }

        /// Adds the rules whose glob accepts the value from its `start` on, or without what comes before `start`.
        func find(_ value: [UInt8]?, isPath: Bool, into found: inout [UInt16]) {
            guard let value, value.count > (isPath ? 1 : 0) else {
                if value != nil { findEmpty(into: &found) }
                return
            }
            let (first, hasSlash) = isPath ? (value[1], value[1] == UInt8(ascii: "/")) : (value[0], true)
            globs.withUnsafeBufferPointer { globs in
                for index in globs.indices {
                    let wanted = firstBytes[index]
                    guard wanted == 0 || wanted == first || isPath && wanted == UInt8(ascii: "/") else { continue }
                    let matches =
                        globs[index].matches(isPath ? value[1...] : value[...])
                        || !hasSlash && globs[index].matches(value[...])
                    if matches { found.append(rules[index]) }
                }
            }
        }

        private func findEmpty(into found: inout [UInt16]) {
            for (rule, glob) in zip(rules, globs) where glob.matches([]) { found.append(rule) }
        }
    }

    private var paths = Field()
    private var packages = Field()
    private var modules = Field()
    private var functions = Field()
    /// Rules with several conditions, or negated ones.
    private var others: [(rule: UInt16, matchers: [FrameMatcher])] = []

    init(_ entries: [CompiledRules.Entry], family: Platform.Family) {
        for (index, entry) in entries.enumerated() where !entry.fixed.isEmpty {
            guard entry.fixed.allSatisfy({ $0.accepts(family) != false }) else { continue }
            let rest = entry.fixed.filter { $0.accepts(family) == nil }
            guard rest.count == 1, !rest[0].isNegated else {
                others.append((UInt16(truncatingIfNeeded: index), rest))
                continue
            }
            switch rest[0].test {
            case .path(let glob): paths.append(index, glob)
            case .package(let glob): packages.append(index, glob)
            case .module(let glob): modules.append(index, glob)
            case .function(let glob): functions.append(index, glob)
            default: others.append((UInt16(truncatingIfNeeded: index), rest))
            }
        }
    }

    /// The rules whose fixed conditions hold, in order.
    func candidates(for subject: FrameSubject) -> [UInt16] {
        var found: [UInt16] = []
        paths.find(subject.path, isPath: true, into: &found)
        packages.find(subject.package, isPath: true, into: &found)
        modules.find(subject.module, isPath: false, into: &found)
        functions.find(subject.function, isPath: false, into: &found)
        let state = FrameState()
        for (rule, matchers) in others where matchers.allSatisfy({ $0.matches(subject, state, nil) }) {
            found.append(rule)
        }
        found.sort()
        return found
    }
}

extension FrameMatcher {
    /// What a matcher about families says of one; nil for other matchers.
    fileprivate func accepts(_ family: Platform.Family) -> Bool? {
        guard case .family(let native, let javascript, let other) = test else { return nil }
        let isListed =
            switch family {
            case .native: native
            case .javascript: javascript
            case .other: other
            }
        return isListed != isNegated
    }
}

extension Glob {
    /// The byte that every match begins with, if there is only one.
    var firstByte: UInt8? {
        switch shape {
        case .exact(let text), .prefix(let text): return text.first
        case .general(let tokens):
            guard case .byte(let byte) = tokens.first else { return nil }
            return byte
        case .any, .suffix, .contains, .never: return nil
        }
    }
}
