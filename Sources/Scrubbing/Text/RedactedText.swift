/// A text in the making: what stays, and what stands in place of what was taken out. Later rules see only what stays.
struct RedactedText {
    enum Chunk {
        case text([UInt8])
        case redaction([UInt8], rule: String, kind: Remark.Kind)
    }

    private(set) var chunks: [Chunk]
    /// Of the text as it was sent, in characters.
    let originalLength: Int

    init(_ text: [UInt8]) {
        chunks = [.text(text)]
        originalLength = Self.characters(of: text)
    }

    /// Whether anything was taken out.
    var isChanged: Bool {
        chunks.contains { if case .redaction = $0 { true } else { false } }
    }

    /// Takes out what `find` finds in what is still there.
    mutating func redact(_ find: (UnsafeBufferPointer<UInt8>) -> [Match]) {
        replace { text in
            find(text).map { Replacement($0.lower..<$0.upper, $0.replacement, rule: $0.rule.text, kind: $0.rule.kind) }
        }
    }

    /// A part of one chunk and what comes in its place.
    struct Replacement {
        let range: Range<Int>
        let bytes: [UInt8]
        let rule: String
        let kind: Remark.Kind

        init(_ range: Range<Int>, _ bytes: [UInt8], rule: String, kind: Remark.Kind) {
            (self.range, self.bytes, self.rule, self.kind) = (range, bytes, rule, kind)
        }
    }

    /// Replacements are in order and do not overlap.
    mutating func replace(_ find: (UnsafeBufferPointer<UInt8>) -> [Replacement]) {
        var output: [Chunk] = []
        output.reserveCapacity(chunks.count)
        for chunk in chunks {
            guard case .text(let text) = chunk else {
                output.append(chunk)
                continue
            }
            let replacements = text.withUnsafeBufferPointer(find)
            if replacements.isEmpty {
                output.append(chunk)
                continue
            }
            var gap = 0
            for replacement in replacements {
                if replacement.range.lowerBound > gap {
                    output.append(.text(Array(text[gap..<replacement.range.lowerBound])))
                }
                output.append(.redaction(replacement.bytes, rule: replacement.rule, kind: replacement.kind))
                gap = replacement.range.upperBound
            }
            if gap < text.count { output.append(.text(Array(text[gap...]))) }
        }
        chunks = output
    }

    /// The whole text as it is now.
    var bytes: [UInt8] {
        chunks.flatMap { chunk in
            switch chunk {
            case .text(let bytes), .redaction(let bytes, _, _): bytes
            }
        }
    }

    /// One for each redaction, with its place in the new text.
    var remarks: [Remark] {
        var position = 0
        var remarks: [Remark] = []
        for chunk in chunks {
            switch chunk {
            case .text(let bytes): position += Self.characters(of: bytes)
            case .redaction(let bytes, let rule, let kind):
                let end = position + Self.characters(of: bytes)
                remarks.append(Remark(rule: rule, kind: kind, range: position..<end))
                position = end
            }
        }
        return remarks
    }

    private static func characters(of text: [UInt8]) -> Int {
        text.reduce(0) { $0 + ($1 & 0xC0 == 0x80 ? 0 : 1) }
    }
}
