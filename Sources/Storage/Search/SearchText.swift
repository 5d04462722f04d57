/// Writes what `SearchQuery(parsing:)` reads.
public enum SearchText {
    /// `browser:"Chrome 120"`: the filter that finds a tag's value, and nothing else.
    public static func filter(_ key: String, _ value: String, isNegated: Bool = false) -> String {
        var text = ""
        for character in value {
            switch character {
            case "\"": text += "\\\""
            // A star is a gap unless it is escaped.
            case "*": text += "\\*"
            default: text.append(character)
            }
        }
        return (isNegated ? "!" : "") + name(of: key) + ":\"" + text + "\""
    }

    /// A key as a filter begins; keys that mean something else are written as tags.
    private static func name(of key: String) -> String {
        let isPlain = key.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard isPlain else { return "tags[\"" + key + "\"]" }
        return isTag(key) ? key : "tags[" + key + "]"
    }

    /// Whether a plain filter of this key asks for the tag.
    private static func isTag(_ key: String) -> Bool {
        guard let term = try? SearchQuery(parsing: key + ":x").terms.first,
            case .event(.tag(let named, .text)) = term.condition
        else { return false }
        return named == TagKey(key)
    }

    /// A search with one filter more, which goes to the end.
    public static func adding(_ filter: String, to query: String) -> String {
        query.isEmpty ? filter : query + " " + filter
    }
}
