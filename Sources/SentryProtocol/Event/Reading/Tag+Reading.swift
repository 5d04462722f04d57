extension Tag {
    /// Valid tags in the order sent; of several with one key the first (protocol.md §5.3.8).
    static func readList(_ node: JSONNode, _ decoder: inout EventDecoder) -> [Tag] {
        // Two attributes become tags later on.
        var list = TagList(reserving: min(node.count, EventLimits.tagsMax) + 2)
        func add(_ tag: Tag?, _ value: JSONNode?) {
            if let tag {
                list.add(tag)
            } else if value?.isNull == false {
                decoder.note("invalid_data", "tags", value)
            }
        }
        switch node.kind {
        case .object:
            for (key, value) in node.members where !list.isFull {
                add(Tag(plain: key, value) ?? Tag(key: key.text, node: value), value)
            }
        case .array:
            for pair in node.elements where !list.isFull {
                if pair.kind == .array {
                    var parts = pair.elements
                    let key = parts.next()
                    let value = parts.next()
                    add(Tag(key: key?.lenientString, node: value), value)
                } else if pair.kind == .object {
                    let value = pair["value"]
                    add(Tag(key: pair["key"]?.lenientString, node: value), value)
                }
            }
        case .null: break
        default: decoder.note("invalid_data", "tags", node)
        }
        return list.tags
    }

    /// A tag whose texts are as they are kept; nil where they have to be looked at more closely.
    private init?(plain key: JSONKey, _ value: JSONNode) {
        guard let key = key.plain({ Self.plainKey($0) }), let value = value.plain({ Self.plainValue($0) }) else {
            return nil
        }
        self.init(key: key, value: value)
    }

    private static func plainKey(_ text: TapeText) -> String? {
        guard text.count > 0, text.count <= EventLimits.tagKeyMax, text.bytes.allSatisfy(isKeyByte) else { return nil }
        return text.string
    }

    private static func plainValue(_ text: TapeText) -> String? {
        let last = text.count - 1
        guard last >= 0, last < EventLimits.tagValueMax, text.bytes[0] != 0x20, text.bytes[last] != 0x20 else {
            return nil
        }
        return text.string
    }

    /// Nil when key or value are not what a tag can be.
    private init?(key: String?, node: JSONNode?) {
        guard let key = key?.trimmingSpace().replacingSpaces().trimmed(to: EventLimits.tagKeyMax), let node else {
            return nil
        }
        guard !key.isEmpty, key.utf8.allSatisfy(Self.isKeyByte), let text = node.lenientString else { return nil }
        let value = text.trimmingSpace()
        guard !value.isEmpty, !value.utf8.contains(UInt8(ascii: "\n")) else { return nil }
        self.init(key: key, value: value.trimmed(to: EventLimits.tagValueMax))
    }

    private static func isKeyByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: ":"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

/// Tags of different keys.
private struct TagList {
    /// Of so many, comparing two keys is cheaper than hashing one.
    private static let comparedMax = 32

    private(set) var tags: [Tag] = []
    /// Of more than are compared.
    private var keys: Set<String> = []

    init(reserving count: Int) { tags.reserveCapacity(count) }

    var isFull: Bool { tags.count >= EventLimits.tagsMax }

    /// Adds a tag unless there is one of its key.
    mutating func add(_ tag: Tag) {
        if tags.count < Self.comparedMax {
            for index in tags.indices where tags[index].key == tag.key { return }
        } else {
            if keys.isEmpty { keys = Set(tags.map(\.key)) }
            guard keys.insert(tag.key).inserted else { return }
        }
        tags.append(tag)
    }
}

extension String {
    /// Each space becomes a dash.
    fileprivate func replacingSpaces() -> String {
        guard utf8.contains(0x20) else { return self }
        return String(decoding: utf8.map { $0 == 0x20 ? UInt8(ascii: "-") : $0 }, as: UTF8.self)
    }
}
