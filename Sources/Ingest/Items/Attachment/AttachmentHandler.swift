import Scrubbing
import SentryProtocol
import Storage

/// Files that belong to an event (protocol.md §5.14). Crash dumps among them make an event of their own when nothing
/// else in the envelope does: `CrashEvent`.
struct AttachmentHandler: ItemHandler {
    /// Types that are kept apart; everything else is a plain file.
    private static let types: Set<String> = [
        "event.attachment", "event.minidump", "event.applecrashreport", "event.view_hierarchy", "event.payload",
        "event.breadcrumbs", "unreal.context", "unreal.logs", "nswitch.dying_message", "playstation.prosperodump",
        "event.nv_gpudmp", "event.nv_shader_debug",
    ]

    func handle(_ received: ReceivedItem, in context: ItemContext, into batch: inout IngestBatch) -> ItemResult {
        let item = received.item
        let contentType = AttachmentName.mediaType(item.contentType)
        switch contentType {
        case "application/vnd.sentry.attachment-ref", "application/vnd.sentry.attachment-ref+json":
            // It names an upload that we never took.
            return .one(.unsupported(reason: .attachmentReference))
        case "application/vnd.sentry.trace-attachment", "application/vnd.sentry.attachment.v2":
            return .one(.unsupported(reason: .itemTypeNotKept))
        default: break
        }
        return .of { () throws(Unusable) in
            guard received.range.count <= WireLimits.attachmentBytesMax else { throw Unusable(.tooLarge) }
            guard let eventID = context.eventID ?? batch.events.last?.facts.id else { throw Unusable(.noEventID) }
            let name = AttachmentName(item.filename)
            let type = item.attachmentType.flatMap { Self.types.contains($0) ? $0 : nil } ?? "event.attachment"
            let scrubbed = try Self.scrubbed(received, type: type, in: context)
            batch.records.append(
                .attachment(
                    AttachmentRow(
                        eventID: eventID, name: name.text,
                        contentType: scrubbed == nil ? contentType ?? name.contentType : "application/json",
                        type: type, receivedAt: context.receivedAt,
                        content: scrubbed ?? Self.content(of: received, named: name, as: contentType, in: context))))
        }
    }

    /// Text without what must not be stored; everything else as it was sent.
    private static func content(
        of received: ReceivedItem, named name: AttachmentName, as contentType: String?, in context: ItemContext
    ) -> [UInt8] {
        let content = Array(received.bytes)
        // Whatever it is called: without a NUL in its first 8 KiB it is read as text.
        guard !content.prefix(8192).contains(0) else { return content }
        return context.sender.project.scrubbed(text: content)
    }

    /// The content as JSON without what must not be stored, of the types that are data of events; nil for real files.
    private static func scrubbed(
        _ received: ReceivedItem, type: String, in context: ItemContext
    ) throws(Unusable) -> [UInt8]? {
        let document: JSONDocument
        switch type {
        case "event.payload": document = try CrashReportFile.event(in: received)
        case "event.breadcrumbs": document = try CrashReportFile.breadcrumbs(in: received)
        case "event.view_hierarchy":
            document = try received.largeJSON(limit: WireLimits.profileBytesMax)
        default: return nil
        }
        var writer = JSONWriter(reserving: received.range.count)
        writer.value(context.scrubbed(document, as: type == "event.view_hierarchy" ? .other : .event).root)
        return writer.bytes
    }
}
