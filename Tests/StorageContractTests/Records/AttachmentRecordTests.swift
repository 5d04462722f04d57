import Glibc
import SentryProtocol
import Storage
import Testing

@testable import SQLiteStorage

@Suite("Records: attachments, user reports and replays")
struct AttachmentRecordTests {
    private static let large = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }

    @Test("small contents lie in their row, large ones in a file named by what they say")
    func contents() async throws {
        try await withRecords { store, engine, folder in
            try store.store(
                Sample.attachment(1), Sample.attachment(1, name: "shot.png", content: Self.large),
                Sample.attachment(2, name: "copy.png", content: Self.large), Sample.attachment(1, content: []))
            let found = try await engine.attachments(of: Sample.id(1), in: Sample.project)
            #expect(found.map(\.name) == ["log.txt", "shot.png", "log.txt"])
            #expect(found.map(\.size) == [3, 100_000, 0])
            #expect(try await engine.content(of: found[0]) == [1, 2, 3])
            #expect(try await engine.content(of: found[1]) == Self.large)
            #expect(try await engine.content(of: found[2]) == [])
            let files = DirectoryBlobStore(StoreLayout(directory: folder.path)).files(
                of: .attachments, on: Sample.noon.day)
            #expect(files.map { $0.hash?.hex } == [found[1].sha256])
            #expect(try await engine.attachments(of: Sample.id(1), in: Sample.other).isEmpty)
        }
    }

    @Test("the same attachment is stored once, over midnight too")
    func duplicates() async throws {
        try await withRecords { store, engine, folder in
            try store.store(Sample.attachment(1), Sample.attachment(1))
            try folder.recordStore().store(Sample.attachment(1, received: Sample.tomorrow))
            #expect(try await engine.attachments(of: Sample.id(1), in: Sample.project).count == 1)
        }
    }

    @Test("the last report about an event stands")
    func reports() async throws {
        try await withRecords { store, engine, _ in
            try store.store(Sample.report(1, "first"), Sample.report(2, "another"))
            try store.store(Sample.report(1, "second", at: Sample.noon.adding(seconds: 1)), Sample.report(1, "old"))
            #expect(try await engine.userReport(of: Sample.id(1), in: Sample.project)?.comments == "second")
            try store.store(Sample.report(1, "third", at: Sample.tomorrow))
            #expect(try await engine.userReport(of: Sample.id(1), in: Sample.project)?.comments == "third")
            let page = try await engine.userReports(of: Sample.project, cursor: .start, limit: 2)
            #expect(page.rows.map(\.comments) == ["third", "second"] && page.next != nil)
        }
    }

    @Test("a replay shows its segments in order, is found by its errors, and is one over midnight")
    func replays() async throws {
        try await withRecords { store, engine, _ in
            try store.store(
                Sample.replay(1, segment: 1, errors: [7], at: Sample.noon.adding(seconds: 5)),
                Sample.replay(1, segment: 0), Sample.replay(1, segment: 0), Sample.replay(2, segment: 0))
            try store.store(Sample.replay(1, segment: 2, errors: [7, 8], at: Sample.tomorrow))
            let replay = try #require(try await engine.replay(Sample.id(1), in: Sample.project))
            #expect(replay.segments.map(\.number) == [0, 1, 2])
            #expect(replay.segments[1].urls == ["https://shop/1"])
            #expect(replay.errorIDs == [Sample.id(7), Sample.id(8)] && replay.traceIDs == [Sample.trace(3)])
            let list = try await engine.replays(of: Sample.project, cursor: .start, limit: 10).rows
            #expect(list.map(\.id) == [Sample.id(1), Sample.id(2)])
            #expect(list[0].segments == 3 && list[0].startedAt == Sample.noon.adding(seconds: -5))
            #expect(try await engine.replays(withError: Sample.id(7), in: Sample.project) == [Sample.id(1)])
            #expect(try await engine.replays(withError: Sample.id(7), in: Sample.other).isEmpty)
        }
    }

    @Test("recordings and videos come back as they came")
    func recordings() async throws {
        try await withRecords { store, engine, _ in
            let events = Array((0..<5000).map { #"{"type":3,"n":\#($0)}"# }.joined(separator: ",").utf8)
            try store.store(
                Sample.recording(1, segment: 0, events), Sample.recording(1, segment: 0, events),
                Sample.recording(1, segment: 1, Self.large, format: .video))
            let first = try #require(try await engine.recording(of: Sample.id(1), segment: 0, in: Sample.project))
            #expect(first.content == events && first.format == .rrweb)
            let second = try #require(try await engine.recording(of: Sample.id(1), segment: 1, in: Sample.project))
            #expect(second.content == Self.large && second.format == .video)
            #expect(try await engine.recording(of: Sample.id(1), segment: 2, in: Sample.project) == nil)
        }
    }
}
