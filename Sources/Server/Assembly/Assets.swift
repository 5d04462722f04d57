import CAssets
import Compression
import HTTPTypes
import Hummingbird
import NIOCore
import SentryProtocol

/// The files of `Public/`: from the binary, or from a folder while somebody works on them.
public struct Assets: Sendable {
    struct File: Sendable {
        let name: String
        let bytes: [UInt8]
        /// First hex digits of the content's SHA-256.
        let hash: String
        /// The bytes packed; nil where that saves nothing.
        let packed: [UInt8]?

        init(name: String, bytes: [UInt8]) {
            (self.name, self.bytes, hash) = (name, bytes, Assets.hash(bytes))
            packed = ResponseEncoder.gzip(bytes, for: .kept).flatMap { $0.count < bytes.count ? $0 : nil }
        }
    }

    private let files: [String: File]
    private let folder: String?

    public init(folder: String?) {
        self.folder = folder
        var files: [String: File] = [:]
        for asset in Self.embedded(below: "Public/") {
            files[asset.name] = File(name: asset.name, bytes: asset.bytes)
        }
        self.files = files
    }

    /// `/public/culprit.1a2b3c4d.css`: the address changes with the content, so it may be kept for ever.
    public func path(of name: String) -> String {
        guard let file = file(name) else { return "/public/" + name }
        let parts = Self.split(name)
        return "/public/\(parts.stem).\(file.hash).\(parts.suffix)"
    }

    /// A small picture as part of a page, so that a first visit need not ask for it.
    func dataURL(of name: String) -> String {
        guard let file = file(name), let type = Self.type(of: name) else { return path(of: name) }
        return "data:\(type)," + PercentEncoding.encode(String(decoding: file.bytes, as: UTF8.self))
    }

    /// The answer to `/public/…`; nil when there is no such file.
    func response(to request: Request) -> Response? {
        // What browsers ask for beside text and JSON, which name no icon.
        let path = request.uri.path == "/favicon.ico" ? "/public/favicon.svg" : request.uri.path
        guard path.hasPrefix("/public/") else { return nil }
        let asked = String(path.dropFirst("/public/".utf8.count))
        let segments = asked.split(separator: ".", omittingEmptySubsequences: false)
        let isHashed = segments.count == 3
        let name = isHashed ? "\(segments[0]).\(segments[2])" : asked
        guard let file = file(name), !isHashed || file.hash == segments[1], let type = Self.type(of: name) else {
            return nil
        }
        var headers: HTTPFields = [
            .contentType: type,
            .cacheControl: isHashed ? "public, max-age=31536000, immutable" : "no-cache",
            .xContentTypeOptions: "nosniff", .vary: "accept-encoding",
        ]
        var bytes = file.bytes
        if let packed = file.packed, let accepted = request.headers[.acceptEncoding], ResponseEncoder.accepts(accepted)
        {
            headers[.contentEncoding] = "gzip"
            bytes = packed
        }
        return Response(status: .ok, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: bytes)))
    }

    /// A file's content, for those who serve it under another address; empty when there is none.
    func bytes(of name: String) -> [UInt8] { file(name)?.bytes ?? [] }

    private func file(_ name: String) -> File? {
        // Only names that are built in, so that no path leads out of the folder.
        guard let builtIn = files[name] else { return nil }
        guard let folder, let bytes = TextFile.bytes(folder + "/" + name) else { return builtIn }
        return File(name: name, bytes: bytes)
    }

    private static func hash(_ bytes: [UInt8]) -> String {
        String(Hexadecimal.text(of: Secrets.sha256(bytes)).prefix(12))
    }

    private static func split(_ name: String) -> (stem: Substring, suffix: Substring) {
        guard let dot = name.lastIndex(of: ".") else { return (name[...], "") }
        return (name[..<dot], name[name.index(after: dot)...])
    }

    private static func type(of name: String) -> String? {
        switch split(name).suffix {
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "svg": "image/svg+xml"
        case "txt": "text/plain; charset=utf-8"
        default: nil
        }
    }

    private static func embedded(below folder: String) -> [(name: String, bytes: [UInt8])] {
        var found: [(name: String, bytes: [UInt8])] = []
        for index in 0..<culprit_asset_count {
            let asset = culprit_asset_at(index)
            guard let path = asset.path else { continue }
            let name = String(cString: path)
            guard name.hasPrefix(folder) else { continue }
            found.append(
                (
                    String(name.dropFirst(folder.utf8.count)),
                    Array(UnsafeBufferPointer(start: asset.bytes, count: asset.count))
                ))
        }
        return found
    }
}
