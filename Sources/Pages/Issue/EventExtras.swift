import Markup
import SentryProtocol
import Storage

/// What is kept beside an event: what a user wrote, and files.
public struct EventExtras: Sendable {
    public var report: UserReportRow?
    public var attachments: [StoredAttachment]
    public init(report: UserReportRow? = nil, attachments: [StoredAttachment] = []) {
        (self.report, self.attachments) = (report, attachments)
    }
}

/// What a user wrote about an event, as finished text.
struct ReportModel: Sendable {
    var name: String
    var email: String
    var comments: Field
    var when: TimeLabel

    init(_ report: UserReportRow, _ clock: Clock) {
        name = report.name.clipped(to: 200)
        email = report.email.clipped(to: 254)
        comments = Field("", report.comments)
        when = clock.label(report.receivedAt)
    }
}

/// A file of an event, as finished text.
struct AttachmentModel: Sendable {
    var name: String
    var kind: String
    var size: String
    var link: Link
    /// Nil for anything but a picture that browsers decode safely.
    var preview: Link?

    /// Files of an event that are listed.
    static let shownMax = 100

    init(_ attachment: StoredAttachment, issue: IssueID, _ say: Language) {
        name = attachment.name.clipped(to: 255)
        kind = [attachment.contentType, attachment.type == "event.attachment" ? nil : attachment.type]
            .compactMap(\.self).joined(separator: " · ").clipped(to: 120)
        size = say(.eventPage(.bytes(attachment.size)))
        link = .attachment(issue, attachment.eventID, sha256: attachment.sha256)
        preview =
            AttachmentPreview.mayBePicture(attachment)
            ? .attachmentPreview(issue, attachment.eventID, sha256: attachment.sha256) : nil
    }
}

/// Which files a page may show rather than only offer.
public enum AttachmentPreview {
    /// Larger ones are only downloaded. In bytes.
    public static let sizeMax = 8 * 1024 * 1024

    /// True when the file says that it is a picture of a safe kind; its bytes decide (`mediaType(of:)`).
    static func mayBePicture(_ attachment: StoredAttachment) -> Bool {
        let types = ["image/png", "image/jpeg", "image/gif", "image/webp"]
        return attachment.size <= sizeMax && types.contains(attachment.contentType.lowercased())
    }

    /// What the bytes are, judged by how they begin; nil unless they are a picture without script, whatever the
    /// file's name and type say.
    public static func mediaType(of bytes: [UInt8]) -> String? {
        if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return "image/png" }
        if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return "image/jpeg" }
        if bytes.starts(with: Array("GIF87a".utf8)) || bytes.starts(with: Array("GIF89a".utf8)) { return "image/gif" }
        if bytes.count >= 12, bytes.starts(with: Array("RIFF".utf8)), bytes[8..<12].elementsEqual("WEBP".utf8) {
            return "image/webp"
        }
        return nil
    }
}

/// What a user wrote; beside the request, where it explains the most.
func reportSection(_ report: ReportModel?, _ say: Language) -> HTML? {
    guard let report else { return nil }
    let name = [report.name, report.email].filter { !$0.isEmpty }.joined(separator: " · ")
    let from: HTML? = name.isEmpty ? nil : "\(foreign(say(.eventPage(.feedbackFrom(name))))) · "
    return """
        <section class="feedback"><h2>\(say(.eventPage(.userFeedback)))</h2>\
        <blockquote class="message">\(fieldValue(report.comments, say))</blockquote>\
        <p class="muted">\(from)\(time(report.when))</p></section>

        """
}

/// Files to download; pictures open in place.
func attachmentSection(_ attachments: [AttachmentModel], _ say: Language) -> HTML? {
    guard !attachments.isEmpty else { return nil }
    let rows = attachments.html { file in
        let preview: HTML? = file.preview.map {
            """
            <details class="run"><summary>\(say(.eventPage(.preview)))</summary>\
            <img class="picture" src="\($0.path)" alt="\(say(.eventPage(.previewOf(file.name))))" loading="lazy"></details>
            """
        }
        return """
            <tr><th scope="row"><a href="\(file.link.path)" download>\(foreign(file.name))</a>\(preview)</th>\
            <td>\(foreign(file.kind))</td><td class="number">\(file.size)</td></tr>
            """
    }
    return """
        <section><h2>\(say(.eventPage(.attachments)))</h2><table class="fields files">\
        <caption class="hidden">\(say(.eventPage(.attachments)))</caption><thead><tr>\
        <th scope="col">\(say(.eventPage(.file)))</th><th scope="col">\(say(.eventPage(.kind)))</th>\
        <th scope="col" class="number">\(say(.eventPage(.size)))</th></tr></thead>\
        <tbody>\(rows)</tbody></table></section>

        """
}
