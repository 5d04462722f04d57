import Grouping
import SentryProtocol
import Storage

/// What rules make of a stored event, and what it is stored as.
struct JudgedEvent: Sendable {
    let id: EventID
    /// Where it is, and by which hash.
    let origin: HashInIssue
    var issueID: IssueID { origin.issueID }
    /// The deciding one first; never empty.
    let hashes: [String]
    let title: String
    /// The title it is stored with.
    let storedTitle: String
}

extension RuleSet {
    /// Groups a stored event as if it came in now; nil when its body is damaged.
    func judge(_ placed: PlacedEvent) -> JudgedEvent? {
        let stored = placed.event
        guard let root = stored.document?.root else { return nil }
        let result = grouper.group(Event(asSentIn: root))
        // Rows of older files do not know their hash.
        let prefix = placed.hashPrefix ?? Event(stored: root).hashes.first.flatMap { UInt64($0.prefix(16), radix: 16) }
        return JudgedEvent(
            id: stored.id, origin: HashInIssue(stored.issueID, prefix ?? 0), hashes: result.hashes.map(\.hash),
            title: result.title.cut(toBytes: RegroupingLimits.titleBytesMax),
            storedTitle: (root["title"]?.string ?? "").cut(toBytes: RegroupingLimits.titleBytesMax))
    }

    /// The facts of a stored event under these rules, and who takes its hashes; nil when its body is damaged.
    func regroup(_ placed: PlacedEvent, as plan: RegroupPlan) -> EventRegrouping? {
        guard let root = placed.event.document?.root else { return nil }
        var event = Event(asSentIn: root)
        grouper.apply(to: &event)
        // The store knows an event by this id; a body of the first format might name none.
        event.id = placed.event.id
        return EventFacts(event).map {
            EventRegrouping(place: placed.place, facts: $0, heir: plan.heir(of: $0.hashes))
        }
    }
}

extension StoredEvent {
    /// The body, parsed; nil when it is damaged.
    var document: JSONDocument? {
        guard let document = try? JSONDocument(parsing: body, depthMax: JSONLimits.storedDepthMax),
            document.root.kind == .object
        else { return nil }
        return document
    }
}

extension String {
    /// The longest beginning of whole characters within `bytesMax`.
    func cut(toBytes bytesMax: Int) -> String {
        guard utf8.count > bytesMax else { return self }
        var end = utf8.index(utf8.startIndex, offsetBy: max(0, bytesMax))
        while end > startIndex, Unicode.Scalar.isContinuation(utf8[end]) { end = utf8.index(before: end) }
        return String(self[..<end])
    }
}

extension Unicode.Scalar {
    /// Whether a byte of UTF-8 goes on with a scalar that began before it.
    fileprivate static func isContinuation(_ byte: UInt8) -> Bool { byte & 0b1100_0000 == 0b1000_0000 }
}
