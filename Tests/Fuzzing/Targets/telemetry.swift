import SentryProtocol

/// Every payload that is no event, read as each of the kinds it might be.
func fuzz(_ bytes: [UInt8]) {
    _ = try? ReplayRecording(reading: bytes, in: 0..<bytes.count)
    guard let document = try? JSONDocument(parsing: bytes) else { return }
    let root = document.root
    read(root)
    guard let container = ItemContainer(reading: root) else { return }
    claim(container.count <= bytes.count, "more entries than bytes")
    for entry in container.entries { read(entry) }
}

private func read(_ node: JSONNode) {
    _ = try? LogItem(reading: node)
    _ = try? MetricItem(reading: node)
    _ = try? SpanItem(reading: node)
    _ = try? SpanItem(readingLegacy: node)
    _ = try? SessionItem(reading: node)
    _ = try? CheckInItem(reading: node)
    _ = try? UserReportItem(reading: node)
    _ = try? FeedbackItem(reading: node)
    _ = try? ReplayItem(reading: node)
    _ = try? ProfileItem(reading: node)
    _ = try? ProfileItem(readingChunk: node)
    _ = try? TransactionPayload(reading: node)
    _ = MonitorConfig(reading: node)
}
