import SentryProtocol
import SwiftProtobuf

/// OpenTelemetry's two signals, as the containers that Sentry's own SDKs would send in their place (protocol.md §5.17):
/// what comes after needs to know nothing of OpenTelemetry.
public enum OTLP {
    /// The body of `…/v1/traces` as the payload of a span container of the second version.
    public static func spans(
        in body: [UInt8], as format: OTLPFormat, at receivedAt: Timestamp
    ) throws(OTLPError) -> TelemetryPayload {
        let groups =
            switch format {
            case .json: try JSONReading.spans(in: body)
            case .protobuf: try ProtobufReading.spans(in: body)
            }
        let printer = SpanPrinter(receivedAt: receivedAt)
        var container = ContainerPrinter()
        for group in groups { try printer.print(group, into: &container) }
        return container.finish()
    }

    /// The body of `…/v1/logs` as the payload of a log container. Entries of no trace get one of `missingTraceID` each.
    public static func logs(
        in body: [UInt8], as format: OTLPFormat, at receivedAt: Timestamp, missingTraceID: @escaping () -> TraceID
    ) throws(OTLPError) -> TelemetryPayload {
        let groups =
            switch format {
            case .json: try JSONReading.logs(in: body)
            case .protobuf: try ProtobufReading.logs(in: body)
            }
        let printer = LogPrinter(receivedAt: receivedAt, missingTraceID: missingTraceID)
        var container = ContainerPrinter()
        for group in groups { try printer.print(group, into: &container) }
        return container.finish()
    }

    /// `google.rpc.Status`, what a refused request is answered with.
    public static func status(code: StatusCode, message: String, as format: OTLPFormat) -> [UInt8] {
        switch format {
        case .json:
            var writer = JSONWriter()
            writer.object { writer in
                writer.member("code", Int(code.rawValue))
                writer.member("message", message)
            }
            return writer.bytes
        case .protobuf:
            var status = OTLPRequestStatus()
            status.code = code.rawValue
            status.message = message
            // Of two scalars nothing can fail.
            return (try? status.serializedBytes()) ?? []
        }
    }
}

/// The two forms of a body.
public enum OTLPFormat: Sendable {
    case json, protobuf

    /// Nil for every type but the two; parameters must be gone.
    public init?(mediaType: String) {
        switch mediaType {
        case "application/json": self = .json
        case "application/x-protobuf", "application/protobuf": self = .protobuf
        default: return nil
        }
    }

    public var mediaType: String { self == .json ? "application/json" : "application/x-protobuf" }

    /// A response that has nothing to say.
    public var emptyResponse: [UInt8] { self == .json ? Array("{}".utf8) : [] }
}

/// The codes of `google.rpc.Status` that an ingest request may be refused with.
public enum StatusCode: Int32, Sendable {
    case invalidArgument = 3
    case notFound = 5
    case permissionDenied = 7
    case resourceExhausted = 8
    case unimplemented = 12
    case `internal` = 13
    case unavailable = 14
    case unauthenticated = 16

    /// The code that goes with an HTTP status.
    public init(httpStatus: Int) {
        switch httpStatus {
        case 401: self = .unauthenticated
        case 403: self = .permissionDenied
        case 404: self = .notFound
        case 405: self = .unimplemented
        case 413, 429: self = .resourceExhausted
        case 503: self = .unavailable
        case 500...: self = .internal
        default: self = .invalidArgument
        }
    }
}

/// The payload of a container item, and how many entries it holds.
public struct TelemetryPayload: Sendable {
    public let bytes: [UInt8]
    public let count: Int
}
