import SentryProtocol
import Storage

/// `/events/{event_id}/attachments/`: files of an event that was sent, or will be (protocol.md §1.8).
struct AttachmentsEndpoint: IngestEndpoint {
    let methods = ["POST"]
    let bodyBytesMax = WireLimits.attachmentsBytesMax
    let category = DataCategory.attachment

    func read(
        _ body: [UInt8], of request: IngestRequest, from sender: Sender, tools: IngestTools, at receivedAt: Timestamp
    ) throws(IngestFailure) -> EndpointStep {
        guard case .attachments(let text) = request.path.route, let id = EventID(hex: text), !id.isNil else {
            throw .refused(status: 400, detail: "invalid event id")
        }
        let form: MultipartBody
        do { form = try MultipartBody(parsing: body, contentType: request.contentType) } catch { throw error.failure }

        var builder = EnvelopeBuilder(around: body, header: EnvelopeHeader(eventID: id))
        for part in form.parts where part.filename != nil {
            builder.add(.attachment, at: part.content) { item in
                item.filename = part.filename
                item.contentType = part.contentType
                item.attachmentType = "event.attachment"
            }
        }
        guard builder.count > 0 else { return .reply(.empty(201)) }
        do { return .store(try builder.checkedEnvelope()) } catch { throw .envelope(error) }
    }

    func reply(to answer: IngestAnswer, _ request: IngestRequest) -> IngestReply { .empty(201) }
}
