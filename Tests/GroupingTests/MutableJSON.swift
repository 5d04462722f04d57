import SentryProtocol

/// A JSON value that tests can change; objects keep the order of their members.
enum MutableJSON: Equatable, Sendable {
    /// Numbers, booleans and null as they were written.
    case literal(String)
    case string(String)
    case array([MutableJSON])
    case object([Member])

    struct Member: Equatable, Sendable {
        var key: String
        var value: MutableJSON
    }

    init(_ node: JSONNode) {
        switch node.kind {
        case .object: self = .object(node.members.map { Member(key: $0.key.text, value: MutableJSON($0.value)) })
        case .array: self = .array(node.elements.map { MutableJSON($0) })
        default: self = node.string.map { .string($0) } ?? .literal(node.sourceText)
        }
    }

    var text: String {
        switch self {
        case .literal(let text): text
        case .string(let text): Self.quoted(text)
        case .array(let values): "[" + values.map(\.text).joined(separator: ",") + "]"
        case .object(let members):
            "{" + members.map { Self.quoted($0.key) + ":" + $0.value.text }.joined(separator: ",") + "}"
        }
    }

    private static func quoted(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar -> String in
            switch scalar {
            case "\"": "\\\""
            case "\\": "\\\\"
            case _ where scalar.value < 0x20: "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
            default: String(scalar)
            }
        }
        return "\"" + escaped.joined() + "\""
    }

    func event() throws -> Event { Event(reading: try JSONDocument(parsing: Array(text.utf8)).root) }

    var string: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// A member of an object; nil where there is none, or no object. Setting nil removes it.
    subscript(_ key: String) -> MutableJSON? {
        get {
            guard case .object(let members) = self else { return nil }
            return members.first { $0.key == key }?.value
        }
        set {
            guard case .object(var members) = self else { return }
            let index = members.firstIndex { $0.key == key }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(key: key, value: value))
            case (nil, nil): return
            }
            self = .object(members)
        }
    }

    /// The elements of a list.
    var elements: [MutableJSON] {
        get {
            if case .array(let values) = self { values } else { [] }
        }
        set { self = .array(newValue) }
    }

    /// A list that may stand under `values`, or be a single value without a list around it.
    var listed: [MutableJSON] {
        get {
            if case .array(let values) = self { return values }
            return self["values"]?.elements ?? [self]
        }
        set {
            if self["values"] != nil {
                self["values"] = .array(newValue)
            } else if case .array = self {
                self = .array(newValue)
            } else if let only = newValue.first {
                self = only
            }
        }
    }
}

/// An event payload whose stacks can be changed.
extension MutableJSON {
    /// Calls `change` with the frames of every stack, and with the index of its exception.
    mutating func changeStacks(_ change: (inout [MutableJSON], Int?) -> Void) {
        for key in ["exception", "threads"] {
            guard var holder = self[key] else { continue }
            var values = holder.listed
            for index in values.indices {
                guard var frames = values[index]["stacktrace"]?["frames"]?.elements else { continue }
                change(&frames, key == "exception" ? index : nil)
                values[index]["stacktrace"]?["frames"] = .array(frames)
            }
            holder.listed = values
            self[key] = holder
        }
        if var frames = self["stacktrace"]?["frames"]?.elements {
            change(&frames, nil)
            self["stacktrace"]?["frames"] = .array(frames)
        }
    }

    mutating func changeFrames(_ change: (inout MutableJSON) -> Void) {
        changeStacks { frames, _ in
            for index in frames.indices { change(&frames[index]) }
        }
    }

    mutating func changeExceptions(_ change: (inout MutableJSON) -> Void) {
        guard var holder = self["exception"] else { return }
        var values = holder.listed
        for index in values.indices { change(&values[index]) }
        holder.listed = values
        self["exception"] = holder
    }
}
