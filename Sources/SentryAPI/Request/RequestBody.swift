import SentryProtocol

extension Call {
    /// The body as a JSON object; an empty body is an empty object. Fields nobody knows are left alone.
    func bodyObject() throws -> JSONNode {
        let bytes = request.body.isEmpty ? Array("{}".utf8) : request.body
        let root: JSONNode
        do { root = try JSONDocument(parsing: bytes).root } catch { throw APIFailure.bodyNotJSON }
        guard root.kind == .object else { throw APIFailure.bodyNotObject }
        return root
    }
}

/// Reads the fields of a body and remembers what was wrong with them, to report all of it at once.
struct BodyReader {
    let object: JSONNode
    private(set) var errors: [FieldErrors] = []

    init(_ object: JSONNode) { self.object = object }

    /// A string; nil when absent or null.
    mutating func string(_ name: StaticString, max: Int = 200) -> String? {
        guard let node = object[name], !node.isNull else { return nil }
        guard let text = node.lenientString else {
            refuse(name, "Not a valid string.")
            return nil
        }
        guard text.utf8.count <= max else {
            refuse(name, "Ensure this field has no more than \(max) characters.")
            return nil
        }
        return text
    }

    mutating func bool(_ name: StaticString) -> Bool? {
        guard let node = object[name], !node.isNull else { return nil }
        guard let value = node.bool else {
            refuse(name, "Must be a valid boolean.")
            return nil
        }
        return value
    }

    /// Whether a field holds more than null, nothing, zero or false.
    func asks(_ name: StaticString) -> Bool { object[name].map(Self.isSomething) ?? false }

    static func isSomething(_ node: JSONNode) -> Bool {
        switch node.kind {
        case .null, .false: false
        case .true: true
        case .number: node.double != 0
        case .string: node.string != ""
        case .array, .object: node.count > 0
        }
    }

    mutating func refuse(_ name: StaticString, _ message: String) {
        errors.append(FieldErrors(name: name.description, messages: [message]))
    }

    /// Throws what has been found wrong so far.
    func check() throws { if !errors.isEmpty { throw APIFailure.badFields(errors) } }
}
