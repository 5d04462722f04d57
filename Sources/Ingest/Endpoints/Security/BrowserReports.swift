import SentryProtocol

/// What browsers post: one report, or an array of them (Reporting API). Each becomes an item of its own.
struct BrowserReports {
    let type: ItemType
    /// Said of every report.
    let itemHeader: JSONNode?

    /// Reports of one request that are read.
    static let reportsMax = 500
    /// Reports beyond the first 500 are items without content, so that they are counted as what they are; even more
    /// are an attack.
    static let reportsCountedMax = 10_000

    init(type: ItemType, itemHeader: JSONNode? = nil) { (self.type, self.itemHeader) = (type, itemHeader) }

    /// The envelope of the reports in `body`. What is no JSON goes in as it is: browsers cannot act on an answer, so
    /// it is up to the item's handler to say that it is invalid.
    func envelope(of body: [UInt8]) throws(IngestFailure) -> Envelope {
        guard let first = body.first(where: { $0 > 0x20 }) else { throw .envelope(.emptyBody) }
        guard first == UInt8(ascii: "["), let document = try? JSONDocument(parsing: body) else {
            return try single(body)
        }
        return try batch(document.root)
    }

    private func single(_ body: [UInt8]) throws(IngestFailure) -> Envelope {
        guard body.count <= WireLimits.securityReportBytesMax else { throw .bodyTooLarge }
        var builder = EnvelopeBuilder(around: body)
        builder.add(type, at: 0..<body.count) { $0.header = itemHeader }
        return builder.envelope
    }

    private func batch(_ root: JSONNode) throws(IngestFailure) -> Envelope {
        guard root.count <= Self.reportsCountedMax else { throw .envelope(.tooLarge(type)) }
        var builder = EnvelopeBuilder()
        for element in root.elements {
            guard builder.count < Self.reportsMax else {
                builder.add(type, at: 0..<0) { $0.header = itemHeader }
                continue
            }
            var writer = JSONWriter()
            writer.value(element)
            guard writer.bytes.count <= WireLimits.securityReportBytesMax else { throw .bodyTooLarge }
            builder.add(type, payload: writer.bytes) { $0.header = itemHeader }
        }
        return builder.envelope
    }
}
