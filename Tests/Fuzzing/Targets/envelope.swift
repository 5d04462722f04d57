import SentryProtocol

/// Framing: any bytes are an envelope or an error, items lie inside of the body, one after the other.
func fuzz(_ bytes: [UInt8]) {
    _ = try? Envelope.firstLineDSN(of: bytes)
    guard let envelope = try? Envelope(parsing: bytes) else { return }
    claim(envelope.items.count <= WireLimits.itemsPerEnvelopeMax, "too many items")
    var end = 0
    for item in envelope.items {
        claim(item.payload.lowerBound >= end && item.payload.upperBound <= bytes.count, "a payload out of place")
        end = item.payload.upperBound
        claim(ItemType(name: item.type.name) == item.type, "the name of a type is another's")
        _ = (item.type.category, item.createsEvent, item.requiresEvent, item.isContainer)
        _ = try? envelope.document(of: item).root.count
    }
    _ = (envelope.header.sdkName, envelope.header.sdkVersion, envelope.createsEvent)
}
