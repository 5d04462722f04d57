import SentryProtocol

/// Values one after another, as JSON, and as a stream of breadcrumbs: bounded in depth and size.
func fuzz(_ bytes: [UInt8]) {
    let limit = 1 << 16
    let range = 0..<bytes.count
    var reader = MessagePackReader(bytes, in: range)
    var values = 0
    while !reader.isAtEnd, values <= bytes.count, let value = try? reader.next() {
        _ = value
        values += 1
    }
    claim(values <= bytes.count, "more values than bytes")
    for json in [
        try? MessagePack.json(bytes, in: range, limit: limit), MessagePack.jsonArray(bytes, in: range, limit: limit),
    ] {
        guard let json else { continue }
        claim((try? JSONDocument(parsing: json)) != nil, "no JSON")
        claim(json.count <= 2 * limit, "more than the limit")
    }
}
