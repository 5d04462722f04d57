import SentryProtocol
import Storage

/// What some events of one label say in words, a line for each text that is different from those before.
struct IssueTexts {
    /// Of the events that were read.
    var signatures: [UInt32] = []
    /// In the order of `columns`.
    private(set) var parts: [TextLines] = columns.map { _ in TextLines() }

    static let columns = ["messages", "types", "functions", "files", "modules", "tags"]

    /// Events that are read for one label.
    static let eventsMax = 12
    /// A row with fewer events than a step brings of a label (`TagFold`) is written anew with those that come next. So a
    /// label has four rows at most, which a search has to look at one by one. The first row is left alone, as it has what
    /// all events of an issue share: most of the text.
    static let eventsOfRowMin = 4

    /// The rows of `issue_text` that a label has room for.
    static func places(of label: Int64) -> ClosedRange<Int64> {
        let first = label << 4
        return first...(first | 15)
    }

    init() {}

    static func signatures(_ bytes: [UInt8]) -> [UInt32] {
        stride(from: 0, to: bytes.count - 3, by: 4).map { start in
            PackedTags(bytes: Array(bytes[start..<start + 4])).signature
        }
    }

    var signatureBytes: [UInt8] {
        signatures.flatMap { number in
            stride(from: UInt32(0), to: 32, by: 8).map { UInt8(truncatingIfNeeded: number >> $0) }
        }
    }

    var lineCount: Int { parts.reduce(0) { $0 + $1.lines.count } }

    /// Takes note of the columns of a row, from `first` on. What an own row says is kept, to be written again.
    mutating func read(_ row: Row, from first: Int32, isOwn: Bool) {
        for index in parts.indices { parts[index].read(row.text(first + Int32(index)), isOwn: isOwn) }
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
    /// These, and those that are stored elsewhere.
    private var known: Set<String> = []
    /// Of all that are known.
    private var bytes = 0

    static let bytesMax = 4_096
    static let lineMax = 1_024

    var text: String { lines.joined(separator: "\n") }

    /// Takes note of lines that are stored.
    mutating func read(_ text: String, isOwn: Bool) {
        for part in text.utf8.split(separator: 0x0a) {
            let line = String(Substring(part))
            known.insert(line)
            bytes += part.count + 1
            if isOwn { lines.append(line) }
        }
    }

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
///
/// A label has a row for what each step brought, and a line is in one of them only: the index is told most lines once. To
/// tell it all lines of a label again for each new one took four to five times as long.
///
/// Labels should come in ascending order: the index writes what it has gathered whenever a row is not behind the last.
final class TextIndex {
    private let search: Connection
    /// Signatures that need not be read again; bounded by being emptied when full.
    private var known: [Int64: Set<UInt32>] = [:]

    static let labelsCachedMax = 20_000

    private static let columns = SQL(stringLiteral: IssueTexts.columns.joined(separator: ", "))

    init(_ search: Connection) { self.search = search }

    func forget() { known.removeAll() }

    /// Whether an event with this signature is to be read.
    func wants(_ signature: UInt32, of label: Int64) throws -> Bool {
        if let known = known[label] { return !known.contains(signature) && known.count < IssueTexts.eventsMax }
        let stored = try search.rows("SELECT signatures FROM issue_text WHERE \(Self.isOf(label))") {
            IssueTexts.signatures($0.blob(0))
        }
        if known.count >= Self.labelsCachedMax { known.removeAll() }
        let signatures = Set(stored.joined())
        known[label] = signatures
        return !signatures.contains(signature) && signatures.count < IssueTexts.eventsMax
    }

    /// Adds what events say; nil for one that cannot be read.
    func add(_ events: [(event: Event?, tags: PackedTags)], to label: Int64) throws {
        let first = IssueTexts.places(of: label).lowerBound
        var texts = IssueTexts()
        var place = first
        var isNew = true
        try search.forEachRow(
            "SELECT id, signatures, \(Self.columns) FROM issue_text WHERE \(Self.isOf(label)) ORDER BY id"
        ) { (row: Row) -> Void in
            let signatures = IssueTexts.signatures(row.blob(1))
            // If any, the last.
            let isOwn = row.integer(0) > first && signatures.count < IssueTexts.eventsOfRowMin
            texts.read(row, from: 2, isOwn: isOwn)
            if isOwn { texts.signatures = signatures }
            (place, isNew) = (isOwn ? row.integer(0) : row.integer(0) + 1, !isOwn)
        }
        let lineCount = texts.lineCount
        for (event, tags) in events {
            texts.signatures.append(tags.signature)
            known[label, default: []].insert(tags.signature)
            if let event { texts.add(event, tags) }
        }
        if isNew {
            try insert(texts, at: place)
        } else if texts.lineCount == lineCount {
            try search.run("UPDATE issue_text SET signatures = \(texts.signatureBytes) WHERE id = \(place)")
        } else {
            try delete("id = \(place)")
            try insert(texts, at: place)
        }
    }

    /// Sets what is known of a label.
    func replace(_ label: Int64, with new: IssueTexts?) throws {
        known[label] = new.map { Set($0.signatures) }
        try delete(Self.isOf(label))
        if let new { try insert(new, at: IssueTexts.places(of: label).lowerBound) }
    }

    private static func isOf(_ label: Int64) -> SQL {
        let places = IssueTexts.places(of: label)
        return "id >= \(places.lowerBound) AND id <= \(places.upperBound)"
    }

    /// The index has to be told what it was told before.
    private func delete(_ rows: SQL) throws {
        try search.run(
            """
            INSERT INTO text_index (text_index, rowid, \(Self.columns))
            SELECT 'delete', id, \(Self.columns) FROM issue_text WHERE \(rows)
            """)
        try search.run("DELETE FROM issue_text WHERE \(rows)")
    }

    /// The index is told of rows without a line, too: it counts rows.
    private func insert(_ new: IssueTexts, at place: Int64) throws {
        let texts = new.parts.map { "\($0.text)" as SQL }.joined(separator: ", ")
        try search.run(
            """
            INSERT INTO issue_text (id, signatures, \(Self.columns)) VALUES (\(place), \(new.signatureBytes), \(texts))
            """)
        try search.run("INSERT INTO text_index (rowid, \(Self.columns)) VALUES (\(place), \(texts))")
    }
}
