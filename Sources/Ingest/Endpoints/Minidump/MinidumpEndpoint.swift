import SentryProtocol
import Storage

/// `/minidump/`: crash dumps of Crashpad, Breakpad and Electron, with or without a form around them (protocol.md §1.7).
struct MinidumpEndpoint: IngestEndpoint {
    let randomID: @Sendable () -> EventID
    let methods = ["POST"]
    let bodyBytesMax = WireLimits.attachmentsBytesMax
    let category = DataCategory.error

    func read(
        _ body: [UInt8], of request: IngestRequest, from sender: Sender, tools: IngestTools, at receivedAt: Timestamp
    ) throws(IngestFailure) -> EndpointStep {
        let upload = try MinidumpUpload(body, mediaType: request.mediaType, contentType: request.contentType)
        let dump = try MinidumpFile(in: body, at: upload.dump.content, within: request.memory)
        let form = upload.fields.isEmpty ? nil : FormData.json(of: upload.fields)

        let appended = (dump.unpacked?.count ?? 0) + (form?.count ?? 0)
        // What is appended to a body makes a copy of it.
        if appended > 0, !request.memory.take(body.count + appended) { throw .overloaded }
        // Crash reporters send a dump again until they see an answer: then it is the same event.
        let dumpID = EventID(ContentDigest(of: dump.unpacked ?? Array(body[dump.range])))
        var builder = EnvelopeBuilder(
            around: body, header: EnvelopeHeader(eventID: upload.eventID ?? dumpID), reserving: appended)
        func describe(_ item: inout Item) {
            item.attachmentType = "event.minidump"
            item.contentType = "application/x-dmp"
            item.filename = dump.filename(from: upload.dump.filename ?? "minidump.dmp")
        }
        if let unpacked = dump.unpacked {
            builder.add(.attachment, payload: unpacked, configure: describe)
        } else {
            builder.add(.attachment, at: dump.range, configure: describe)
        }
        for file in upload.files {
            builder.add(.attachment, at: file.content) { item in
                item.attachmentType = CrashFile.attachmentType(of: file)
                item.contentType = file.contentType
                item.filename = file.filename
            }
        }
        if let form { builder.add(.formData, payload: form) }
        do { return .store(try builder.checkedEnvelope()) } catch { throw .envelope(error) }
    }

    func reply(to answer: IngestAnswer, _ request: IngestRequest) -> IngestReply {
        .uuid(answer.eventID ?? randomID())
    }

    /// Crash reporters would send a limited dump for ever.
    func reply(to failure: IngestFailure, _ request: IngestRequest) -> IngestReply {
        if case .limited = failure { return .uuid(randomID()) }
        return failure.reply
    }
}
