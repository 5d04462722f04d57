import SentryProtocol

/// Prints `{"version":2,…,"items":[…]}` (protocol.md §5.10) and keeps it within its bound.
struct ContainerPrinter {
    private var writer = JSONWriter(reserving: 16 * 1024)
    private var count = 0

    init() {
        writer.beginObject()
        writer.member("version", 2)
        // Exporters run on servers: neither their address nor their user agent are those of a user.
        writer.object("ingest_settings") { writer in
            writer.member("infer_ip", "never")
            writer.member("infer_user_agent", "never")
        }
        writer.key("items")
        writer.beginArray()
    }

    mutating func item(_ body: (inout JSONWriter) -> Void) throws(OTLPError) {
        writer.object(body)
        count += 1
        guard writer.bytes.count <= OTLPLimits.payloadBytesMax else { throw .tooLarge }
    }

    /// Closes the container; nothing can be added to it after that.
    mutating func finish() -> TelemetryPayload {
        writer.endArray()
        writer.endObject()
        return TelemetryPayload(bytes: writer.bytes, count: count)
    }
}
