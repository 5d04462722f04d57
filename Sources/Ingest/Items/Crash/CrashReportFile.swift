import SentryProtocol

/// The files that native crash handlers leave for the next start: an event and its breadcrumbs in MessagePack
/// (protocol.md §1.7).
enum CrashReportFile {
    /// `__sentry-event`.
    static func event(in received: ReceivedItem) throws(Unusable) -> JSONDocument {
        guard received.range.count <= ItemBounds.messagePackBytesMax else { throw Unusable(.tooLarge) }
        do {
            let json = try MessagePack.json(
                received.body, in: received.range, limit: ItemBounds.messagePackBytesMax)
            let document = try JSONDocument(parsing: json)
            guard document.root.kind == .object else { throw Unusable(.notAnObject) }
            return document
        } catch {
            throw Unusable(.corrupt)
        }
    }

    /// `__sentry-breadcrumb1` and `__sentry-breadcrumb2`, as `{"breadcrumbs": […]}`. What was written before the
    /// process died is kept.
    static func breadcrumbs(in received: ReceivedItem) throws(Unusable) -> JSONDocument {
        guard received.range.count <= ItemBounds.messagePackBytesMax else { throw Unusable(.tooLarge) }
        let list = MessagePack.jsonArray(received.body, in: received.range, limit: ItemBounds.messagePackBytesMax)
        var writer = JSONWriter(reserving: list.count + 32)
        writer.object { writer in
            writer.key("breadcrumbs")
            writer.raw(list)
        }
        do { return try JSONDocument(parsing: writer.bytes) } catch { throw Unusable(.corrupt) }
    }

    /// When the dump was written; nil when it is no dump or says nothing that can be.
    static func time(ofDump bytes: ArraySlice<UInt8>) -> Timestamp? {
        guard bytes.count >= 24 else { return nil }
        let start = bytes.startIndex
        let stamp = bytes[start + 20..<start + 24]
        let seconds: UInt32
        if bytes.starts(with: "MDMP".utf8) {
            seconds = stamp.reversed().reduce(0) { $0 << 8 | UInt32($1) }
        } else if bytes.starts(with: "PMDM".utf8) {
            seconds = stamp.reduce(0) { $0 << 8 | UInt32($1) }
        } else {
            return nil
        }
        return seconds == 0 ? nil : Timestamp(seconds: Int64(seconds))
    }
}
