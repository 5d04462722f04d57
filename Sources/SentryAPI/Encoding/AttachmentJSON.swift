import SentryProtocol
import Storage

/// A file beside an event (web-api.md §2.7).
///
/// Contents are known by their SHA-256, so that is what is told, as `sha256`. `sha1` would take reading every file; it
/// is empty, and not null, as strict clients want a text there.
struct AttachmentJSON: Sendable {
    let attachment: StoredAttachment

    /// Each once: what came twice, on two days, is one file.
    static func list(_ attachments: [StoredAttachment]) -> [AttachmentJSON] {
        var seen: Set<String> = []
        return attachments.map(AttachmentJSON.init).filter { seen.insert($0.id).inserted }
    }

    /// The store has no number for it; this one is made of what no two files of an event have in common.
    var id: String {
        let name = [attachment.eventID.hex, attachment.sha256, attachment.name].joined(separator: "/")
        return String(StableHash.mixed(name) >> 1)
    }

    func encode(into writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("id", id)
            writer.field("event_id", attachment.eventID.hex)
            writer.field("type", attachment.type)
            writer.field("name", attachment.name)
            writer.field("mimetype", attachment.contentType)
            writer.field("dateCreated", attachment.receivedAt)
            writer.field("size", attachment.size)
            writer.object("headers") { $0.field("Content-Type", attachment.contentType) }
            writer.field("sha1", "")
            writer.field("sha256", attachment.sha256)
        }
    }
}
