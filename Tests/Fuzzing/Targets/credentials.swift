import SentryProtocol

/// The path, the query and the header of a request, one a line.
func fuzz(_ bytes: [UInt8]) {
    let lines = bytes.split(separator: UInt8(ascii: "\n"), maxSplits: 3, omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
    let path = IngestPath(path: lines[0])
    let query = QueryString(lines.count > 1 ? lines[1] : "")
    claim(query.pairs.count <= WireLimits.credentialPairsMax, "too many pairs")
    _ = query["sentry_key"]
    let header = lines.count > 2 ? [lines[2]] : []
    let authorization = lines.count > 3 ? [lines[3]] : []
    _ = try? SentryAuth(
        xSentryAuth: header, authorization: authorization, query: query, pathKey: path?.route.key)
    _ = (DSN(lines[0]), EventID(hex: lines[0]), Timestamp(iso8601: lines[0]))
}
