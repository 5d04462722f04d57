import SentryProtocol

extension JSONDocument {
    /// An object that a provider sent, bounded.
    static func object(_ bytes: [UInt8], bytesMax: Int) throws(OpenIDError) -> JSONNode {
        guard bytes.count <= bytesMax,
            let document = try? JSONDocument(parsing: bytes, depthMax: OpenIDLimits.depthMax),
            document.root.kind == .object
        else { throw .unreadable }
        return document.root
    }
}

extension JSONNode {
    /// A member that is a text of sensible length, not empty.
    func text(_ name: StaticString) -> String? {
        guard let text = self[name]?.string, !text.isEmpty, text.utf8.count <= OpenIDLimits.textBytesMax else {
            return nil
        }
        return text
    }

    func requiredText(_ name: StaticString) throws(OpenIDError) -> String {
        guard let text = text(name) else { throw .missing("\(name)") }
        return text
    }

    /// A list of texts, or a single one in its place.
    func texts(_ name: StaticString, max: Int) -> [String] { self[name]?.texts(max: max) ?? [] }

    func texts(max: Int) -> [String] {
        if let single = string { return [single] }
        return elements.prefix(max).compactMap(\.string)
    }

    /// A moment in whole or broken seconds since 1970, inside the calendar.
    func moment(_ name: StaticString) -> Timestamp? {
        guard let seconds = self[name]?.double, seconds >= 0, seconds < 253_402_300_800 else { return nil }
        return Timestamp(seconds: Int64(seconds))
    }
}
