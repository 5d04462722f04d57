/// A multipart body taken apart where it lies: parts are ranges of its bytes (RFC 7578, RFC 2046 §5.1).
struct MultipartBody {
    let bytes: [UInt8]
    let parts: [MultipartPart]

    /// Reads a body by the boundary that its `Content-Type` names.
    init(parsing bytes: [UInt8], contentType: String?) throws(MultipartError) {
        let type = HeaderValue(contentType ?? "")
        guard type.value.hasPrefix("multipart/") else { throw .notMultipart }
        guard let boundary = type["boundary"], !boundary.isEmpty else { throw .boundaryMissing }
        try self.init(parsing: bytes, in: 0..<bytes.count, boundary: Array(boundary.utf8))
    }

    /// Reads the part `range` of `bytes`.
    init(parsing bytes: [UInt8], in range: Range<Int>, boundary: [UInt8]) throws(MultipartError) {
        guard !boundary.isEmpty, boundary.count <= MultipartLimits.boundaryBytesMax,
            boundary.allSatisfy({ $0 >= 0x20 && $0 != 0x7f })
        else { throw .badBoundary }
        var reader = MultipartReader(bytes: bytes, range: range.clamped(to: 0..<bytes.count), boundary: boundary)
        self.bytes = bytes
        parts = try reader.readParts()
    }

    /// The first part of that name.
    func part(named name: String) -> MultipartPart? { parts.first { $0.name == name } }

    /// A part's content as text; what is no UTF-8 is repaired.
    func text(of part: MultipartPart) -> String { String(decoding: bytes[part.content], as: UTF8.self) }
}

/// One field of a form.
struct MultipartPart: Equatable, Sendable {
    var name: String?
    /// What makes it a file.
    var filename: String?
    var contentType: String?
    /// Into the body.
    var content: Range<Int>
}

/// Why a body is not multipart.
enum MultipartError: Error, Equatable, CustomStringConvertible {
    case notMultipart
    case boundaryMissing
    case badBoundary
    /// No delimiter anywhere.
    case noParts
    case tooManyParts
    case headersTooLong
    /// It ends before its last delimiter.
    case incomplete

    var description: String {
        switch self {
        case .notMultipart: "the content type is not multipart/form-data"
        case .boundaryMissing: "the content type names no boundary"
        case .badBoundary: "the boundary is too long, or no text"
        case .noParts: "the boundary does not occur in the body"
        case .tooManyParts: "more than \(MultipartLimits.partsMax) parts"
        case .headersTooLong: "a part's header is longer than \(MultipartLimits.headerBytesMax) bytes"
        case .incomplete: "the body ends before its last boundary"
        }
    }

    /// As requests are answered (protocol.md §2.4).
    var failure: IngestFailure { .refused(status: 400, detail: "invalid multipart data", causes: [description]) }
}

/// Bounds of one multipart body.
enum MultipartLimits {
    static let partsMax = 500
    /// All header fields of one part.
    static let headerBytesMax = 16 * 1024
    /// RFC 2046 says 70.
    static let boundaryBytesMax = 200
}
