import SentryProtocol
import Storage

/// What the events of one label say in words, a line for each text that is different from those before.
struct IssueTexts {
    /// Of the events that were read.
    var signatures: [UInt32] = []
    /// In the order of `columns`.
    private(set) var parts: [TextLines] = columns.map { _ in TextLines() }

    static let columns = ["messages", "types", "functions", "files", "modules", "tags"]

    /// Events that are read for one label.
    static let eventsMax = 12

    init() {}

    /// A row of `issue_text`: signatures, then the columns.
    init(_ row: Row) {
        let bytes = row.blob(0)
        signatures = stride(from: 0, to: bytes.count - 3, by: 4).map { start in
            PackedTags(bytes: Array(bytes[start..<start + 4])).signature
        }
        for index in parts.indices { parts[index] = TextLines(row.text(Int32(index + 1))) }
    }

    var signatureBytes: [UInt8] {
        signatures.flatMap { number in
            stride(from: UInt32(0), to: 32, by: 8).map { UInt8(truncatingIfNeeded: number >> $0) }
        }
    }

    /// Adds what an event says.
    mutating func add(_ event: Event, _ tags: PackedTags) {
        add(event.message?.formatted ?? event.message?.message, to: 0)
        add(event.title, to: 0)
        for exception in event.exceptions.suffix(Self.exceptionsMax) {
            add(exception.value, to: 0)
            add(exception.type, to: 1)
            for frame in (exception.stacktrace?.frames ?? []).suffix(Self.framesMax) { add(frame) }
        }
        for frame in (event.stacktrace?.frames ?? []).suffix(Self.framesMax) { add(frame) }
        for thread in event.threads where thread.isCrashed == true {
            for frame in (thread.stacktrace?.frames ?? []).suffix(Self.framesMax) { add(frame) }
        }
        tags.read { key, value in if !key.isField { add(value, to: 5) } }
    }

    private static let exceptionsMax = 20
    private static let framesMax = 100

    private mutating func add(_ frame: Frame) {
        add(frame.function, to: 2)
        add(frame.filename ?? frame.absPath, to: 3)
        add(frame.module ?? frame.package, to: 4)
    }

    private mutating func add(_ text: String?, to part: Int) { if let text { parts[part].add(text) } }
}

/// Different texts, one line each, bounded.
struct TextLines {
    private(set) var lines: [String] = []
    private var known: Set<String> = []
    private(set) var bytes = 0

    static let bytesMax = 4_096
    static let lineMax = 1_024

    init() {}
    init(_ text: String) { for line in text.split(separator: "\n") { add(String(line)) } }

    var text: String { lines.joined(separator: "\n") }

    mutating func add(_ text: String) {
        guard !text.isEmpty, bytes < Self.bytesMax else { return }
        var line = String(text.unicodeScalars.prefix(Self.lineMax))
        if line.utf8.contains(where: { $0 == 0x0a || $0 == 0x0d || $0 == 0 }) {
            line = String(line.map { $0.isNewline || $0 == "\0" ? " " : $0 })
        }
        guard bytes + line.utf8.count <= Self.bytesMax, known.insert(line).inserted else { return }
        lines.append(line)
        bytes += line.utf8.count + 1
    }
}

/// The texts in `search.db`, and their index. Used by the thread of `TagKeeper` alone, inside transactions.
final class TextIndex {
    private let search: Connection
    /// Signatures that need not be read again; bounded by being emptied when full.
    private var known: [Int64: Set<UInt32>] = [:]

    static let labelsCachedMax = 20_000

    init(_ search: Connection) { self.search = search }

    func forget() { known.removeAll() }

    /// Whether an event with this signature is to be read.
    func wants(_ signature: UInt32, of label: Int64) throws -> Bool {
        if let known = known[label] { return !known.contains(signature) && known.count < IssueTexts.eventsMax }
        let stored = Set(try texts(of: label)?.signatures ?? [])
        if known.count >= Self.labelsCachedMax { known.removeAll() }
        known[label] = stored
        return !stored.contains(signature) && stored.count < IssueTexts.eventsMax
    }

    /// Adds what events say; nil for one that cannot be read.
    func add(_ events: [(event: Event?, tags: PackedTags)], to label: Int64) throws {
        let old = try texts(of: label)
        var new = old ?? IssueTexts()
        for (event, tags) in events {
            new.signatures.append(tags.signature)
            known[label, default: []].insert(tags.signature)
            if let event { new.add(event, tags) }
        }
        if let old, old.parts.map(\.lines.count) == new.parts.map(\.lines.count) {
            try search.run("UPDATE issue_text SET signatures = \(new.signatureBytes) WHERE label = \(label)")
        } else {
            try write(new, of: label)
        }
    }

    /// Sets what is known of a label.
    func replace(_ label: Int64, with new: IssueTexts?) throws {
        known[label] = new.map { Set($0.signatures) }
        try write(new, of: label)
    }

    private func texts(of label: Int64) throws -> IssueTexts? {
        try search.first(
            "SELECT signatures, messages, types, functions, files, modules, tags FROM issue_text WHERE label = \(label)",
            IssueTexts.init)
    }

    private func write(_ new: IssueTexts?, of label: Int64) throws {
        let names = SQL(stringLiteral: IssueTexts.columns.joined(separator: ", "))
        func values(_ texts: IssueTexts) -> SQL { texts.parts.map { "\($0.text)" as SQL }.joined(separator: ", ") }
        try search.run(
            """
            INSERT INTO text_index (text_index, rowid, \(names))
            SELECT 'delete', label, \(names) FROM issue_text WHERE label = \(label)
            """)
        try search.run("DELETE FROM issue_text WHERE label = \(label)")
        guard let new else { return }
        try search.run(
            """
            INSERT INTO issue_text (label, signatures, \(names)) VALUES (\(label), \(new.signatureBytes), \(values(new)))
            """)
        try search.run("INSERT INTO text_index (rowid, \(names)) VALUES (\(label), \(values(new)))")
    }
}
