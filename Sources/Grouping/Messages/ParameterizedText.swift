/// A text and what became of its variable parts, for people who ask why two messages count as the same.
public struct ParameterizedText: Sendable, Equatable {
    /// A piece of the text.
    public enum Segment: Sendable, Equatable {
        case kept(String)
        /// A variable part and the name of the pattern that it matched: `int`, `uuid`, `email`, …
        case replaced(String, by: String)
    }

    /// In the order of the text.
    public let segments: [Segment]
    /// True when the text has more lines than the two that count.
    public let isCut: Bool

    /// The part of the text that was looked at.
    public var original: String {
        segments.reduce(into: "") { text, segment in
            switch segment {
            case .kept(let piece), .replaced(let piece, _): text += piece
            }
        }
    }

    /// What enters the hash.
    public var parameterized: String {
        let text = segments.reduce(into: "") { text, segment in
            switch segment {
            case .kept(let piece): text += piece
            case .replaced(_, let name): text += "<" + name + ">"
            }
        }
        return isCut ? text + "..." : text
    }

    /// Parameterises `message` again, with notes.
    init(_ message: String) {
        let (text, isCut) = Parameterizer.firstLines(of: message)
        self.isCut = isCut
        var parameterizer = Parameterizer(text, noting: true)
        parameterizer.run()
        // Where each name stands in what the first pass put out, and how much of the text it replaced.
        var names = (parameterizer.replacements ?? []).map { found in
            let length = found.name.utf8CodeUnitCount + 2
            return (start: found.outputStart, length: length, replaced: found.range.count, name: found.name)
        }
        _ = OpaqueTokens.replaced(parameterizer.output) { range, name in
            names.append((range.lowerBound, range.count, range.count, name))
        }
        names.sort { $0.start < $1.start }
        var segments: [Segment] = []
        var (output, at) = (0, 0)
        for found in names {
            let kept = text[at..<min(text.count, at + found.start - output)]
            if !kept.isEmpty { segments.append(.kept(String(bytes: kept))) }
            at = min(text.count, kept.endIndex + found.replaced)
            segments.append(.replaced(String(bytes: text[kept.endIndex..<at]), by: "\(found.name)"))
            output = found.start + found.length
        }
        if at < text.count { segments.append(.kept(String(bytes: text[at...]))) }
        self.segments = segments
    }
}
