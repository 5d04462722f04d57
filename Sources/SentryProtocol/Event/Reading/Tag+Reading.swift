extension Tag {
    /// Valid tags in the order sent; of several with one key the first (protocol.md §5.3.8).
    static func readList(_ node: JSONNode, _ decoder: inout EventDecoder) -> [Tag] {
        var tags: [Tag] = []
        var keys: Set<String> = []
        func add(_ key: String?, _ value: JSONNode?) {
            guard tags.count < EventLimits.tagsMax else { return }
            guard let key, let value, let tag = Tag(key: key, node: value) else {
                if value?.isNull == false { decoder.note("invalid_data", "tags", value) }
                return
            }
            if keys.insert(tag.key).inserted { tags.append(tag) }
        }
        switch node.kind {
        case .object:
            for (key, value) in node.members { add(key.text, value) }
        case .array:
            for pair in node.elements {
                if pair.kind == .array {
                    var parts = pair.elements
                    let key = parts.next()
                    add(key?.lenientString, parts.next())
                } else if pair.kind == .object {
                    add(pair["key"]?.lenientString, pair["value"])
                }
            }
        case .null: break
        default: decoder.note("invalid_data", "tags", node)
        }
        return tags
    }

    /// Nil when key or value are not what a tag can be.
    private init?(key: String, node: JSONNode) {
        let key = key.trimmingSpace().replacingSpaces().trimmed(to: EventLimits.tagKeyMax)
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

extension String {
    /// Each space becomes a dash.
    fileprivate func replacingSpaces() -> String {
        guard utf8.contains(0x20) else { return self }
        return String(decoding: utf8.map { $0 == 0x20 ? UInt8(ascii: "-") : $0 }, as: UTF8.self)
    }
}
