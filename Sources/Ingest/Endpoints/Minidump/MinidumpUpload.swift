import SentryProtocol

/// What a crash reporter sent: the dump, other files, and the fields of the form.
struct MinidumpUpload {
    /// Its content may be packed.
    let dump: MultipartPart
    private(set) var files: [MultipartPart] = []
    private(set) var fields: [FormData.Field] = []
    /// The id that the sender has given the event.
    private(set) var eventID: EventID?

    private static let dumpField = "upload_file_minidump"
    private static let rawTypes = ["application/octet-stream", "application/x-dmp"]

    init(_ body: [UInt8], mediaType: String?, contentType: String?) throws(IngestFailure) {
        if mediaType.map(Self.rawTypes.contains) == true || MinidumpFile.isMinidump(body, at: 0..<body.count) {
            guard !body.isEmpty else { throw .missingMinidump }
            dump = MultipartPart(content: 0..<body.count)
            return
        }
        let form: MultipartBody
        do { form = try MultipartBody(parsing: body, contentType: contentType) } catch { throw error.failure }
        guard let part = form.part(named: Self.dumpField) else { throw .missingMinidump }
        dump = Self.embedded(in: form, at: part) ?? part

        for part in form.parts where part.name != Self.dumpField {
            if part.filename != nil {
                files.append(part)
            } else if let name = part.name {
                fields.append(FormData.Field(name: name, value: form.text(of: part)))
            }
        }
        eventID = eventID(in: form) ?? FormData.eventID(of: fields)
    }

    /// Old Electron and Breakpad put a form into the field: its first line is the boundary. Nil when there is none.
    private static func embedded(in form: MultipartBody, at part: MultipartPart) -> MultipartPart? {
        let content = form.bytes[part.content]
        guard content.starts(with: "--".utf8) else { return nil }
        let line = content.dropFirst(2).prefix(MultipartLimits.boundaryBytesMax).prefix { $0 > 0x20 }
        return try? MultipartBody(parsing: form.bytes, in: part.content, boundary: Array(line)).part(named: dumpField)
    }

    /// The id in the event that a native SDK has written as a file.
    private func eventID(in form: MultipartBody) -> EventID? {
        for file in files where CrashFile.attachmentType(of: file) == "event.payload" {
            var scanner = MessagePackScanner(bytes: form.bytes, range: file.content)
            if let id = scanner.text(of: "event_id").flatMap({ EventID(hex: $0) }), !id.isNil { return id }
        }
        return nil
    }
}

/// Files that crash reporters send by known names.
enum CrashFile {
    /// By the field's name or the file's.
    static func attachmentType(of part: MultipartPart) -> String {
        let path = part.filename ?? ""
        let filename = String(path.split(whereSeparator: { $0 == "/" || $0 == "\\" }).last ?? "")
        for name in [part.name ?? "", filename] {
            switch name {
            case "__sentry-event": return "event.payload"
            case "__sentry-breadcrumb1", "__sentry-breadcrumb2", "__sentry-breadcrumbs1", "__sentry-breadcrumbs2":
                return "event.breadcrumbs"
            case "view-hierarchy.json": return "event.view_hierarchy"
            default: continue
            }
        }
        if filename.hasSuffix(".nv-gpudmp") { return "event.nv_gpudmp" }
        if filename.hasSuffix(".nvdbg") { return "event.nv_shader_debug" }
        return "event.attachment"
    }
}

extension IngestFailure {
    static let missingMinidump = IngestFailure.refused(status: 400, detail: "missing minidump")
    static let invalidMinidump = IngestFailure.refused(status: 400, detail: "invalid minidump")
    static let invalidCompression = IngestFailure.refused(status: 400, detail: "invalid compression format")
}
