import SentryProtocol

extension Event {
    /// Reads a stored event as it was before anything was decided about it: with the culprit and the in-app frames that
    /// the SDK sent.
    ///
    /// `Event(stored:)` has yesterday's verdict written into it, and grouping that again would repeat what rules of
    /// yesterday said. A body of the first format keeps no other state, and is read as it is.
    public init(asSentIn stored: JSONNode) {
        guard let sent = stored["sent"], let source = EventSource(in: stored) else {
            self.init(reading: stored)
            return
        }
        self.init(reading: sent)
        EventNormalizer(source: source).normalize(&self)
        addUserAgentContexts(userAgent: source.userAgent)
    }
}

extension EventSource {
    /// Reads what `StoredShape` keeps beside the payload.
    fileprivate init?(in stored: JSONNode) {
        guard let id = stored["event_id"]?.string.flatMap({ EventID(hex: $0) }),
            let received = stored["received"]?.integer
        else { return nil }
        self.init(eventID: id, receivedAt: Timestamp(microseconds: Int64(received)))
        sentAt = stored["sent_at"]?.integer.map { Timestamp(microseconds: Int64($0)) }
        var sdk = stored["sdk"]?.elements
        sdkName = sdk?.next()?.string
        sdkVersion = sdk?.next()?.string
        address = stored["address"]?.string
        userAgent = stored["user_agent"]?.string
    }
}
