import HTTPTypes
import Hummingbird
import Ingest
import NIOCore

extension Response {
    /// An ingest answer in the web framework's words.
    init(_ reply: IngestReply) {
        var headers = HTTPFields()
        headers.reserveCapacity(reply.headers.count + 6)
        if let type = reply.contentType { headers[.contentType] = type }
        for header in reply.headers {
            guard let name = HTTPField.Name(header.name) else { continue }
            headers.append(HTTPField(name: name, value: header.value))
        }
        self.init(
            status: .init(code: reply.status), headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: reply.body)))
    }
}

extension HTTPField.Name {
    // SAFETY: constants; each is a valid field name.
    static let xSentryAuth = Self("X-Sentry-Auth")!
    static let crossOriginResourcePolicy = Self("Cross-Origin-Resource-Policy")!
    static let referrerPolicy = Self("Referrer-Policy")!
}
