import SentryProtocol

/// The name of a file that somebody sent.
struct AttachmentName {
    /// Without folders and control characters; never empty.
    let text: String

    static let unnamed = "Unnamed Attachment"
    /// In characters.
    static let lengthMax = 255

    /// Folders of any system are left out: `../../etc/passwd` is `passwd`.
    init(_ sent: String?) {
        var name = String.UnicodeScalarView()
        for scalar in (sent ?? "").unicodeScalars {
            if scalar == "/" || scalar == "\\" {
                name = String.UnicodeScalarView()
            } else if scalar.value >= 0x20, scalar.value != 0x7f {
                name.append(scalar)
            }
        }
        let text = String(String.UnicodeScalarView(name.prefix(Self.lengthMax)))
        self.text = text.allSatisfy { $0 == "." || $0 == " " } ? Self.unnamed : text
    }

    /// What the extension says; bytes without a known one.
    var contentType: String {
        guard let dot = text.lastIndex(of: ".") else { return Self.bytes }
        return Self.types[text[text.index(after: dot)...].lowercased()] ?? Self.bytes
    }

    private static let bytes = "application/octet-stream"

    /// Files that applications attach.
    private static let types = [
        "bmp": "image/bmp", "css": "text/css", "csv": "text/csv", "dmp": "application/x-dmp", "gif": "image/gif",
        "gz": "application/gzip", "heic": "image/heic", "htm": "text/html", "html": "text/html", "ico": "image/x-icon",
        "ini": "text/plain", "jpeg": "image/jpeg", "jpg": "image/jpeg", "js": "text/javascript",
        "json": "application/json", "log": "text/plain", "md": "text/markdown", "mov": "video/quicktime",
        "mp4": "video/mp4", "pdf": "application/pdf", "png": "image/png", "svg": "image/svg+xml", "txt": "text/plain",
        "wav": "audio/wav", "webm": "video/webm", "webp": "image/webp", "xml": "application/xml",
        "yaml": "application/yaml", "yml": "application/yaml", "zip": "application/zip",
    ]

    /// A media type as it may be repeated in a header: lower case without parameters, or nil when it is none.
    static func mediaType(_ sent: String?) -> String? {
        guard let sent else { return nil }
        let type = sent.prefix { $0 != ";" }.lowercased().split(separator: " ").joined()
        let parts = type.split(separator: "/", omittingEmptySubsequences: false)
        let isType =
            parts.count == 2 && type.utf8.count <= 100
            && parts.allSatisfy { part in
                !part.isEmpty
                    && part.utf8.allSatisfy { byte in
                        switch byte {
                        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                            UInt8(ascii: "."), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "_"):
                            true
                        default: false
                        }
                    }
            }
        return isType ? type : nil
    }
}
