import SentryProtocol

/// The tags of an event by key, as `EventTags.sorted` has them: their keys are compared as words of bytes instead of as
/// texts. Numbers: `Bench` scenario `event/facts`.
struct KeyedTags {
    private struct Entry {
        let words: KeyWords
        /// Index of the tag.
        let place: Int
    }

    private var tags: [Tag] = []
    private var entries: [Entry] = []
    private var isASCII = true

    /// Nil when a key is not ASCII: then words tell neither what is equal nor what comes first.
    init?(_ event: Event) {
        tags.reserveCapacity(32)
        entries.reserveCapacity(32)
        EventTags.each(of: event) { key, value in add(key, value) }
        guard isASCII else { return nil }
        let list = tags
        entries.sort { one, other in
            one.words.stands(before: other.words) ?? (list[one.place].key < list[other.place].key)
        }
    }

    private mutating func add(_ key: String, _ value: String) {
        let words = KeyWords(key)
        isASCII = isASCII && words.isASCII
        for entry in entries where entry.words == words {
            if words.isWhole || tags[entry.place].key == key { return }
        }
        entries.append(Entry(words: words, place: tags.count))
        tags.append(Tag(key: key, value: value))
    }

    func each(_ body: (Tag, KeyWords) -> Void) {
        for entry in entries { body(tags[entry.place], entry.words) }
    }
}

/// A key as two words, in the order of texts: its first sixteen bytes, the very first in the highest place.
struct KeyWords: Equatable {
    private let first: UInt64
    private let second: UInt64
    let count: Int
    let isASCII: Bool

    /// Of longer keys the rest is not in the words.
    static let bytesMax = 16

    /// Whether the words say it all.
    var isWhole: Bool { count <= Self.bytesMax }

    init(_ key: String) {
        var (first, second, seen): (UInt64, UInt64, UInt8) = (0, 0, 0)
        var key = key
        let count = key.withUTF8 { bytes in
            for offset in 0..<bytes.count {
                let byte = bytes[offset]
                seen |= byte
                if offset < 8 {
                    first |= UInt64(byte) &<< UInt64(56 - 8 * offset)
                } else if offset < 16 {
                    second |= UInt64(byte) &<< UInt64(120 - 8 * offset)
                }
            }
            return bytes.count
        }
        (self.first, self.second, self.count, isASCII) = (first, second, count, seen < 0x80)
    }

    /// Whether it comes before another, both being ASCII; nil when that is not in the words.
    func stands(before other: KeyWords) -> Bool? {
        if first != other.first { return first < other.first }
        if second != other.second { return second < other.second }
        return isWhole || other.isWhole ? count < other.count : nil
    }
}

/// The numbers of known keys.
struct KeyNumbers: Sendable {
    private struct Known {
        let words: KeyWords
        let number: UInt8
    }

    /// By length.
    private let known: [Known]
    /// Where the keys of each length begin, and where the last end.
    private let starts: [Int]

    /// Numbers them from 1, in the order given. None is longer than words can say.
    init(_ names: [String]) {
        var lists: [[Known]] = Array(repeating: [], count: KeyWords.bytesMax + 1)
        for (index, name) in names.enumerated() {
            let words = KeyWords(name)
            precondition(words.isWhole, "a key of one byte is too long: \(name)")
            lists[words.count].append(Known(words: words, number: UInt8(index + 1)))
        }
        var starts = [0]
        for list in lists { starts.append(starts[starts.count - 1] + list.count) }
        self.starts = starts
        known = lists.flatMap { $0 }
    }

    subscript(key: KeyWords) -> UInt8? {
        guard key.isWhole else { return nil }
        for index in starts[key.count]..<starts[key.count + 1] where known[index].words == key {
            return known[index].number
        }
        return nil
    }
}
