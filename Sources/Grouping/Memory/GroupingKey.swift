import SentryProtocol

/// A hash of everything in a payload that its grouping can depend on, besides the texts of exceptions and messages: two
/// events with the same key fail at the same place in the same way.
///
/// Made from the tokens of the payload, without reading the event: grouping forty frames takes a hundred times as long
/// as finding out that they are the forty frames of a moment ago. Numbers: `Bench` scenario `group/recall`.
public struct GroupingKey: Hashable, Sendable {
    let high: UInt64
    let low: UInt64

    /// Nil when the event has to be read to know: no exception, a fingerprint of its own, or an unusual spelling.
    ///
    /// `head` is the same event; what rules ask for besides stacks is taken from it.
    init?(of document: JSONDocument, head: Event, for interests: RuleInterests) {
        let digest: KeyDigest? = document.bytes.withUnsafeBytes { bytes in
            document.tokens.withUnsafeBufferPointer { tokens in
                var scan = KeyScan(tokens: tokens, bytes: bytes)
                return scan.event() ? scan.digest : nil
            }
        }
        guard var digest else { return nil }
        digest.add(head, interests, in: document)
        (high, low) = digest.finish()
    }
}

/// Lanes seeded anew in each process, so that nobody outside can
/// prepare two payloads with one key.
struct KeyDigest {
    private static let seed = (UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max) | 1)

    private var lanes = MixingLanes(seed.0, seed.1)

    @inline(__always)
    mutating func add(_ word: UInt64) { lanes.add(word) }

    @inline(__always)
    mutating func add(_ bytes: UnsafeRawBufferPointer, _ start: Int, _ count: Int) {
        add(UInt64(truncatingIfNeeded: count) | 1 << 63)
        var at = start
        let end = start &+ count
        if count >= 8 {
            // SAFETY: what is digested lies within the bytes, and words begin at least eight bytes before its end.
            while at &+ 8 < end {
                add(bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self))
                at &+= 8
            }
            return add(bytes.loadUnaligned(fromByteOffset: end &- 8, as: UInt64.self))
        }
        var rest: UInt64 = 0
        while at < end {
            rest = rest << 8 | UInt64(bytes[at])
            at &+= 1
        }
        add(rest)
    }

    @inline(__always)
    mutating func add(_ text: String?) {
        guard let text else { return add(7) }
        let isTaken: Void? = text.utf8.withContiguousStorageIfAvailable { add(UnsafeRawBufferPointer($0), 0, $0.count) }
        if isTaken == nil { add(Array(text.utf8)) }
    }

    mutating func add(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { add($0, 0, $0.count) }
    }

    func finish() -> (UInt64, UInt64) {
        var copy = self
        for word in [0x1234, 0x5678, 0x9abc] as [UInt64] { copy.add(word) }
        return (copy.lanes.first, copy.lanes.second)
    }
}

/// Walks over the tokens of a payload and takes in what counts.
private struct KeyScan {
    let tokens: UnsafeBufferPointer<JSONToken>
    let bytes: UnsafeRawBufferPointer
    var digest = KeyDigest()
    private var hasExceptions = false
    private var hasText = false

    init(tokens: UnsafeBufferPointer<JSONToken>, bytes: UnsafeRawBufferPointer) {
        (self.tokens, self.bytes) = (tokens, bytes)
    }

    /// False when the key would not say everything.
    mutating func event() -> Bool {
        guard let root = tokens.first, root.kind == .object else { return false }
        let isUsual = eachMember(of: 0) { scan, key, value in
            switch scan.name(key) {
            case .exception:
                scan.hasExceptions = true
                scan.take(key)
                return scan.exceptions(value)
            case .threads:
                scan.take(key)
                return scan.threads(value)
            case .stacktrace:
                scan.take(key)
                return scan.stack(value)
            case .message: return scan.message(value)
            case .counts:
                scan.take(key)
                scan.takeAll(value)
                return true
            case .special: return scan.saysNothing(value)
            case .other: return true
            }
        }
        guard isUsual, hasExceptions else { return false }
        digest.add(hasText ? 1 : 2)
        return true
    }

    private enum Name {
        case exception, threads, stacktrace, message
        /// Part of the key as it stands.
        case counts
        /// Decides alone: such events are read.
        case special
        case other
    }

    private func name(_ key: Int) -> Name {
        if equals(key, "exception") { return .exception }
        if equals(key, "threads") { return .threads }
        if equals(key, "stacktrace") { return .stacktrace }
        if equals(key, "message") || equals(key, "logentry") { return .message }
        if equals(key, "platform") || equals(key, "transaction") || equals(key, "culprit") || equals(key, "type")
            || equals(key, "main_exception_id")
        {
            return .counts
        }
        if equals(key, "fingerprint") || equals(key, "checksum") || equals(key, "template") || equals(key, "csp")
            || starts(key, "sentry.interfaces.")
        {
            return .special
        }
        return .other
    }

    /// `null`, `[]`, `""` and the default fingerprint are as good as nothing.
    private func saysNothing(_ value: Int) -> Bool {
        let token = tokens[value]
        switch token.kind {
        case .null: return true
        case .string: return token.extent == 0
        case .array:
            guard token.count > 0 else { return true }
            return token.count == 1 && (equals(value + 1, "{{ default }}") || equals(value + 1, "{{default}}"))
        default: return false
        }
    }

    /// Whether there is a text matters, not what it says. False where that cannot be told at a glance.
    private mutating func text(_ value: Int) -> Bool {
        let token = tokens[value]
        guard token.kind == .string else { return token.kind == .null }
        guard token.extent > 0 else { return true }
        let start = Int(token.start)
        guard (start..<start + min(Int(token.extent), 64)).contains(where: { isWordByte(bytes[$0]) }) else {
            return false
        }
        hasText = true
        return true
    }

    /// The value of an exception: whether this one has a text.
    private mutating func value(_ value: Int) -> Bool {
        let others = hasText
        hasText = false
        let isUsual = text(value)
        digest.add(hasText ? 3 : 4)
        hasText = hasText || others
        return isUsual
    }

    private func isWordByte(_ byte: UInt8) -> Bool {
        byte >= 0x80 || (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10
    }

    private mutating func message(_ value: Int) -> Bool {
        guard tokens[value].kind == .object else { return text(value) }
        let hadText = hasText
        hasText = false
        let isUsual = eachMember(of: value) { scan, key, value in
            scan.equals(key, "message") || scan.equals(key, "formatted") ? scan.text(value) : true
        }
        defer { hasText = hasText || hadText }
        return isUsual && hasText
    }

    private mutating func exceptions(_ value: Int) -> Bool {
        eachValue(of: value) { scan, exception in
            var hasType = false
            let isUsual = scan.eachMember(of: exception) { scan, key, value in
                if scan.equals(key, "value") { return scan.value(value) }
                if scan.equals(key, "stacktrace") {
                    scan.take(key)
                    return scan.stack(value)
                }
                if scan.equals(key, "raw_stacktrace") { return true }
                if scan.equals(key, "type") {
                    let token = scan.tokens[value]
                    hasType = token.kind == .string && token.extent > 0
                }
                if scan.equals(key, "mechanism") { return scan.mechanism(value) }
                scan.take(key)
                scan.takeAll(value)
                return true
            }
            // Without a type the value may be one.
            return isUsual && hasType
        }
    }

    private mutating func mechanism(_ value: Int) -> Bool {
        guard tokens[value].kind == .object else {
            takeAll(value)
            return true
        }
        return eachMember(of: value) { scan, key, value in
            if scan.equals(key, "data") || scan.equals(key, "description") || scan.equals(key, "help_link") {
                return true
            }
            scan.take(key)
            scan.takeAll(value)
            return true
        }
    }

    private mutating func threads(_ value: Int) -> Bool {
        eachValue(of: value) { scan, thread in
            scan.eachMember(of: thread) { scan, key, value in
                if scan.equals(key, "stacktrace") {
                    scan.take(key)
                    return scan.stack(value)
                }
                if scan.equals(key, "crashed") || scan.equals(key, "current") {
                    scan.take(key)
                    scan.takeAll(value)
                }
                return true
            }
        }
    }

    private mutating func stack(_ value: Int) -> Bool {
        guard tokens[value].kind == .object else {
            takeAll(value)
            return tokens[value].kind == .null
        }
        return eachMember(of: value) { scan, key, value in
            guard scan.equals(key, "frames") else { return true }
            guard scan.tokens[value].kind == .array else {
                scan.takeAll(value)
                return true
            }
            scan.digest.add(UInt64(truncatingIfNeeded: scan.tokens[value].count))
            var at = value + 1
            while at < Int(scan.tokens[value].extent) {
                guard scan.frame(at) else { return false }
                at = scan.following(at)
            }
            return true
        }
    }

    private mutating func frame(_ frame: Int) -> Bool {
        guard tokens[frame].kind == .object else {
            takeAll(frame)
            return true
        }
        return eachMember(of: frame) { scan, key, value in
            switch scan.tokens[key].extent {
            case 4 where scan.equals(key, "vars"), 6 where scan.equals(key, "lineno") || scan.equals(key, "colno"),
                11 where scan.equals(key, "pre_context"), 12 where scan.equals(key, "post_context"),
                16 where scan.equals(key, "instruction_addr"):
                return true
            default:
                scan.take(key)
                scan.takeAll(value)
                return true
            }
        }
    }

    /// The values of a list in any of its shapes (protocol.md §5.2); false for shapes that are none.
    private mutating func eachValue(of node: Int, _ body: (inout KeyScan, Int) -> Bool) -> Bool {
        var list = node
        if tokens[node].kind == .object {
            var values: Int?
            let isUsual = eachMember(of: node) { scan, key, value in
                if scan.equals(key, "values") { values = value }
                return true
            }
            guard isUsual else { return false }
            guard let values else { return body(&self, node) }
            list = values
        }
        guard tokens[list].kind == .array else { return tokens[list].kind == .null }
        digest.add(UInt64(truncatingIfNeeded: tokens[list].count))
        var at = list + 1
        let end = Int(tokens[list].extent)
        while at < end {
            guard tokens[at].kind == .object, body(&self, at) else { return false }
            at = following(at)
        }
        return true
    }

    /// False as soon as `body` says so, or a name is spelled with escapes.
    @inline(__always)
    private mutating func eachMember(of object: Int, _ body: (inout KeyScan, Int, Int) -> Bool) -> Bool {
        guard tokens[object].kind == .object else { return false }
        // Where an object begins and ends is part of what it says.
        digest.add(0x7B)
        var at = object + 1
        let end = Int(tokens[object].extent)
        while at < end {
            guard tokens[at].info & JSONToken.hasEscape == 0, body(&self, at, at + 1) else { return false }
            at = following(at + 1)
        }
        digest.add(0x7D)
        return true
    }

    private mutating func take(_ index: Int) {
        let token = tokens[index]
        digest.add(UInt64(token.kind.rawValue) << 8)
        digest.add(bytes, Int(token.start), Int(token.extent))
    }

    /// A whole value: its scalars and the shape they stand in.
    private mutating func takeAll(_ index: Int) {
        let end = following(index)
        var at = index
        while at < end {
            let token = tokens[at]
            if token.kind == .array || token.kind == .object {
                digest.add(UInt64(token.info))
            } else {
                take(at)
            }
            at += 1
        }
    }

    private func following(_ index: Int) -> Int {
        let token = tokens[index]
        return token.kind == .array || token.kind == .object ? Int(token.extent) : index + 1
    }

    @inline(__always)
    private func equals(_ index: Int, _ word: StaticString) -> Bool {
        let token = tokens[index]
        guard token.kind == .string, Int(token.extent) == word.utf8CodeUnitCount else { return false }
        return matches(Int(token.start), word)
    }

    private func starts(_ index: Int, _ word: StaticString) -> Bool {
        Int(tokens[index].extent) >= word.utf8CodeUnitCount && matches(Int(tokens[index].start), word)
    }

    @inline(__always)
    private func matches(_ start: Int, _ word: StaticString) -> Bool {
        for offset in 0..<word.utf8CodeUnitCount where bytes[start + offset] != word.utf8Start[offset] { return false }
        return true
    }
}
