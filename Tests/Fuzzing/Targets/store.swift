import SentryProtocol

/// Bodies of the legacy endpoint: JSON, base64, or what somebody took for it.
func fuzz(_ bytes: [UInt8]) {
    let limit = 1 << 16
    let envelope = try? StoreBody.envelope(from: bytes, limit: limit) { packed, _ in packed }
    guard let envelope else { return }
    claim(envelope.items.count == 1, "one event, one item")
    claim(envelope.bytes.count <= max(limit, bytes.count), "more than the limit")
}
