/// The type of an attribute's value (protocol.md §5.10).
enum AttributeType {
    case string, boolean, integer, double, array

    var name: StaticString {
        switch self {
        case .string: "string"
        case .boolean: "boolean"
        case .integer: "integer"
        case .double: "double"
        case .array: "array"
        }
    }

    /// What `value` is kept as: the declared type when they agree, a guess when none is declared; nil to remove it.
    init?(of value: JSONNode, declared: JSONNode?) {
        guard let guess = Self(guessing: value) else { return nil }
        guard let declared, !declared.isNull else {
            self = guess
            return
        }
        guard let type = Self(declared: declared) else { return nil }
        switch (type, guess) {
        case (.string, .string), (.boolean, .boolean), (.integer, .integer), (.double, .double), (.double, .integer),
            (.array, .array):
            self = type
        default: return nil
        }
    }

    private init?(declared node: JSONNode) {
        guard node.kind == .string else { return nil }
        let name = JSONKey(document: node.document, token: node.token)
        switch name {
        case "string": self = .string
        case "boolean": self = .boolean
        case "integer": self = .integer
        case "double": self = .double
        case "array", "string[]", "boolean[]", "integer[]", "double[]": self = .array
        default: return nil
        }
    }

    private init?(guessing value: JSONNode) {
        switch value.kind {
        case .string: self = .string
        case .true, .false: self = .boolean
        case .number: self = value.isWholeNumber ? .integer : .double
        case .array:
            guard Self.isHomogeneous(value) else { return nil }
            self = .array
        case .null, .object: return nil
        }
        if case .double = self, value.double == nil { return nil }
    }

    /// Scalars of one type; nulls between them are fine.
    private static func isHomogeneous(_ list: JSONNode) -> Bool {
        var kind: JSONKind?
        for element in list.elements {
            let next: JSONKind
            switch element.kind {
            case .null: continue
            case .array, .object: return false
            case .true, .false: next = .true
            case .string: next = .string
            case .number: next = .number
            }
            guard kind == nil || kind == next else { return false }
            kind = next
        }
        return true
    }
}

extension JSONNode {
    /// A number that is written without fraction and exponent and fits 64 bits.
    var isWholeNumber: Bool {
        let token = token
        guard token.kind == .number else { return false }
        let bytes = document.bytes
        let range = Int(token.start)..<Int(token.start) + Int(token.extent)
        for index in range {
            let byte = bytes[index]
            guard byte &- UInt8(ascii: "0") < 10 || index == range.lowerBound && byte == UInt8(ascii: "-") else {
                return false
            }
        }
        return token.extent <= 18 || Int64(document.rawText(of: token)) != nil
    }
}

extension JSONWriter {
    /// The attributes of an entry of a container, with what the request adds to them.
    mutating func attributes(_ node: JSONNode?, inferring inferred: InferredAttributes?) {
        guard let inferred, !inferred.isEmpty else { return attributes(node) }
        let scan = AttributeScan(node)
        attributes(node, except: scan.automaticAddress) { inferred.write(into: &$0, besides: scan) }
    }

    /// `"key": {"type": …, "value": …, "unit"?: …}` for every attribute whose value is what it says; the rest is left
    /// out, as is the attribute whose name is the token `except`. `extra` may add more.
    mutating func attributes(
        _ node: JSONNode?, except: JSONToken? = nil, adding extra: ((inout JSONWriter) -> Void)? = nil
    ) {
        guard node?.count ?? 0 > 0 || extra != nil else { return }
        key("attributes")
        beginObject()
        if let node {
            var kept = 0
            for (name, attribute) in node.members where attribute.kind != .null {
                guard kept < EntryLimits.attributesMax else { break }
                if let except, except.start == name.token.start { continue }
                if self.attribute(name, attribute) { kept += 1 }
            }
        }
        extra?(&self)
        endObject()
    }

    /// False when it is none and nothing was printed.
    private mutating func attribute(_ name: JSONKey, _ node: JSONNode) -> Bool {
        guard name.token.extent > 0, Int(name.token.extent) <= EntryLimits.attributeKeyBytesMax else { return false }
        var value: JSONNode?
        var declared: JSONNode?
        var unit: JSONNode?
        if node.kind == .object {
            for (part, member) in node.members {
                switch part {
                case "value": value = member
                case "type": declared = member
                case "unit": unit = member
                default: break
                }
            }
        } else {
            value = node
        }
        guard let value, let type = AttributeType(of: value, declared: declared) else { return false }
        key(name)
        typed(type, value, unit: unit)
        return true
    }

    /// An attribute made from a bare value, such as one of a span of the first version. False when it can be none.
    mutating func attribute(guessing name: JSONKey, _ value: JSONNode) -> Bool {
        guard name.token.extent > 0, Int(name.token.extent) <= EntryLimits.attributeKeyBytesMax, !value.isNull else {
            return false
        }
        key(name)
        if let type = AttributeType(of: value, declared: nil) {
            typed(type, value, unit: nil)
        } else {
            // What has no type of its own is kept as its JSON text.
            text(value.sourceText)
        }
        return true
    }

    mutating func attribute(_ name: StaticString, text value: String?) {
        guard let value else { return }
        key(name)
        text(value)
    }

    mutating func attribute(_ name: StaticString, double value: Double?) {
        guard let value, value.isFinite else { return }
        key(name)
        beginObject()
        member("type", "double")
        key("value")
        double(value)
        endObject()
    }

    private mutating func text(_ value: String) {
        beginObject()
        member("type", "string")
        member("value", value.trimmed(to: EntryLimits.attributeTextMax))
        endObject()
    }

    private mutating func typed(_ type: AttributeType, _ value: JSONNode, unit: JSONNode?) {
        beginObject()
        key("type")
        word(type.name)
        key("value")
        bounded(value, to: EntryLimits.attributeTextMax)
        if let unit, unit.kind == .string {
            key("unit")
            bounded(unit, to: 32)
        }
        endObject()
    }

    /// A value; of a long text its beginning.
    mutating func bounded(_ node: JSONNode, to limit: Int) {
        let token = node.token
        if token.kind == .string, Int(token.extent) > limit {
            string(node.document.text(of: token).trimmed(to: limit))
        } else if token.kind == .array, node.sourceByteCount > limit {
            value(node, within: JSONBudget(bytes: limit, depth: 2))
        } else {
            value(node)
        }
    }

    /// A text known to need no escapes.
    private mutating func word(_ text: StaticString) { string(text.description) }
}

/// What questions are asked about, found among the attributes before they are printed.
struct AttributeScan {
    var environment: JSONNode?
    var release: JSONNode?
    var origin: JSONNode?
    var op: JSONNode?
    var facts = RequestFacts()
    var hasAddress = false
    var hasBrowser = false
    var hasSystem = false
    /// The name of an address that says `{{auto}}`.
    var automaticAddress: JSONToken?

    init(_ attributes: JSONNode?) {
        guard let attributes else { return }
        for (name, attribute) in attributes.members {
            guard name.token.extent >= 7 else { continue }
            switch name.document.bytes[Int(name.token.start)] {
            case UInt8(ascii: "s"): readSentry(name, attribute)
            case UInt8(ascii: "h"): facts.read(name)
            case UInt8(ascii: "u"): readUser(name, attribute)
            case UInt8(ascii: "b"), UInt8(ascii: "c"), UInt8(ascii: "o"): readClient(name)
            case UInt8(ascii: "v"): readPlatform(name, attribute)
            default: break
            }
        }
        facts.origin = origin?.string
    }

    private mutating func readSentry(_ name: JSONKey, _ attribute: JSONNode) {
        switch name {
        case "sentry.environment": environment = Self.value(attribute)
        case "sentry.release": release = Self.value(attribute)
        case "sentry.origin": origin = Self.value(attribute)
        case "sentry.op": op = Self.value(attribute)
        default: break
        }
    }

    private mutating func readUser(_ name: JSONKey, _ attribute: JSONNode) {
        facts.read(name)
        if name.equals("user.ip_address"), Self.value(attribute)?.string == "{{auto}}" { automaticAddress = name.token }
    }

    private mutating func readClient(_ name: JSONKey) {
        switch name {
        case "browser.name": hasBrowser = true
        case "os.name": hasSystem = true
        case "client.address": hasAddress = true
        default: break
        }
    }

    private mutating func readPlatform(_ name: JSONKey, _ attribute: JSONNode) {
        facts.read(name)
        guard name.equals("vercel.type") || name.equals("vercel.log_type") else { return }
        facts.isProgramOutput = ["stdout", "stderr", "fatal"].contains(Self.value(attribute)?.string ?? "")
    }

    private static func value(_ attribute: JSONNode) -> JSONNode? {
        attribute.kind == .object ? attribute["value"] : attribute
    }

    var environmentName: String? { environment?.string.flatMap { Event.isEnvironment($0) ? $0 : nil } }
    var releaseName: String? { release?.string.flatMap { Event.isRelease($0) ? $0 : nil } }
}

/// Which attributes of HTTP requests a log entry has.
public struct RequestFacts: Sendable, Equatable {
    public var hasMethod = false
    public var hasStatus = false
    /// The route, or the address or a part of it.
    public var hasPlace = false
    /// Anything of `vercel.proxy.…`: the platform's own record of a request.
    public var hasProxyRecord = false
    /// The platform passes on what a program wrote.
    public var isProgramOutput = false
    /// `sentry.origin`: what made the entry.
    public var origin: String?

    public init() {}

    mutating func read(_ name: JSONKey) {
        switch name {
        case "http.request.method", "http.method": hasMethod = true
        case "http.response.status_code", "http.status_code": hasStatus = true
        case "http.route", "http.target", "http.url", "url.full", "url.path": hasPlace = true
        case "vercel.proxy.method", "vercel.proxy.path", "vercel.proxy.status_code": hasProxyRecord = true
        default: break
        }
    }
}
