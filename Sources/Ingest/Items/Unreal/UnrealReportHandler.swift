import SentryProtocol
import Storage

/// Packed crash reports of the Unreal Engine: kept as they are, beside an event that stands for them
/// (protocol.md §1.9).
struct UnrealReportHandler: ItemHandler {
    func handle(_ received: ReceivedItem, in context: ItemContext, into batch: inout IngestBatch) -> ItemResult {
        guard !received.range.isEmpty else { return .invalid(.empty) }
        let id = context.eventID ?? context.randomID()
        let user = received.item.header?["user_id"]?.string
        let result = EventPath.store(event(id, user: user), in: context, into: &batch)
        guard case .one(.accepted) = result else { return result }
        batch.records.append(
            .attachment(
                AttachmentRow(
                    eventID: id, name: "unreal-crash.ue4crash", contentType: "application/octet-stream",
                    type: "event.attachment", receivedAt: context.receivedAt, content: Array(received.bytes))))
        return result
    }

    /// `user` is `login|epic-id|machine`, each of which may be missing.
    private func event(_ id: EventID, user: String?) -> [UInt8] {
        let parts = user?.split(separator: "|", omittingEmptySubsequences: false).map { String($0) } ?? []
        func part(_ index: Int) -> String? {
            parts.indices.contains(index) && !parts[index].isEmpty ? parts[index] : nil
        }
        var writer = JSONWriter()
        writer.object { writer in
            writer.member("event_id", id.hex)
            writer.member("platform", "native")
            writer.member("level", "fatal")
            writer.object("exception") { writer in
                writer.array("values", ["UnrealCrash"]) { writer, type in
                    writer.object { writer in
                        writer.member("type", type)
                        writer.member("value", "Crash report of the Unreal Engine")
                        writer.object("mechanism") { writer in
                            writer.member("type", "unreal")
                            writer.member("handled", false)
                        }
                    }
                }
            }
            if let login = part(0) { writer.object("user") { $0.member("id", login) } }
            writer.object("tags") { writer in
                writer.member("epic_account_id", part(1))
                writer.member("machine_id", part(2))
            }
        }
        return writer.bytes
    }
}
