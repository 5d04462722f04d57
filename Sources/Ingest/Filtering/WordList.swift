/// Many words looked for in a text at once, without regard to ASCII case.
struct WordList: Sendable {
    /// Of a text that is searched.
    static let textBytesMax = 8192

    /// Lower-case words by their first byte.
    private let lists: [[[UInt8]]]

    init(_ words: [String]) {
        var lists = [[[UInt8]]](repeating: [], count: 256)
        for word in words {
            let bytes = Self.prepare(word)
            if let first = bytes.first { lists[Int(first)].append(bytes) }
        }
        self.lists = lists
    }

    /// Whether a word stands anywhere in `text`, which must come from `WordList.prepare`.
    func occur(in text: [UInt8]) -> Bool {
        for start in text.indices {
            let words = lists[Int(text[start])]
            if !words.isEmpty, words.contains(where: { Self.stands($0, in: text, at: start) }) { return true }
        }
        return false
    }

    /// Whether `text` begins with a word.
    func begin(_ text: [UInt8]) -> Bool {
        guard let first = text.first else { return false }
        return lists[Int(first)].contains { Self.stands($0, in: text, at: 0) }
    }

    static func prepare(_ text: String) -> [UInt8] {
        text.utf8.prefix(textBytesMax).map { $0 &- UInt8(ascii: "A") < 26 ? $0 | 0x20 : $0 }
    }

    private static func stands(_ word: [UInt8], in text: [UInt8], at start: Int) -> Bool {
        guard word.count <= text.count - start else { return false }
        for offset in word.indices where text[start + offset] != word[offset] { return false }
        return true
    }
}
