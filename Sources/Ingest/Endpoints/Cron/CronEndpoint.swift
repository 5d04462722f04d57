import SentryProtocol
import Storage

/// `/cron/{slug}` and `/cron/{slug}/{key}`: check-ins that `curl` can send (protocol.md §1.10).
struct CronEndpoint: IngestEndpoint {
    let methods = ["GET", "POST"]
    let bodyBytesMax = WireLimits.cronBytesMax
    let category = DataCategory.monitor

    func read(
        _ body: [UInt8], of request: IngestRequest, from sender: Sender, tools: IngestTools, at receivedAt: Timestamp
    ) throws(IngestFailure) -> EndpointStep {
        guard case .cron(let slug, _) = request.path.route else { throw .notFound }
        // A client that always says JSON may still mean the query.
        let isJSON = request.mediaType?.hasPrefix("application/json") == true && !(body.isEmpty && hasStatus(request))
        let payload =
            isJSON ? try CronPayload.json(of: body, slug: slug) : try CronPayload.json(of: request.query, slug)
        var builder = EnvelopeBuilder()
        builder.add(.checkIn, payload: payload)
        do { return .store(try builder.checkedEnvelope()) } catch { throw .envelope(error) }
    }

    private func hasStatus(_ request: IngestRequest) -> Bool { request.query["status"] != nil }

    func reply(to answer: IngestAnswer, _ request: IngestRequest) -> IngestReply { .empty(202) }

    func reply(to failure: IngestFailure, _ request: IngestRequest) -> IngestReply {
        failure.reply(whenLimited: .empty(202))
    }
}

/// The check-in that a request describes, as SDKs would send it (protocol.md §5.8).
enum CronPayload {
    /// Of a JSON body, with the slug of the path. Syntax is 400, a field of the wrong type 422.
    static func json(of body: [UInt8], slug: String) throws(IngestFailure) -> [UInt8] {
        let root: JSONNode
        do { root = try JSONDocument(parsing: body).root } catch {
            throw .refused(status: 400, detail: "invalid JSON data: \(error.description)")
        }
        if let field = wrongField(root) {
            throw .refused(status: 422, detail: "invalid check-in", causes: [field])
        }
        var writer = JSONWriter(reserving: body.count + 64)
        writer.object { writer in
            writer.member("monitor_slug", slug)
            for (name, value) in root.members where !name.equals("monitor_slug") {
                writer.key(name)
                writer.value(value)
            }
        }
        return writer.bytes
    }

    /// What is wrong with a body's shape.
    private static func wrongField(_ root: JSONNode) -> String? {
        guard root.kind == .object else { return "not a JSON object" }
        guard root["status"]?.kind == .string else { return "`status` is missing or no string" }
        for (name, value) in root.members where !value.isNull {
            switch name {
            case "check_in_id":
                if value.string.flatMap({ EventID(hex: $0) }) == nil { return "`check_in_id` is no UUID" }
            case "duration": if value.double == nil { return "`duration` is no number" }
            case "environment": if value.string == nil { return "`environment` is no string" }
            case "monitor_config": if value.kind != .object { return "`monitor_config` is no object" }
            default: break
            }
        }
        return nil
    }

    /// Of a query; `status` must be there.
    static func json(of query: QueryString, _ slug: String) throws(IngestFailure) -> [UInt8] {
        guard let status = query["status"], !status.isEmpty else { throw refused("missing field `status`") }
        let id = query["check_in_id"].flatMap { EventID(hex: $0) }
        if query["check_in_id"] != nil, id == nil { throw refused("`check_in_id` is no UUID") }
        let duration = query["duration"].flatMap { Double($0) }
        if query["duration"] != nil, duration?.isFinite != true { throw refused("`duration` is no number") }

        var writer = JSONWriter()
        writer.object { writer in
            writer.member("monitor_slug", slug)
            writer.member("check_in_id", id?.hex)
            writer.member("status", status)
            writer.member("environment", query["environment"])
            if let duration {
                writer.key("duration")
                writer.double(duration)
            }
        }
        return writer.bytes
    }

    private static func refused(_ cause: String) -> IngestFailure {
        .refused(status: 400, detail: "invalid query", causes: [cause])
    }
}
