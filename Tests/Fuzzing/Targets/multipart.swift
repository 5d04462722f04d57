/// Stands in for what the reader's errors become in a request: the reader is built here without its module.
enum IngestFailure: Error {
    case refused(status: Int, detail: String, causes: [String])
}

/// The first line is the content type, the rest the body. Parts lie inside of the body and do not overlap.
func fuzz(_ bytes: [UInt8]) {
    let end = bytes.firstIndex(of: UInt8(ascii: "\n")) ?? bytes.endIndex
    let contentType = String(decoding: bytes[..<end], as: UTF8.self)
    let content = Array(bytes[min(end + 1, bytes.count)...])
    guard let body = try? MultipartBody(parsing: content, contentType: contentType) else { return }
    claim(body.parts.count <= MultipartLimits.partsMax, "too many parts")
    var last = 0
    for part in body.parts {
        claim(part.content.lowerBound >= last && part.content.upperBound <= content.count, "a part out of place")
        last = part.content.upperBound
        _ = body.text(of: part)
        if let name = part.name { _ = body.part(named: name) }
    }
}
