import SentryProtocol

/// A JSON object under construction, from several sources. A class, so that filling in a value deep inside copies
/// nothing; it never leaves the function that makes it.
final class FormObject {
    private enum Value {
        case text(String)
        /// Part of a document, as it was sent.
        case json(JSONNode)
        case object(FormObject)
    }

    private var members: [String: Value] = [:]
    /// Names in the order they came.
    private var names: [String] = []

    /// Adds the members of an object; it wins over what is there already. Text that is no JSON object changes nothing.
    func merge(json text: String) {
        guard let root = try? JSONDocument(parsing: Array(text.utf8)).root, root.kind == .object else { return }
        merge(root)
    }

    private func merge(_ node: JSONNode) {
        for (key, value) in node.members {
            let name = key.text
            if value.kind == .object, let inner = object(at: name) {
                inner.merge(value)
            } else {
                set(name, .json(value))
            }
        }
    }

    /// Puts a text at `path`, unless there is something already, or something on the way that is no object.
    func fill(_ path: ArraySlice<String>, with text: String) {
        guard let name = path.first else { return }
        let isFree = isMissing(name)
        if path.count == 1 {
            if isFree { set(name, .text(text)) }
            return
        }
        if isFree { set(name, .object(FormObject())) }
        object(at: name)?.fill(path.dropFirst(), with: text)
    }

    /// A member's text; nil for everything else.
    func text(of name: String) -> String? {
        switch members[name] {
        case .text(let text): text
        case .json(let node): node.string
        case .object, nil: nil
        }
    }

    /// Prints the object.
    func write(to writer: inout JSONWriter) {
        writer.beginObject()
        for name in names {
            guard let value = members[name] else { continue }
            writer.key(dynamic: name)
            switch value {
            case .text(let text): writer.string(text)
            case .json(let node): writer.value(node)
            case .object(let object): object.write(to: &writer)
            }
        }
        writer.endObject()
    }

    private func set(_ name: String, _ value: Value) {
        if members.updateValue(value, forKey: name) == nil { names.append(name) }
    }

    /// Nothing there, or null.
    private func isMissing(_ name: String) -> Bool {
        switch members[name] {
        case nil: true
        case .json(let node): node.isNull
        case .text, .object: false
        }
    }

    /// The member as an object that can be added to; nil when it is none.
    private func object(at name: String) -> FormObject? {
        switch members[name] {
        case .object(let object): return object
        case .json(let node) where node.kind == .object:
            let object = FormObject()
            object.merge(node)
            set(name, .object(object))
            return object
        case .json, .text, nil: return nil
        }
    }
}
