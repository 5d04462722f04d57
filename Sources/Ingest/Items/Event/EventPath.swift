import Grouping
import Scrubbing
import SentryProtocol
import Storage

/// The way of an event payload to its row: parsed, scrubbed, filtered, grouped, packed (protocol.md §5.2). Everything
/// that becomes an event of an issue goes this way, whatever item it came in.
enum EventPath {
    /// Larger payloads are printed anew, which cuts what is over its limit; smaller ones are kept as they were sent.
    static let keptBytesMax = 256 * 1024

    /// Adds the event in `payload`, one JSON object, to `batch`.
    static func store(_ payload: [UInt8], in context: ItemContext, into batch: inout IngestBatch) -> ItemResult {
        do {
            return store(try JSONDocument(parsing: payload), in: context, into: &batch)
        } catch {
            return .invalid(error.dropReason)
        }
    }

    static func store(_ sent: JSONDocument, in context: ItemContext, into batch: inout IngestBatch) -> ItemResult {
        guard sent.root.kind == .object else { return .invalid(.notAnObject) }
        let document = context.scrubbed(sent, as: .event)
        var head = Event(reading: document.root, depth: .head)
        let normalizer = EventNormalizer(source: context.source(of: head.id))
        normalizer.normalize(&head, depth: .head)
        var whole: Event?
        func read() -> Event {
            if let whole { return whole }
            var event = Event(reading: document.root)
            normalizer.normalize(&event)
            event.addUserAgentContexts(userAgent: context.sender.userAgent, hints: context.sender.hints)
            whole = event
            return event
        }
        let filters = context.sender.project.filters
        if !filters.isTrivial,
            let reason = filters.verdict(
                on: read(), userAgent: context.sender.userAgent, address: context.sender.address)
        {
            return .one(.filtered(reason: reason))
        }
        let grouping = context.sender.project.grouping
        let grouped = grouping.grouper.group(document, head: head, whole: read)
        let previousHashes = grouping.previousHashes(
            of: document, head: head, whole: read, at: context.receivedAt)
        if let whole {
            // What was left out of the head may say who the user is, and what the message was.
            head = whole
        } else {
            head.addUserAgentContexts(userAgent: context.sender.userAgent, hints: context.sender.hints)
        }
        head.apply(grouped.verdict)
        guard var facts = EventFacts(head) else { return .invalid(.internalError) }
        facts.previousHashes = previousHashes
        var (source, sent) = (normalizer.source, document.valueBytes)
        if sent.count > keptBytesMax {
            sent = printed(read())[...]
            // Its times have been corrected.
            source.sentAt = nil
        }
        let json = StoredShape.encoded(
            source, title: grouped.verdict.title, value: grouped.verdict.metadata.value, verdict: grouped.stored,
            sent: sent)
        let packed = context.tools.bodies.pack(
            json, of: context.sender.projectID, like: facts.hashes[0], id: facts.id, on: facts.receivedAt.day)
        batch.events.append(EventRow(facts: facts, body: packed.bytes))
        if let keyframe = packed.keyframe {
            let bodies = context.tools.bodies
            batch.followUps.append { if $0.duplicates == 0 { bodies.keep(keyframe) } }
        }
        return .accepted
    }

    private static func printed(_ event: Event) -> [UInt8] {
        var event = event
        event.slim()
        return event.encoded(expecting: keptBytesMax)
    }
}

extension ItemContext {
    /// What surrounds an event whose payload names `id`.
    func source(of id: EventID?) -> EventSource {
        var source = EventSource(
            eventID: eventID ?? id ?? randomID(), receivedAt: receivedAt, sentAt: sentAt,
            address: sender.project.settings.scrubbing.removesIPAddresses ? nil : sender.address,
            userAgent: sender.userAgent.map { sender.project.scrubbed(text: $0, max: 512) })
        if !sender.hints.isEmpty {
            source.hints = sender.hints.mapped { sender.project.scrubbed(text: $0, max: ClientHints.lengthMax) }
        }
        if let sdk = envelopeSDK, let name = sdk["name"]?.string {
            source.sdkName = name.cut(to: 64)
            source.sdkVersion = sdk["version"]?.lenientString?.cut(to: 64)
        } else if let client = sender.client {
            (source.sdkName, source.sdkVersion) = client.nameAndVersion
        }
        return source
    }
}

extension String {
    /// At most `limit` characters.
    fileprivate func cut(to limit: Int) -> String { utf8.count <= limit ? self : String(prefix(limit)) }

    /// `sentry.python` and `2.75.0` of `sentry.python/2.75.0`, or with a space between them.
    fileprivate var nameAndVersion: (name: String?, version: String?) {
        let parts: [Substring]
        if utf8.allSatisfy({ $0 < 0x80 }) {
            // Of ASCII, slashes and spaces are characters whatever stands beside them.
            parts = utf8.split(maxSplits: 1) { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: " ") }
                .map { Substring($0) }
        } else {
            parts = split(maxSplits: 1) { $0 == "/" || $0 == " " }
        }
        return (parts.first.map { String($0).cut(to: 64) }, parts.count > 1 ? String(parts[1]).cut(to: 64) : nil)
    }
}

extension JSONError {
    var dropReason: DropReason {
        switch self {
        case .empty: .empty
        case .tooDeep: .tooDeep
        case .unexpectedByte, .unexpectedEnd: .invalidJSON
        }
    }
}
