import HTTPTypes
import Ingest
import NIOCore
import NIOHTTP1
import SentryProtocol

/// Heads of answers, with everything that the routes and the web framework would have added.
enum FastResponse {
    private static let common = HTTPHeaders(
        [("Server", "culprit")] + CrossOrigin.fields.map { ($0.name.rawName, $0.value) })

    static func head(of reply: IngestReply, at now: Timestamp, isLast: Bool) -> HTTPResponseHead {
        var headers = common
        headers.reserveCapacity(16)
        headers.add(name: "Date", value: HTTPDate.text(at: now))
        if let type = reply.contentType { headers.add(name: "Content-Type", value: type) }
        headers.add(name: "Content-Length", value: String(reply.body.count))
        for header in reply.headers { headers.add(name: header.name, value: header.value) }
        if isLast { headers.add(name: "Connection", value: "close") }
        return HTTPResponseHead(version: .http1_1, status: .init(statusCode: reply.status), headers: headers)
    }

    /// The whole of an answer that says nothing but 200 and `body`, JSON, as it goes over the wire: nearly every answer.
    static func bytes(of body: [UInt8], at now: Timestamp, _ allocator: ByteBufferAllocator) -> ByteBuffer {
        var buffer = allocator.buffer(capacity: commonBytes.count + 96 + body.count)
        buffer.writeBytes(commonBytes)
        buffer.writeString(HTTPDate.text(at: now))
        buffer.writeStaticString("\r\nContent-Length: ")
        buffer.writeString(String(body.count))
        buffer.writeStaticString("\r\n\r\n")
        buffer.writeBytes(body)
        return buffer
    }

    private static let commonBytes = Array(
        ("HTTP/1.1 200 OK\r\n" + common.map { "\($0.name): \($0.value)\r\n" }.joined()
            + "Content-Type: \(EnvelopeIntake.contentType)\r\nDate: ").utf8)
}
