import SentryProtocol

/// A document and what must be changed in it before anyone reads or stores it.
public struct ScrubbedDocument: Sendable {
    /// One value that changes.
    public struct Change: Sendable {
        /// The value's own bytes in the document.
        public let range: Range<Int>
        /// What stands there instead, as JSON.
        public let replacement: [UInt8]
        /// What pages say about it.
        public let remarks: [Remark]
    }

    let document: JSONDocument
    /// In the order of the bytes, without overlaps.
    let edits: [Edit]
    let hasRemarks: Bool

    /// Everything that changes, in the order of the bytes.
    public var changes: [Change] {
        edits.map { Change(range: $0.range, replacement: $0.json, remarks: $0.remarks) }
    }

    /// The whole document as it may be stored; payloads of events also say in `_meta` what was done.
    public func encoded() -> [UInt8] { encoded(saying: hasRemarks) }

    private func encoded(saying remarks: Bool) -> [UInt8] {
        document.bytes.withUnsafeBufferPointer { bytes in
            document.tokens.withUnsafeBufferPointer { tokens in
                var output: [UInt8] = []
                let splicer = Splicer(bytes: bytes, tokens: tokens, edits: edits)
                let root = Int(tokens[0].start) - (tokens[0].tag == TokenTag.string ? 1 : 0)..<document.end
                output.reserveCapacity(root.count + 256)
                if remarks, tokens[0].tag == TokenTag.object {
                    splicer.appendWithRemarks(root, to: &output)
                } else {
                    splicer.append(root, to: &output)
                }
                return output
            }
        }
    }

    /// What `encoded()` returns, parsed. Mostly without parsing it: texts take the place of texts.
    ///
    /// Remarks that would make it too deep are left out.
    public func parsed() -> JSONDocument {
        if let patched { return patched }
        for remarks in [hasRemarks, false] {
            let parsed = try? JSONDocument(parsing: encoded(saying: remarks))
            if let parsed, parsed.root.kind == document.root.kind { return parsed }
        }
        // What was spliced together from JSON is JSON; if it ever were not, nothing may pass.
        return .emptyObject
    }

    /// Nil when more than scalars changes, and when remarks have to be merged with others.
    private var patched: JSONDocument? {
        var remarks: [UInt8]?
        if hasRemarks {
            let (hasOthers, json) = document.bytes.withUnsafeBufferPointer { bytes in
                document.tokens.withUnsafeBufferPointer { tokens in
                    Splicer(bytes: bytes, tokens: tokens, edits: edits).remarks()
                }
            }
            if hasOthers { return nil }
            remarks = json
        }
        let replacements = edits.map { JSONDocument.Replacement(token: $0.token, json: $0.json) }
        return document.replacing(replacements, adding: remarks.map { ("_meta", $0) })
    }
}

/// Puts edits in their places.
struct Splicer {
    let bytes: UnsafeBufferPointer<UInt8>
    let tokens: UnsafeBufferPointer<JSONToken>
    let edits: [Edit]

    /// Index of the first edit that ends behind `offset`.
    func firstEdit(endingAfter offset: Int) -> Int {
        var (low, high) = (0, edits.count)
        while low < high {
            let middle = (low + high) / 2
            if edits[middle].range.upperBound > offset { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// The bytes of `range` with its edits; nothing but `null` is left of what lies inside a replaced value.
    func append(_ range: Range<Int>, to output: inout [UInt8]) {
        var at = range.lowerBound
        var index = firstEdit(endingAfter: at)
        while index < edits.count, edits[index].range.lowerBound < range.upperBound {
            let edit = edits[index]
            if edit.range.lowerBound < range.lowerBound { return output.append(contentsOf: "null".utf8) }
            output.append(contentsOf: bytes[at..<edit.range.lowerBound])
            output.append(contentsOf: edit.json)
            at = edit.range.upperBound
            index += 1
        }
        if at < range.upperBound { output.append(contentsOf: bytes[at..<range.upperBound]) }
    }
}
