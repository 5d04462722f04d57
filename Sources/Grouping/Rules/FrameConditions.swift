import SentryProtocol

/// What fingerprint rules ask of frames: of every frame once, when it is seen for the first time.
///
/// Asking every rule about every frame of every event took seconds for a thousand rules and as many frames.
struct FrameConditions: Sendable {
    /// The conditions of one rule that must hold for one and the same frame.
    struct Condition: Sendable {
        /// Those that the frame as sent decides.
        let fixed: [EventMatcher]
        /// Those about `app`, which stack rules decide.
        let aboutApp: [EventMatcher]
    }

    private enum Field: UInt16 {
        case function, module, package, path
    }

    /// Of no rules.
    static let none = FrameConditions([])

    let conditions: [Condition]
    /// By a field and the byte that it must begin with.
    private var anchored: [UInt16: [UInt16]] = [:]
    private var others: [UInt16] = []
    /// The condition of a rule, by the rule's place.
    private var places: [Int: Int] = [:]

    init(_ rules: [FingerprintRule]) {
        var conditions: [Condition] = []
        for (place, rule) in rules.enumerated() {
            guard let matchers = rule.buckets.first(where: { $0.bucket == .frame })?.matchers else { continue }
            places[place] = conditions.count
            let index = UInt16(truncatingIfNeeded: conditions.count)
            let condition = Condition(
                fixed: matchers.filter { $0.subject != .app }, aboutApp: matchers.filter { $0.subject == .app })
            conditions.append(condition)
            if let anchor = condition.fixed.lazy.compactMap({ Self.anchor(of: $0) }).first {
                anchored[anchor, default: []].append(index)
            } else {
                others.append(index)
            }
        }
        self.conditions = conditions
    }

    /// The condition of the rule at `place`; nil when it does not ask for frames.
    func condition(ofRuleAt place: Int) -> Int? { places[place] }

    /// Whether everything but what is said about `app` holds, by the conditions' places.
    func holding(for frame: Frame, _ subject: FrameSubject) -> [UInt16] {
        guard !conditions.isEmpty else { return [] }
        // Paths are compared with the file's name as well, where a frame has both.
        let file = frame.absPath == nil ? nil : frame.filename
        let other = file.map { [UInt8(ascii: "/")] + Glob.prepare($0, style: .path) }
        var found: [UInt16] = []
        for index in candidates(subject, other)
        where conditions[Int(index)].fixed.allSatisfy({ $0.accepts(subject, other) != $0.isNegated }) {
            found.append(index)
        }
        return found
    }

    private func candidates(_ subject: FrameSubject, _ otherPath: [UInt8]?) -> [UInt16] {
        var keys: [UInt16] = []
        func add(_ field: Field, _ byte: UInt8?) {
            guard let byte else { return }
            let key = Self.key(field, byte)
            if !keys.contains(key) { keys.append(key) }
        }
        add(.function, subject.function?.first)
        add(.module, subject.module?.first)
        // A slash in front of these was not sent; globs may begin with it or with what comes after it.
        for byte in subject.package?.prefix(2) ?? [] { add(.package, byte) }
        for path in [subject.path, otherPath] { for byte in path?.prefix(2) ?? [] { add(.path, byte) } }
        return keys.reduce(into: others) { $0 += anchored[$1] ?? [] }
    }

    private static func anchor(of matcher: EventMatcher) -> UInt16? {
        guard !matcher.isNegated, let byte = matcher.glob.firstByte else { return nil }
        switch matcher.subject {
        case .function: return key(.function, byte)
        case .module: return key(.module, byte)
        case .package: return key(.package, byte)
        case .path: return key(.path, byte)
        default: return nil
        }
    }

    private static func key(_ field: Field, _ byte: UInt8) -> UInt16 { field.rawValue << 8 | UInt16(byte) }
}

extension EventMatcher {
    fileprivate func accepts(_ frame: FrameSubject, _ otherPath: [UInt8]?) -> Bool {
        switch subject {
        case .function: glob.matches((frame.function ?? [])[...])
        case .module: frame.module.map { glob.matches($0[...]) } ?? false
        case .package: glob.matchesPath(frame.package)
        case .path: glob.matchesPath(frame.path) || glob.matchesPath(otherPath)
        default: false
        }
    }
}
