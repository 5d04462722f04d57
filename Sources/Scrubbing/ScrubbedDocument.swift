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
    public func encoded() -> [UInt8] {
        var output: [UInt8] = []
        appendEncoded(to: &output)
        return output
    }

    /// Appends what `encoded()` returns.
    public func appendEncoded(to output: inout [UInt8]) {
        document.bytes.withUnsafeBufferPointer { bytes in
            document.tokens.withUnsafeBufferPointer { tokens in
                let splicer = Splicer(bytes: bytes, tokens: tokens, edits: edits)
                let root = Int(tokens[0].start) - (tokens[0].tag == TokenTag.string ? 1 : 0)..<document.end
                output.reserveCapacity(output.count + root.count + 256)
                guard hasRemarks, tokens[0].tag == TokenTag.object else { return splicer.append(root, to: &output) }
                splicer.appendWithRemarks(root, to: &output)
            }
        }
    }

    /// What `node`, one of this document's, now says; nil when it is as it was.
    public func replacement(of node: JSONNode) -> JSONDocument? {
        let json: [UInt8]? = document.bytes.withUnsafeBufferPointer { bytes in
            document.tokens.withUnsafeBufferPointer { tokens in
                let range = TokenRange.range(of: node.index, in: tokens, bytes)
                let splicer = Splicer(bytes: bytes, tokens: tokens, edits: edits)
                guard splicer.touches(range) else { return nil }
                var output: [UInt8] = []
                splicer.append(range, to: &output)
                return output
            }
        }
        return json.flatMap { try? JSONDocument(parsing: $0) }
    }

    /// The text that `node` now is; nil when it is as it was or is no text any more.
    public func replacementText(of node: JSONNode) -> String? { replacement(of: node)?.root.string }
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

    func touches(_ range: Range<Int>) -> Bool {
        let index = firstEdit(endingAfter: range.lowerBound)
        return index < edits.count && edits[index].range.lowerBound < range.upperBound
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
