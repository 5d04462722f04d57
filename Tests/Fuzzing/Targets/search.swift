import Storage

/// What people write into the search field: a query, or an error that says where.
func fuzz(_ bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    do {
        _ = try SearchQuery(parsing: text)
    } catch {
        claim("\(error)".isEmpty == false, "an error without words")
    }
}
