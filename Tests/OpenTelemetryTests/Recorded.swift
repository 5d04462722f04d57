import SentryProtocol
import Testing

@testable import OpenTelemetry

/// What OpenTelemetry's own exporters for Python sent: the same records as protobuf and as JSON.
enum Recorded {
    static func body(_ name: String) throws -> [UInt8] {
        let here = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
        return try Bytes.read((here + ["Fixtures", "otlp", name[...]]).joined(separator: "/"))
    }
}

extension TelemetryPayload {
    /// The entries, as whoever stores them reads them.
    func items() throws -> [JSONNode] {
        let root = try JSONDocument(parsing: bytes).root
        let items = try #require(root["items"])
        #expect(items.count == count)
        #expect(root["version"]?.integer == 2)
        #expect(root["ingest_settings"]?["infer_ip"]?.string == "never")
        return Array(items.elements)
    }
}

extension JSONNode {
    /// The value of an attribute as JSON text, and its type: `"a" string`.
    func attribute(_ key: String) -> String? {
        guard let attribute = self["attributes"]?.member(named: key) else { return nil }
        return "\(attribute["value"]?.sourceText ?? "") \(attribute["type"]?.string ?? "")"
    }

    func text(_ key: String) -> String? { member(named: key)?.sourceText }
}

/// Bodies in a form that is short to write.
enum Body {
    static let now = Timestamp(seconds: 1_790_848_800)
    static let traceID = TraceID(high: 0xaa, low: 0xbb)

    static func spans(_ text: String, as format: OTLPFormat = .json) throws -> [JSONNode] {
        try OTLP.spans(in: Array(text.utf8), as: format, at: now).items()
    }

    /// The one span with these members in a request without a resource.
    static func span(_ members: String, resource: String = "") throws -> JSONNode {
        let spans = try spans(
            """
            {"resourceSpans":[{"resource":{"attributes":[\(resource)]},"scopeSpans":[{"spans":[{\(members)}]}]}]}
            """)
        return try #require(spans.first)
    }

    static func log(_ members: String, resource: String = "") throws -> JSONNode {
        let body = """
            {"resourceLogs":[{"resource":{"attributes":[\(resource)]},"scopeLogs":[{"logRecords":[{\(members)}]}]}]}
            """
        let payload = try OTLP.logs(in: Array(body.utf8), as: .json, at: now) { traceID }
        return try #require(try payload.items().first)
    }
}
