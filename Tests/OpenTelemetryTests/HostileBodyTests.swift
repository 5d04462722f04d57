import SentryProtocol
import Testing

@testable import OpenTelemetry

@Suite("Bodies that mean harm")
struct HostileBodyTests {
    /// A field of a message: number, wire type 2, content.
    private func field(_ number: Int, _ content: [UInt8]) -> [UInt8] {
        varint(UInt64(number) << 3 | 2) + varint(UInt64(content.count)) + content
    }

    private func varint(_ value: UInt64) -> [UInt8] {
        var (value, bytes) = (value, [UInt8]())
        while value >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: value) | 0x80)
            value >>= 7
        }
        return bytes + [UInt8(value)]
    }

    private func spans(_ body: [UInt8]) throws(OTLPError) -> TelemetryPayload {
        try OTLP.spans(in: body, as: .protobuf, at: Body.now)
    }

    /// A request with spans of this content.
    private func request(_ spans: [[UInt8]], resource: [UInt8] = []) -> [UInt8] {
        field(1, field(1, resource) + field(2, spans.flatMap { field(2, $0) }))
    }

    @Test("a body cut anywhere is refused or read, and never more")
    func truncated() throws {
        for name in ["traces", "logs"] {
            let body = try Recorded.body(name + ".bin")
            for length in 0..<body.count {
                let part = Array(body[..<length])
                _ = try? OTLP.spans(in: part, as: .protobuf, at: Body.now)
                _ = try? OTLP.logs(in: part, as: .protobuf, at: Body.now) { Body.traceID }
            }
            let json = try Recorded.body(name + ".json")
            for length in stride(from: 0, to: json.count, by: 7) {
                #expect(throws: OTLPError.self) {
                    try OTLP.spans(in: Array(json[..<length]), as: .json, at: Body.now)
                }
            }
        }
    }

    @Test("a body with any byte changed is refused or read")
    func damaged() throws {
        for (name, format) in [("traces.bin", OTLPFormat.protobuf), ("logs.bin", .protobuf), ("logs.json", .json)] {
            let body = try Recorded.body(name)
            var generator = Seeded(state: 7)
            for _ in 0..<600 {
                var damaged = body
                for _ in 0..<Int.random(in: 1...4, using: &generator) {
                    damaged[Int.random(in: 0..<body.count, using: &generator)] = UInt8.random(
                        in: 0...255, using: &generator)
                }
                for payload in [
                    try? OTLP.spans(in: damaged, as: format, at: Body.now),
                    try? OTLP.logs(in: damaged, as: format, at: Body.now) { Body.traceID },
                ].compactMap(\.self) {
                    _ = try payload.items()
                }
            }
        }
    }

    @Test("values inside values end at a depth, in both formats")
    func depth() throws {
        func nested(_ depth: Int) -> [UInt8] {
            // A value in a list in a value.
            let value = (0..<depth).reduce([UInt8]()) { inner, _ in field(5, field(1, inner)) }
            return request([field(9, field(1, Array("k".utf8)) + field(2, value))])
        }
        #expect(try spans(nested(25)).count == 1)
        #expect(throws: OTLPError.tooDeep) { try spans(nested(40)) }
        #expect(throws: OTLPError.tooDeep) { try spans(nested(1_000)) }

        func nestedJSON(_ depth: Int) -> String {
            let value = (0..<depth).reduce("{}") { inner, _ in #"{"arrayValue":{"values":[\#(inner)]}}"# }
            return #"{"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":[{"key":"k","value":\#(value)}]}]}]}]}"#
        }
        #expect(try Body.spans(nestedJSON(25)).count == 1)
        #expect(throws: OTLPError.tooDeep) { try Body.spans(nestedJSON(100)) }
        #expect(throws: OTLPError.tooDeep) { try Body.spans(nestedJSON(2_000)) }
    }

    @Test("empty messages, of which a few bytes make millions, are counted before they are made")
    func amplification() {
        // A key and a length of nothing, over and over.
        var attributes = [UInt8](repeating: 0, count: 2 * (OTLPLimits.valuesMax + 1))
        for offset in stride(from: 0, to: attributes.count, by: 2) { attributes[offset] = 9 << 3 | 2 }
        #expect(throws: OTLPError.tooManyValues) { try spans(request([attributes])) }
        let empty = [[UInt8]](repeating: [], count: OTLPLimits.valuesMax / OTLPLimits.recordWeight + 1)
        #expect(throws: OTLPError.tooManyValues) { try spans(request(empty)) }
        let json = #"{"resourceSpans":[{"scopeSpans":[{"spans":[\#(String(repeating: "0,", count: 200_000))0]}]}]}"#
        #expect(throws: OTLPError.tooManyValues) { try Body.spans(json) }
    }

    @Test("a large resource is not repeated in every span of a large request")
    func repetition() {
        let value = field(1, [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20))
        let resource = field(1, field(1, Array("k".utf8)) + field(2, value))
        let body = request([[UInt8]](repeating: [], count: 1_000), resource: resource)
        #expect(throws: OTLPError.tooLarge) { try spans(body) }
    }

    @Test("what is no protobuf is refused", arguments: ["{}", "hello", "\u{0}\u{0}", "<xml/>"])
    func noProtobuf(text: String) {
        #expect(throws: OTLPError.self) { try spans(Array(text.utf8)) }
    }

    @Test("fields that we do not know are skipped, and an empty body holds nothing")
    func unknownFields() throws {
        #expect(try spans([]).count == 0)
        let span = field(11, field(2, Array("event".utf8))) + [0x50, 7] + field(99, [1, 2, 3])
        #expect(try spans(request([span])).count == 1)
    }
}

/// SplitMix64, so that a failure can be had again.
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}

@Suite("Answers to refused requests")
struct StatusTests {
    @Test("google.rpc.Status in both formats")
    func status() {
        #expect(
            OTLP.status(code: .invalidArgument, message: "no", as: .json) == Array(#"{"code":3,"message":"no"}"#.utf8))
        #expect(OTLP.status(code: .invalidArgument, message: "no", as: .protobuf) == [0x08, 3, 0x12, 2, 0x6e, 0x6f])
        #expect(StatusCode(httpStatus: 429) == .resourceExhausted)
        #expect(StatusCode(httpStatus: 503) == .unavailable)
    }
}
