import Foundation
import Grouping
import SentryProtocol
import Testing

/// The corpus that the bench kit makes, if `CULPRIT_BENCH_CORPUS` names its file: 200 failures, each of them one issue.
@Suite("The bench corpus")
struct BenchCorpusTests {
    private static let path = ProcessInfo.processInfo.environment["CULPRIT_BENCH_CORPUS"]

    @Test("becomes 200 issues, give or take 5, and none of two failures", .enabled(if: path != nil))
    func issues() throws {
        let corpus = try BenchCorpus([UInt8](Data(contentsOf: URL(filePath: try #require(Self.path)))))
        let grouper = Grouper()
        var book = IssueBook()
        var groups: [Int: Set<Int>] = [:]
        for (group, payload) in corpus.events {
            let document = try JSONDocument(parsing: payload)
            let result = grouper.group(Event(reading: document.root))
            let head = Event(reading: document.root, depth: .head)
            let grouped = grouper.group(document, head: head) { Event(reading: document.root) }
            #expect(grouped.verdict == result.verdict)
            groups[book.issue(of: result), default: []].insert(group)
        }
        let mixed = groups.values.count { $0.count > 1 }
        print("bench corpus: \(corpus.events.count) events, \(groups.count) issues, \(mixed) mixed")
        #expect((195...205).contains(groups.count))
        #expect(mixed == 0)
    }
}

/// Events with the numbers of their true groups, from a file of the bench kit (its generator says how it is laid out).
private struct BenchCorpus {
    private(set) var events: [(group: Int, payload: [UInt8])] = []

    init(_ bytes: [UInt8]) throws {
        var at = 8
        func number(_ width: Int) throws -> Int {
            guard at + width <= bytes.count else { throw EndOfFile() }
            defer { at += width }
            return bytes[at..<at + width].reversed().reduce(0) { $0 << 8 | Int($1) }
        }
        _ = try number(4)
        let count = try number(4)
        at += 8
        for _ in 0..<count {
            let group = try number(4)
            let (prefix, rest, deflated) = (try number(4), try number(4), try number(4))
            at += 4
            for _ in 0..<2 { at += 4 * (try number(2)) }
            at += 128
            guard at + prefix + rest <= bytes.count else { throw EndOfFile() }
            let envelope = try Envelope(parsing: Array(bytes[at..<at + prefix + rest]))
            for item in envelope.items where item.type == .event {
                events.append((group, Array(envelope.bytes[item.payload])))
            }
            at += prefix + rest + deflated
        }
    }

    struct EndOfFile: Error {}
}
