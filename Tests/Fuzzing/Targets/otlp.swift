import OpenTelemetry
import SentryProtocol

/// The first byte chooses signal and format. What comes out is a container that can be read.
func fuzz(_ bytes: [UInt8]) {
    guard let first = bytes.first else { return }
    let body = Array(bytes.dropFirst())
    let format: OTLPFormat = first & 1 == 0 ? .json : .protobuf
    let received = Timestamp(microseconds: 1_790_000_000_000_000)
    let payload =
        first & 2 == 0
        ? try? OTLP.spans(in: body, as: format, at: received)
        : try? OTLP.logs(in: body, as: format, at: received) { TraceID(high: 1, low: 2) }
    guard let payload else { return }
    guard let container = try? JSONDocument(parsing: payload.bytes) else { return claim(false, "no JSON") }
    claim(container.root["items"]?.count == payload.count, "a count that is not that of the items")
}
