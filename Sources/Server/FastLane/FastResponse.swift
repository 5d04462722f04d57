import HTTPTypes
import Ingest

/// Heads of answers, with everything that the routes and the web framework would have added.
enum FastResponse {
    private static let common: HTTPFields = {
        var fields: HTTPFields = [.server: "culprit"]
        for field in CrossOrigin.fields { fields.append(field) }
        return fields
    }()

    static func head(of reply: IngestReply) -> HTTPResponse {
        var fields = common
        if let type = reply.contentType { fields.append(HTTPField(name: .contentType, value: type)) }
        fields.append(HTTPField(name: .contentLength, value: String(reply.body.count)))
        for header in reply.headers {
            guard let name = HTTPField.Name(header.name) else { continue }
            fields.append(HTTPField(name: name, value: header.value))
        }
        return HTTPResponse(status: .init(code: reply.status), headerFields: fields)
    }
}
