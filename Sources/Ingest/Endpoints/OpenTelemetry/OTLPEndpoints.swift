import OpenTelemetry
import SentryProtocol
import Storage

/// `/integration/otlp/v1/traces`: spans of OpenTelemetry, which go the way of Sentry's own (protocol.md §5.17).
struct OTLPTracesEndpoint: IngestEndpoint {
    let methods = ["POST"]
    let bodyBytesMax = WireLimits.integrationBytesMax
    let category = DataCategory.span

    func answer(_ request: IngestRequest) -> IngestReply? { OTLPExchange.refusal(of: request) }

    func read(
        _ body: [UInt8], of request: IngestRequest, from sender: Sender, tools: IngestTools, at receivedAt: Timestamp
    ) throws(IngestFailure) -> EndpointStep {
        let payload: TelemetryPayload
        do throws(OTLPError) {
            payload = try OTLP.spans(in: body, as: OTLPExchange.format(of: request), at: receivedAt)
        } catch { throw OTLPExchange.failure(error) }
        guard payload.count > 0 else { return .reply(OTLPExchange.success(request)) }
        return .store(.spans(payload.bytes, count: payload.count))
    }

    func reply(to answer: IngestAnswer, _ request: IngestRequest) -> IngestReply { OTLPExchange.success(request) }

    func reply(to failure: IngestFailure, _ request: IngestRequest) -> IngestReply {
        OTLPExchange.reply(to: failure, request)
    }
}

/// `/integration/otlp/v1/logs`: log entries of OpenTelemetry.
struct OTLPLogsEndpoint: IngestEndpoint {
    let methods = ["POST"]
    let bodyBytesMax = WireLimits.integrationBytesMax
    let category = DataCategory.logItem

    func answer(_ request: IngestRequest) -> IngestReply? { OTLPExchange.refusal(of: request) }

    func read(
        _ body: [UInt8], of request: IngestRequest, from sender: Sender, tools: IngestTools, at receivedAt: Timestamp
    ) throws(IngestFailure) -> EndpointStep {
        let payload: TelemetryPayload
        var traceIDs = DerivedTraceIDs(of: body)
        do throws(OTLPError) {
            payload = try OTLP.logs(in: body, as: OTLPExchange.format(of: request), at: receivedAt) { traceIDs.next() }
        } catch { throw OTLPExchange.failure(error) }
        guard payload.count > 0 else { return .reply(OTLPExchange.success(request)) }
        return .store(.logs(payload.bytes, count: payload.count))
    }

    func reply(to answer: IngestAnswer, _ request: IngestRequest) -> IngestReply { OTLPExchange.success(request) }

    func reply(to failure: IngestFailure, _ request: IngestRequest) -> IngestReply {
        OTLPExchange.reply(to: failure, request)
    }
}

/// What both signals say over HTTP: answers come in the format of the request.
private enum OTLPExchange {
    /// JSON where the type is none of the two; such requests are refused in it.
    static func format(of request: IngestRequest) -> OTLPFormat {
        request.mediaType.flatMap(OTLPFormat.init) ?? .json
    }

    /// 415 for every type but the two.
    static func refusal(of request: IngestRequest) -> IngestReply? {
        if let type = request.mediaType, OTLPFormat(mediaType: type) != nil { return nil }
        let failure = IngestFailure.refused(
            status: 415, detail: "unsupported media type: application/x-protobuf or application/json is expected")
        return reply(to: failure, request)
    }

    static func success(_ request: IngestRequest) -> IngestReply {
        let format = format(of: request)
        return IngestReply(status: 200, contentType: format.mediaType, body: format.emptyResponse)
    }

    static func failure(_ error: OTLPError) -> IngestFailure {
        .refused(status: error.isTooLarge ? 413 : 400, detail: error.detail)
    }

    /// `google.rpc.Status`, with the headers that every failure has.
    static func reply(to failure: IngestFailure, _ request: IngestRequest) -> IngestReply {
        let format = format(of: request)
        var reply = failure.reply
        reply.contentType = format.mediaType
        reply.body = OTLP.status(
            code: StatusCode(httpStatus: failure.status),
            message: ([failure.detail] + failure.causes).joined(separator: ": "), as: format)
        return reply
    }
}
