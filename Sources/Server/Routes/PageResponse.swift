import Compression
import HTTPTypes
import Hummingbird
import NIOCore
import SentryProtocol

/// What every page is sent with (ui.md §2).
enum PageResponse {
    private static let policy = [
        "default-src 'none'", "script-src 'self'", "style-src 'self'", "img-src 'self' data:", "connect-src 'self'",
        "form-action 'self'", "base-uri 'none'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    /// A page as HTML, packed when the browser takes that.
    static func html(_ bytes: [UInt8], status: HTTPResponse.Status = .ok, to request: Request) -> Response {
        secured(content(bytes, type: "text/html; charset=utf-8", status: status, to: request))
    }

    /// Text that a page links to: an event as JSON.
    static func file(_ bytes: [UInt8], type: String, to request: Request) -> Response {
        secured(content(bytes, type: type, status: .ok, to: request))
    }

    /// A file that a stranger sent, to be kept: no browser renders it, whatever is in it.
    static func download(_ bytes: [UInt8], name: String) -> Response {
        var response = Response(
            status: .ok,
            headers: [
                .contentType: "application/octet-stream",
                .contentDisposition: ContentDisposition.attachment(named: name),
            ], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
        fence(&response)
        return response
    }

    /// A picture that a stranger sent, of a kind that holds no script.
    static func picture(_ bytes: [UInt8], type: String) -> Response {
        var response = Response(
            status: .ok, headers: [.contentType: type], body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
        fence(&response)
        return response
    }

    /// Nothing in it may run, load or be framed, even when somebody opens it by its address.
    private static func fence(_ response: inout Response) {
        response = secured(response)
        response.headers[.contentSecurityPolicy] = "default-src 'none'; sandbox; frame-ancestors 'none'"
        if let name = HTTPField.Name("Cross-Origin-Resource-Policy") { response.headers[name] = "same-origin" }
    }

    /// To another page of ours, after a form.
    static func redirect(to path: String) -> Response {
        secured(Response(status: .seeOther, headers: [.location: path]))
    }

    private static func content(
        _ bytes: [UInt8], type: String, status: HTTPResponse.Status, to request: Request
    ) -> Response {
        var headers: HTTPFields = [.contentType: type, .vary: "accept-encoding"]
        var body = bytes
        if bytes.count >= ResponseEncoder.bytesMin, let accepted = request.headers[.acceptEncoding],
            ResponseEncoder.accepts(accepted), let packed = ResponseEncoder.gzip(bytes)
        {
            headers[.contentEncoding] = "gzip"
            body = packed
        }
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }

    private static func secured(_ response: Response) -> Response {
        var response = response
        response.headers[.contentSecurityPolicy] = policy
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.referrerPolicy] = "same-origin"
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "private, no-cache" }
        return response
    }
}

/// Paths that a redirect may lead to.
enum LocalPath {
    /// `text` when it is a path on this site; nil for other hosts, other schemes and anything that could split a header.
    static func checked(_ text: String?) -> String? {
        guard let text, text.hasPrefix("/"), !text.hasPrefix("//"), !text.hasPrefix("/\\"), text.utf8.count <= 2000,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f && $0 != UInt8(ascii: "\\") })
        else { return nil }
        return text
    }
}
