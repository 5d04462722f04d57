import SentryProtocol

/// Reads the entries of a drain and prints them as a log container (protocol.md §5.10).
struct VercelContainer {
    private let receivedAt: Timestamp
    private var traceIDs: DerivedTraceIDs
    private var writer = JSONWriter(reserving: 16 * 1024)
    private(set) var count = 0

    /// Entries of one body; a drain sends a few hundred at a time.
    private static let entriesMax = 50_000
    /// What a container may grow to: entries are printed with longer names than they are sent with.
    private static let payloadBytesMax = 32 * 1024 * 1024

    /// Entries of no trace get ids of `traceIDs`.
    init(receivedAt: Timestamp, traceIDs: DerivedTraceIDs) {
        (self.receivedAt, self.traceIDs) = (receivedAt, traceIDs)
        writer.beginObject()
        writer.member("version", 2)
        // The drain's own address and user agent say nothing of a user.
        writer.object("ingest_settings") { writer in
            writer.member("infer_ip", "never")
            writer.member("infer_user_agent", "never")
        }
        writer.key("items")
        writer.beginArray()
    }

    /// Closes the container; nothing can be added to it after that.
    mutating func finish() -> [UInt8] {
        writer.endArray()
        writer.endObject()
        return writer.bytes
    }

    /// An array of entries, one entry, or one a line. A broken line takes no other with it; a body without a single
    /// entry that can be read is refused.
    mutating func read(_ body: [UInt8]) throws(IngestFailure) {
        let whole = Self.document(in: body, 0..<body.count)
        if case .success(let root) = whole { return try add(root) }
        var problem: JSONError?
        // Each is read within its line, so that a quote left open costs no more than that line.
        for line in body.split(separator: UInt8(ascii: "\n"), maxSplits: 2 * Self.entriesMax) {
            switch Self.document(in: body, line.startIndex..<line.endIndex) {
            case .success(let root): try add(root)
            case .failure(.empty): break
            case .failure(let error): problem = problem ?? error
            }
        }
        if count == 0, let problem { throw .refused(status: 400, detail: "invalid JSON data: \(problem.description)") }
    }

    private static func document(in body: [UInt8], _ range: Range<Int>) -> Result<JSONNode, JSONError> {
        do throws(JSONError) { return .success(try JSONDocument(parsing: body, in: range).root) } catch {
            return .failure(error)
        }
    }

    private mutating func add(_ root: JSONNode) throws(IngestFailure) {
        if root.kind == .object { return try print(root) }
        for element in root.elements where element.kind == .object { try print(element) }
    }

    private mutating func print(_ node: JSONNode) throws(IngestFailure) {
        guard count < Self.entriesMax, writer.bytes.count <= Self.payloadBytesMax else {
            throw .refused(status: 413, detail: "request content exceeded size limits: too many log entries")
        }
        VercelLog(node).print(into: &writer, receivedAt: receivedAt, missingTraceIDs: &traceIDs)
        count += 1
    }
}
