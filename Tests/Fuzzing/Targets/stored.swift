import SentryProtocol

/// What is kept of an event as it was sent can always be read again.
func fuzz(_ bytes: [UInt8]) {
    guard let document = try? JSONDocument(parsing: bytes), document.root.kind == .object else { return }
    let source = EventSource(
        eventID: EventID(high: 1, low: 2), receivedAt: Timestamp(microseconds: 1_790_000_000_000_000),
        address: "192.0.2.1")
    var event = Event(reading: document.root)
    EventNormalizer(source: source).normalize(&event)
    let verdict = EventVerdict(
        configuration: "c", hashes: ["h"], title: "t", culprit: event.culprit, location: nil,
        metadata: EventMetadata(), mainExceptionID: nil, inApp: InAppFlags(exceptions: [], stacktrace: [], threads: []))
    let start = bytes.firstIndex { $0 == UInt8(ascii: "{") } ?? 0
    let stored = StoredShape.encoded(
        source, title: event.title ?? "", value: nil, verdict: StoredShape.Verdict(verdict),
        sent: bytes[start..<document.end])
    guard let again = try? JSONDocument(parsing: stored) else { return claim(false, "what is kept cannot be read") }
    let read = Event(stored: again.root)
    claim(read.id == source.eventID, "another event's id")
    claim((try? JSONDocument(parsing: read.encoded())) != nil, "what is read cannot be printed")
}
