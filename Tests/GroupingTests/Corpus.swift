import Foundation
import Grouping
import SentryProtocol

/// The events, pairs and expectations of `Tests/Fixtures/grouping` (its README.md says what they are).
enum Corpus {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/grouping")

    static func bytes(of file: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appending(path: file)))
    }

    /// Every event by its file's name.
    private static let payloads: [String: JSONNode] = {
        let all = (try? rows("events.jsonl")) ?? []
        return all.reduce(into: [:]) { payloads, row in
            if let file = row["file"]?.string { payloads[file] = row["event"] }
        }
    }()

    /// Names of all events, in order.
    static var names: [String] { payloads.keys.sorted() }

    /// The payload of an event as it was sent.
    static func payload(_ file: String) throws -> [UInt8] {
        guard let node = payloads[file] else { throw MissingFixture(name: file) }
        return Array(node.sourceText.utf8)
    }

    static func event(_ file: String) throws -> Event {
        guard let node = payloads[file] else { throw MissingFixture(name: file) }
        return Event(reading: node)
    }

    struct MissingFixture: Error {
        let name: String
    }

    /// The rows of a `.jsonl` file.
    static func rows(_ file: String) throws -> [JSONNode] {
        try bytes(of: file).split(separator: UInt8(ascii: "\n")).map { try JSONDocument(parsing: Array($0)).root }
    }

    static func event(json: String) throws -> Event {
        Event(reading: try JSONDocument(parsing: Array(json.utf8)).root)
    }
}

/// Hands out issues as the server does: the first known hash decides, a new issue takes all hashes.
struct IssueBook {
    private var issues: [String: Int] = [:]
    private var count = 0

    mutating func issue(of result: GroupingResult) -> Int {
        let hashes = result.hashes.map(\.hash)
        for hash in hashes {
            guard let known = issues[hash] else { continue }
            // Found by all frames: from now on the in-app frames are known as well (grouping.md §12.9.4).
            if let deciding = hashes.first { issues[deciding] = known }
            return known
        }
        count += 1
        for hash in hashes { issues[hash] = count }
        return count
    }
}

/// Right answers out of all, by platform; prints as a table.
struct Scores {
    private var rows: [String: [String: (right: Int, all: Int)]] = [:]
    private(set) var failures: [String] = []

    mutating func count(_ isRight: Bool, platform: String, column: String, _ what: @autoclosure () -> String) {
        var cell = rows[platform, default: [:]][column] ?? (0, 0)
        cell.all += 1
        if isRight { cell.right += 1 } else { failures.append("\(column) \(platform): \(what())") }
        rows[platform, default: [:]][column] = cell
    }

    func total(_ column: String) -> (right: Int, all: Int) {
        rows.values.reduce((0, 0)) { ($0.0 + ($1[column]?.right ?? 0), $0.1 + ($1[column]?.all ?? 0)) }
    }

    func printTable(_ columns: [String], title: String) {
        func cell(_ value: (right: Int, all: Int)?) -> String { value.map { "\($0.right)/\($0.all)" } ?? "" }
        func pad(_ text: String) -> String { text + String(repeating: " ", count: max(1, 16 - text.count)) }
        print("\n" + pad(title) + columns.map(pad).joined())
        for (platform, row) in rows.sorted(by: { $0.key < $1.key }) {
            print(pad(platform) + columns.map { pad(cell(row[$0])) }.joined())
        }
        print(pad("all") + columns.map { pad(cell(total($0))) }.joined())
    }
}
