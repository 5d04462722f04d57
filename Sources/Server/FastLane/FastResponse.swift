import HTTPTypes
import Ingest
import SentryProtocol

/// Heads of answers, with everything that the routes and the web framework would have added.
enum FastResponse {
    private static let common: HTTPFields = {
        var fields: HTTPFields = [.server: "culprit"]
        for field in CrossOrigin.fields { fields.append(field) }
        return fields
    }()

    static func head(of reply: IngestReply, at now: Timestamp, isLast: Bool) -> HTTPResponse {
        var fields = common
        fields.append(HTTPField(name: .date, value: HTTPDate.text(at: now)))
        if let type = reply.contentType { fields.append(HTTPField(name: .contentType, value: type)) }
        fields.append(HTTPField(name: .contentLength, value: String(reply.body.count)))
        for header in reply.headers {
            guard let name = HTTPField.Name(header.name) else { continue }
            fields.append(HTTPField(name: name, value: header.value))
        }
        if isLast { fields.append(HTTPField(name: .connection, value: "close")) }
        return HTTPResponse(status: .init(code: reply.status), headerFields: fields)
    }
}
