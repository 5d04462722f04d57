/// Markdown out of text that came from outside: it stays text, whatever it holds.
struct MarkdownText {
    private(set) var text = ""

    /// A heading of foreign words.
    mutating func heading(_ level: Int, _ words: String) {
        text += (text.isEmpty ? "" : "\n") + String(repeating: "#", count: level) + " " + Self.escaped(words) + "\n\n"
    }

    /// A line of our own words.
    mutating func line(_ words: String) { text += words + "\n" }

    /// `- name: value`, or nothing.
    mutating func item(_ name: String, _ value: String?) {
        guard let value, !value.isEmpty else { return }
        text += "- \(name): \(value)\n"
    }

    /// A block that shows `lines` as they are: its fence is longer than any within.
    mutating func block(_ lines: [String], language: String = "") {
        let body = lines.joined(separator: "\n").plain
        let fence = String(repeating: "`", count: max(3, body.longestRun(of: "`") + 1))
        text += fence + language + "\n" + body + "\n" + fence + "\n"
    }

    /// Code within a line.
    static func code(_ words: String, max limit: Int = 200) -> String {
        let words = words.onOneLine(max: limit)
        let fence = String(repeating: "`", count: words.longestRun(of: "`") + 1)
        let needsRoom = words.hasPrefix("`") || words.hasSuffix("`")
        return fence + (needsRoom ? " \(words) " : words) + fence
    }

    /// Words that are no markup: no tags, links, code or emphasis.
    static func escaped(_ words: String) -> String {
        var text = ""
        for character in words.onOneLine(max: PageLimits.titleMax) {
            if "\\`*[]<>&#|~".contains(character) { text += "\\" }
            text.append(character)
        }
        return text
    }
}

extension String {
    fileprivate func longestRun(of wanted: Character) -> Int {
        var (longest, run) = (0, 0)
        for character in self {
            run = character == wanted ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }
}
