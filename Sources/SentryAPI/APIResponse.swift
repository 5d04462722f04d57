import SentryProtocol

/// An answer of the API, free of any web framework.
public struct APIResponse: Sendable {
    /// The status code.
    public var status: Int
    /// In the order to be sent.
    public var headers: [(name: String, value: String)]
    /// JSON, a file, or nothing.
    public var body: [UInt8]
    /// What went wrong inside, when the status is 500; for the log.
    public var fault: APIFault?
    /// What was written; for the audit log.
    public var write: APIWrite?
    /// A token was shown that nobody has.
    public var isUnknownToken = false

    /// An answer put together by hand.
    public init(
        status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = [], fault: APIFault? = nil
    ) {
        (self.status, self.headers, self.body, self.fault) = (status, headers, body, fault)
    }

    /// The first header of that name, in any case.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// An error nobody foresaw, and the number that the client was given for it.
public struct APIFault: Sendable {
    /// 32 hex digits.
    public var id: String
    /// What was thrown.
    public var error: any Error
}

extension APIResponse {
    /// One JSON value, printed by `body`.
    static func json(_ status: Int = 200, _ body: (inout JSONWriter) -> Void) -> APIResponse {
        var writer = JSONWriter(reserving: 1024)
        body(&writer)
        return json(status, bytes: writer.bytes)
    }

    /// JSON that is printed already.
    static func json(_ status: Int = 200, bytes: [UInt8]) -> APIResponse {
        APIResponse(status: status, headers: [("Content-Type", "application/json")], body: bytes)
    }

    /// `{"detail": "…"}`, the form of most errors (web-api.md §1.3).
    static func detail(_ status: Int, _ text: String) -> APIResponse {
        json(status) { writer in writer.object { $0.field("detail", text) } }
    }

    /// A file that a stranger sent, to be kept: no browser renders it, whatever is in it.
    static func download(_ bytes: [UInt8], name: String) -> APIResponse {
        APIResponse(
            status: 200,
            headers: [
                ("Content-Type", "application/octet-stream"),
                ("Content-Disposition", ContentDisposition.attachment(named: name)),
                ("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'"),
                ("Cross-Origin-Resource-Policy", "same-origin"),
                ("X-Content-Type-Options", "nosniff"),
            ], body: bytes)
    }

    static let noContent = APIResponse(status: 204)

    func adding(_ name: String, _ value: String) -> APIResponse {
        var response = self
        response.headers.append((name, value))
        return response
    }
}
