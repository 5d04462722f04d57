import SentryProtocol

/// Members that are printed always, as `null` when there is no value; `member` leaves them out instead.
extension JSONWriter {
    mutating func field(_ name: StaticString, _ text: String?) {
        key(name)
        string(text)
    }

    mutating func field(_ name: StaticString, _ value: Bool?) {
        key(name)
        if let value { bool(value) } else { null() }
    }

    mutating func field(_ name: StaticString, _ value: Int?) {
        key(name)
        if let value { integer(value) } else { null() }
    }

    /// `2026-08-01T12:00:00Z`; every date of the API ends in Z (web-api.md §1.1, rule 7).
    mutating func field(_ name: StaticString, _ moment: Timestamp?) { field(name, moment?.iso8601) }

    /// A value that was sent, as it was sent.
    mutating func field(_ name: StaticString, _ node: JSONNode?) {
        key(name)
        if let node { value(node) } else { null() }
    }

    /// A number that clients expect as text.
    mutating func id(_ name: StaticString, _ number: Int64) { field(name, String(number)) }

    mutating func null(_ name: StaticString) {
        key(name)
        null()
    }

    mutating func emptyArray(_ name: StaticString) {
        key(name)
        emptyArray()
    }

    mutating func emptyArray() {
        beginArray()
        endArray()
    }

    mutating func emptyObject(_ name: StaticString) {
        key(name)
        emptyObject()
    }

    mutating func emptyObject() {
        beginObject()
        endObject()
    }

    mutating func strings(_ name: StaticString, _ texts: some Sequence<String>) {
        array(name, texts) { $0.string($1) }
    }

    /// `[["a","1"],["b","2"]]`.
    mutating func pairs(_ name: StaticString, _ pairs: [(key: String, value: String)]) {
        array(name, pairs) { writer, pair in
            writer.array([pair.key, pair.value]) { $0.string($1) }
        }
    }
}
