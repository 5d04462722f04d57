import SentryProtocol
import Storage
import Testing

@testable import Scrubbing

/// What tests say in one line.
enum Scrubbed {
    static func scrubber(_ change: (inout ScrubbingSettings) -> Void = { _ in }) throws -> Scrubber {
        var settings = ScrubbingSettings()
        change(&settings)
        return try Scrubber(settings)
    }

    /// The JSON that may be stored, without `_meta`; the same text when nothing changes.
    static func result(
        _ json: String, as subject: ScrubbingSubject = .event, _ change: (inout ScrubbingSettings) -> Void = { _ in }
    ) throws -> String {
        let text = try encoded(json, as: subject, change)
        guard let start = text.range(of: #","_meta":"#) else { return text }
        return String(text[..<start.lowerBound]) + "}"
    }

    /// The JSON that may be stored.
    static func encoded(
        _ json: String, as subject: ScrubbingSubject = .event, _ change: (inout ScrubbingSettings) -> Void = { _ in }
    ) throws -> String {
        let document = try JSONDocument(parsing: Array(json.utf8))
        guard let scrubbed = try scrubber(change).scrub(document, as: subject) else { return json }
        expectPatchedAsParsed(scrubbed)
        return String(decoding: scrubbed.encoded(), as: UTF8.self)
    }

    /// However the document came about, it is the one that parsing gives.
    static func expectPatchedAsParsed(_ scrubbed: ScrubbedDocument) {
        let patched = scrubbed.parsed()
        // Remarks may lie deeper than is read.
        guard let parsed = try? JSONDocument(parsing: scrubbed.encoded()) else { return }
        #expect(patched.bytes == parsed.bytes && patched.end == parsed.end)
        func fields(_ document: JSONDocument) -> [[UInt32]] {
            document.tokens.map { [$0.start, $0.extent, $0.info] }
        }
        #expect(fields(patched) == fields(parsed))
    }

    /// What a text in `extra` becomes.
    static func extra(_ text: String) throws -> String? {
        try value(of: text) {
            "{\"extra\":{\"note\":\($0)}}"
        } at: {
            $0["extra"]?["note"]
        }
    }

    /// What the value of an exception becomes.
    static func exceptionValue(_ text: String) throws -> String? {
        try value(of: text) {
            "{\"exception\":{\"values\":[{\"value\":\($0)}]}}"
        } at: {
            $0["exception"]?["values"]?.elements.first { _ in true }?["value"]
        }
    }

    private static func value(
        of text: String, in json: (String) -> String, at path: (JSONNode) -> JSONNode?
    ) throws -> String? {
        var writer = JSONWriter()
        writer.string(text)
        let output = try encoded(json(writer.text))
        return path(try JSONDocument(parsing: Array(output.utf8)).root)?.string
    }
}

extension String {
    /// Where `other` begins, without Foundation.
    func range(of other: String) -> Range<Index>? {
        var at = startIndex
        while at < endIndex {
            if self[at...].hasPrefix(other) { return at..<index(at, offsetBy: other.count) }
            at = index(after: at)
        }
        return nil
    }
}
